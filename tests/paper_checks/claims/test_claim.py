"""Registration is strict."""

from __future__ import annotations

import pytest

from paper_checks.claims import Paper, Registry, load, load_file
from theory.domain import Real
from theory.language import ge


def _register(registry: Registry, name: str = "fine", **changes) -> None:
    settings = {"locus": "Eq. 1", "kind": "id", "source": "a paper", "doc": "Something."} | changes
    paper = Paper("toy", settings["source"], registry=registry)
    body = {"x": Real(), "conclusion": lambda x: ge(x, x), "__doc__": settings["doc"]}
    body |= settings.get("body", {})
    members = {key: value for key, value in body.items() if value is not None}
    cls = type("Toy", (), members)
    paper.claim(name, locus=settings["locus"], kind=settings["kind"])(cls)


def test_a_sound_claim_is_registered() -> None:
    registry = Registry()
    _register(registry)
    assert [claim.id for claim in registry] == ["toy.fine"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Not Fine"}, "words joined by hyphens"),
        ({"source": " "}, "needs a source"),
        ({"locus": ""}, "needs a source and a locus"),
        ({"kind": "theorem"}, "kind of toy.fine must be one of"),
        ({"doc": None}, "needs a docstring"),
        ({"body": {"conclusion": None}}, "needs a conclusion"),
        ({"body": {"conclusion": lambda z: ge(z, z)}}, "asks for z"),
        ({"body": {"given": {"odd": lambda z: ge(z, 0)}}}, "asks for z"),
    ],
)
def test_an_unsound_one_is_refused(changes: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _register(Registry(), **changes)


def test_an_id_is_used_once() -> None:
    registry = Registry()
    _register(registry)
    with pytest.raises(ValueError, match=r"two claims are called toy\.fine"):
        _register(registry)


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
        for name in filter(None, (claim.repairs, *claim.assumes)):
            assert name in registry, f"{claim.id} names {name}"
            assert name != claim.id
