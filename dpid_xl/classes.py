"""The dataclasses of the package: those of the standard library, without its compiling six methods for each of them at each start.

What tells two records apart, writes one and locks it is the same code for all classes; what fills one is compiled when a first one is
made. Half of the classes that a command loads never are.

>>> @dataclass(frozen=True, slots=True)
... class Point:
...     x: int
...     y: int = 0
>>> Point(1), Point(1) == Point(1, 0), {Point(2): "deux"}[Point(2)]
(Point(x=1, y=0), True, 'deux')
>>> Point(1).x = 2
Traceback (most recent call last):
...
dataclasses.FrozenInstanceError: cannot assign to field 'x'
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass  # the same for who reads the types
else:

    def dataclass(classe: type | None = None, /, *, frozen: bool = False, eq: bool = True, **options: bool) -> Any:
        """Make a dataclass; ``options``: the others of the standard library, but ``order``. It has no InitVar, nor field(init=False)."""

        def make(classe: type) -> type:
            classe = dataclasses.dataclass(classe, init=False, repr=False, eq=False, **options)
            methodes = {"__init__": _delay_init(classe, frozen=frozen), "__repr__": _write}
            if eq:
                methodes |= _make_comparaison(classe, frozen=frozen)
            if frozen:
                methodes |= {"__setattr__": _refuse, "__delattr__": _refuse, "__getstate__": _list_valeurs, "__setstate__": _restore}
            for nom, methode in methodes.items():
                if nom not in vars(classe) or vars(classe)[nom] is None:
                    setattr(classe, nom, methode)
            return classe

        return make if classe is None else make(classe)


def _delay_init(classe: type, *, frozen: bool) -> Callable[..., None]:
    """Return an ``__init__`` that compiles the true one, and leaves it its place."""

    def init(self: Any, *valeurs: Any, **nommees: Any) -> None:
        classe.__init__ = _compile_init(classe, frozen=frozen)  # type: ignore[misc]
        classe.__init__(self, *valeurs, **nommees)  # type: ignore[misc]

    return init


def _compile_init(classe: Any, *, frozen: bool) -> Callable[..., None]:
    parametres, nommes, corps = ["self"], ["*"], []
    noms: dict[str, Any] = {"poser": object.__setattr__, "ABSENT": MISSING}
    for champ in dataclasses.fields(classe):
        parametre, valeur = champ.name, champ.name
        if champ.default is not MISSING:
            parametre, noms[f"defaut_{champ.name}"] = f"{champ.name}=defaut_{champ.name}", champ.default
        elif champ.default_factory is not MISSING:
            parametre, noms[f"faire_{champ.name}"] = f"{champ.name}=ABSENT", champ.default_factory
            valeur = f"faire_{champ.name}() if {champ.name} is ABSENT else {champ.name}"
        (nommes if champ.kw_only else parametres).append(parametre)
        corps.append(f'poser(self, "{champ.name}", {valeur})' if frozen else f"self.{champ.name} = {valeur}")
    if hasattr(classe, "__post_init__"):
        corps.append("self.__post_init__()")
    entete = ", ".join(parametres + nommes * (len(nommes) > 1))
    exec(f"def __init__({entete}):\n " + "\n ".join(corps or ["pass"]), noms)  # noqa: S102 - as the standard library does
    init: Callable[..., None] = noms["__init__"]
    init.__qualname__ = f"{classe.__qualname__}.__init__"
    return init


def _make_comparaison(classe: Any, *, frozen: bool) -> dict[str, Any]:
    champs = [champ.name for champ in dataclasses.fields(classe) if champ.compare]
    read: Callable[[Any], Any] = attrgetter(*champs) if champs else lambda _: ()

    def equals(self: Any, autre: object) -> Any:
        return read(self) == read(autre) if autre.__class__ is self.__class__ else NotImplemented

    return {"__eq__": equals, "__hash__": (lambda self: hash(read(self))) if frozen else None}


def _write(self: Any) -> str:
    champs = ", ".join(f"{champ.name}={getattr(self, champ.name)!r}" for champ in dataclasses.fields(self) if champ.repr)
    return f"{self.__class__.__qualname__}({champs})"


def _refuse(self: Any, champ: str, _valeur: object = None) -> None:  # noqa: ARG001 - what a method is given
    raise FrozenInstanceError(f"cannot assign to field {champ!r}")


def _list_valeurs(self: Any) -> list[Any]:
    return [getattr(self, champ.name) for champ in dataclasses.fields(self)]


def _restore(self: Any, valeurs: list[Any]) -> None:
    for champ, valeur in zip(dataclasses.fields(self), valeurs, strict=True):
        object.__setattr__(self, champ.name, valeur)
