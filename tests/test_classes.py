"""Our dataclasses are those of the standard library: same faces, same refusals, same texts."""

import copy
import dataclasses
import pickle

import pytest

from dpid_xl.classes import dataclass


@dataclass(frozen=True, slots=True)
class Base:
    nom: str
    rang: int = 0
    notes: list[str] = dataclasses.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Suite(Base):
    fin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Nommee:
    nom: str
    cache: int = dataclasses.field(default=0, repr=False, compare=False)


@dataclass(slots=True)
class Ouverte:
    valeur: int

    def __post_init__(self):
        self.valeur *= 2


@dataclass(frozen=True, eq=False)
class Identite:
    valeur: int


@dataclass(frozen=True, slots=True)
class Vide:
    pass


STANDARD = {
    classe: dataclasses.make_dataclass(classe.__name__, champs, frozen=True, slots=True)
    for classe, champs in (
        (Base, [("nom", str), ("rang", int, 0), ("notes", list, dataclasses.field(default_factory=list))]),
        (Vide, []),
    )
}


@pytest.mark.parametrize("arguments", [("a",), ("a", 2), ("a", 2, ["b"])])
def test_it_writes_and_compares_as_the_standard_one(arguments):
    notre, autre = Base(*arguments), STANDARD[Base](*arguments)
    assert repr(notre) == repr(autre)
    assert (notre == Base(*arguments), notre == autre, notre == Base("z")) == (True, False, False)
    assert dataclasses.astuple(notre) == dataclasses.astuple(autre)
    assert Base.__match_args__ == STANDARD[Base].__match_args__


def test_an_empty_one_is_equal_to_itself():
    assert (repr(Vide()), Vide() == Vide(), hash(Vide()) == hash(Vide())) == ("Vide()", True, True)


def test_each_has_its_own_list():
    assert Base("a").notes is not Base("a").notes


def test_fields_are_inherited_and_classes_told_apart():
    assert Suite("a", 1, fin=True) == Suite("a", 1, [], True)  # noqa: FBT003 - that it is one of them is the point
    assert Suite("a") != Base("a")


def test_what_is_not_compared_is_not():
    assert (Nommee(nom="a", cache=1), repr(Nommee(nom="a"))) == (Nommee(nom="a", cache=2), "Nommee(nom='a')")
    assert {Nommee(nom="a", cache=1): 1}[Nommee(nom="a")] == 1
    with pytest.raises(TypeError):
        Nommee("a")


def test_an_open_one_is_changed_and_has_no_hash():
    ouverte = Ouverte(2)
    assert ouverte.valeur == 4
    ouverte.valeur = 5
    assert ouverte.valeur == 5
    with pytest.raises(TypeError):
        hash(ouverte)


def test_one_without_comparison_is_only_itself():
    assert Identite(1) != Identite(1)
    assert hash(Identite(1)) is not None


@pytest.mark.parametrize("arguments", [(), ("a", 1, [], 2)])
def test_a_wrong_number_of_values_is_refused(arguments):
    with pytest.raises(TypeError):
        Base(*arguments)


def test_a_frozen_one_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Base("a").nom = "b"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del Base("a").nom


@pytest.mark.parametrize("objet", [Suite("a", 1, ["b"]), Nommee(nom="a"), Identite(3)])
def test_it_is_copied_and_kept(objet):
    for copie in (copy.deepcopy(objet), copy.copy(objet), pickle.loads(pickle.dumps(objet)), dataclasses.replace(objet)):  # noqa: S301 - our own
        assert dataclasses.astuple(copie) == dataclasses.astuple(objet)
