"""Registration is strict."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from lossproof.paper_checks.claims import Paper, Registry, check, load, load_file
from lossproof.paper_checks.records import several
from lossproof.theory.domain import Real
from lossproof.theory.language import eq, ge, le


def _register(registry: Registry, name: str = "fine", **changes) -> None:
    settings = {"locus": "Eq. 1", "kind": "id", "source": "a paper", "doc": "Something."} | changes
    paper = Paper("toy", settings["source"], registry=registry)
    body = {"x": Real(), "conclusion": lambda x: ge(x, x), "__doc__": settings["doc"]}
    body |= settings.get("body", {})
    members = {key: value for key, value in body.items() if value is not None}
    cls = type("Toy", (), members)
    links = {key: settings[key] for key in ("assumes", "repairs") if key in settings}
    paper.claim(name, locus=settings["locus"], kind=settings["kind"], **links)(cls)


def test_a_sound_claim_is_registered() -> None:
    registry = Registry()
    _register(registry)
    assert [claim.id for claim in registry] == ["toy.fine"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Not Fine"}, "words joined by hyphens"),
        ({"name": "con"}, "Windows gives it to a device"),
        ({"name": "fine/" + "x" * 300}, "at most 200 bytes"),
        ({"source": " "}, "needs a source"),
        ({"locus": ""}, "needs a source and a locus"),
        ({"kind": "theorem"}, "kind of toy.fine must be one of"),
        ({"doc": None}, "needs a docstring"),
        ({"body": {"conclusion": None}}, "needs a conclusion"),
        ({"body": {"conclusion": lambda z: ge(z, z)}}, "has the argument z"),
        ({"body": {"given": {"odd": lambda z: ge(z, 0)}}}, "has the argument z"),
        (
            {"body": {"given": {1: lambda x: ge(x, 0)}}},
            "attribute given of toy.fine must",
        ),
        ({"body": {"conclusion": 1}}, "needs a conclusion"),
        ({"body": {"gven": {"odd": lambda x: ge(x, 0)}}}, "attribute gven.*did you mean given"),
        ({"body": {"conclusions": None.__class__}}, "attribute conclusions.*mean conclusion"),
        ({"body": {"proof": lambda p: None}}, "attribute proof.*did you mean prove"),
        ({"body": {"Prove": lambda p: None}}, "attribute Prove.*did you mean prove"),
        ({"body": {"rate": {"rate": 1}}}, "begins with an underscore, as in _rate"),
        ({"body": {"y": Real}}, r"y of toy.fine is a class, not a domain: write y = Real\("),
        ({"body": {"prove": lambda: None}}, "prove of toy.fine must be a function of one"),
        ({"body": {"prove": lambda p, x: None}}, "prove of toy.fine must be a function of one"),
        ({"body": {"prove": "obvious"}}, "prove of toy.fine must be a function of one"),
        ({"assumes": "toy.other"}, r"assumes and uses several, as in .*; one of them is 't'"),
        ({"repairs": "other"}, "must be the id of a claim.*; one of them is 'other'"),
        ({"repairs": ("toy.a", "b")}, "must be the id of a claim or several.*them is 'b'"),
    ],
)
def test_an_unsound_one_is_refused(changes: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _register(Registry(), **changes)


@pytest.mark.parametrize(
    "section",
    ["", ".", "..", "../../esc", "/tmp/esc", "a/b", "a\\b", "C:esc", "a.b", "NUL", "Fine", "a b",
     "a\n", "con", "com1", "x" * 300, 5, None],
)  # fmt: skip
def test_the_section_of_a_paper_is_the_name_of_a_folder(section: Any) -> None:
    with pytest.raises(ValueError, match="the section of a Paper") as refused:
        Paper(section, "a book")
    assert len(str(refused.value)) < 200


def test_kind_and_place_follow_from_the_conclusion_and_the_paper() -> None:
    here = Paper("toy", "a paper", registry=Registry()).at("Eq. 2")

    def registered(name: str, conclusion: Any, *place: str, **kind: Any) -> tuple[str, str]:
        body = {"x": Real(), "conclusion": conclusion, "__doc__": "Something."}
        here.claim(name, *place, **kind)(type("Toy", (), body))
        claim = here.registry[f"toy.{name}"]
        return claim.kind, claim.locus

    assert registered("a", lambda x: eq(x, x)) == ("id", "Eq. 2")
    assert registered("b", lambda x: (eq(x, x), le(x, x)), "Eq. 3") == ("ineq", "Eq. 3")
    assert registered("c", lambda x: eq(x, x), kind="order") == ("order", "Eq. 2")
    assert registered("d", lambda x: eq(x, 0) if x else eq(x, 1)) == ("ineq", "Eq. 2")


def test_a_helper_begins_with_an_underscore() -> None:
    registry = Registry()
    _register(registry, body={"_rate": {"rate": 1}})
    assert [*registry["toy.fine"].statement.parameters] == ["x"]


def test_an_id_is_used_once() -> None:
    registry = Registry()
    _register(registry)
    with pytest.raises(ValueError, match=r"two claims are called toy\.fine"):
        _register(registry)


TYPED = """
@paper.claim("fine", locus="1", kind="id")
class Fine:
    "x is at most BOUND."

    x = Real(0, 1)

    def conclusion(x):
        return le(x, BOUND)
"""


def test_what_is_typed_anew_takes_the_place_of_what_was_typed_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry = Registry()
    paper = Paper("toy", "school", registry=registry)

    def typed(bound: str) -> type:
        known: dict[str, Any] = {"__name__": "__main__", "Real": Real, "le": le, "paper": paper}
        exec(TYPED.replace("BOUND", bound), known)
        return known["Fine"]

    monkeypatch.delattr(sys, "ps1", raising=False)
    first = typed("1")
    with pytest.raises(ValueError, match="two claims are called"):
        typed("2")
    monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
    second = typed("3")
    assert registry["toy.fine"].title == "x is at most 3"
    assert registry.stated(first) is None
    assert registry.stated(second) is registry["toy.fine"]


def test_of_a_wrong_id_those_that_are_called_alike_are_told() -> None:
    with pytest.raises(ValueError, match=r"did you mean zhang2018\.tightens-k03"):
        check("zhang2018.tightens-k3")


def test_a_file_must_exist_and_register(tmp_path) -> None:
    with pytest.raises(ValueError, match="there is no file"):
        load_file(tmp_path / "none.py")
    empty = tmp_path / "empty.py"
    empty.write_text("x = 1\n")
    with pytest.raises(ValueError, match="registers no claim"):
        load_file(empty)


def test_every_repair_and_assumption_names_a_claim() -> None:
    registry = load()
    for claim in registry:
        for name in (*several(claim.repairs), *claim.assumes):
            assert name in registry, f"{claim.id} names {name}"
            assert name != claim.id


def test_a_title_is_of_the_class_itself() -> None:
    registry = Registry()
    toy = Paper("toy", "toys", registry=registry)
    parts = {"x": Real(), "conclusion": staticmethod(lambda x: ge(x**2, 0))}
    base = type("Base", (), {"__doc__": "It holds.", **parts})
    with pytest.raises(ValueError, match="needs a docstring"):
        toy.claim("other", locus="1")(type("Other", (base,), {}))
