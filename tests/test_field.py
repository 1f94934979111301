"""The claims of examples/field are decided: what is called a false variant is refuted."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lossproof.paper_checks.claims import check, load_file
from tests.turns import in_turns

FIELD = Path(__file__).parents[1] / "examples" / "field"
FILES = sorted(FIELD.glob("claims_*.py"))


def test_there_are_eight_papers() -> None:
    assert len(FILES) == 8


@in_turns("path", FILES, 2, ids=lambda path: path.stem)
def test_every_claim_is_decided(path: Path) -> None:
    claims = load_file(path)
    false = {claim.id for claim in claims if claim.locus == "a false variant"}
    assert false
    assert {claim.repairs for claim in claims if claim.repairs} == false
    for claim in claims:
        assert str(check(claim).verdict) == ("REFUTED" if claim.id in false else "PROVED"), claim.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_short_and_names_its_source(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert 30 <= len(text.splitlines()) <= 80
    tree = ast.parse(text)
    assert " after " in (ast.get_docstring(tree) or "")
    proofs = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and each.name == "prove"
    ]
    assert all(len(each.body) <= 5 for each in proofs)
