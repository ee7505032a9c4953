// What xlwings' client sends with every call: the token that the officer typed once in the task pane.
globalThis.CLE_DU_JETON = "dpid-jeton";

globalThis.getAuth = async function () {
  return {
    token: localStorage.getItem(globalThis.CLE_DU_JETON) ?? "",
    provider: "bureau",
  };
};
