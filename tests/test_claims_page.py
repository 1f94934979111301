"""docs/claims.md shows domains, kinds and terms as the code has them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import sympy

import lossproof
from lossproof.paper_checks.claims.claim import KINDS, KNOWN
from lossproof.theory.domain import Domain, kinds
from lossproof.theory.language import eq
from lossproof.theory.statement import Proof, Statement
from tests.together import together

PAGE = (Path(__file__).parents[1] / "docs" / "claims.md").read_text(encoding="utf-8")
NAMES = {name: getattr(lossproof, name) for name in dir(lossproof)}
NAMES |= {"Piecewise": sympy.Piecewise, "Eq": sympy.Eq, "log": sympy.log}


def table(*head: str) -> list[list[str]]:
    """The rows of the one table with this head, code without its marks."""
    first = f"| {' | '.join(head)} |"
    ((_, below),) = [PAGE.split(first + "\n")]
    text = re.match(r"\|[-|]+\|\n((?:\|.*\n)+)", below)
    assert text
    rows = [line.strip("|").split(" | ") for line in text[1].splitlines()]
    return [[cell.strip().removeprefix("`").removesuffix("`") for cell in row] for row in rows]


def domains() -> dict[str, Domain]:
    """The parameters of the table."""
    made: dict[str, Any] = {}
    for line, *_ in table("write", "ranges over", "facts in a proof"):
        exec(line, NAMES, made)  # the page's own lines
    for name, domain in made.items():
        domain.name = name
    return made


ROWS = table("write", "ranges over", "facts in a proof")


@together("row", ROWS)
def test_a_domain_is_as_shown(row: list[str]) -> None:
    name, (_, scope, facts) = row[0].split()[0], row
    made = domains()
    proof = Proof(Statement(made, {}, lambda x: eq(x, 0)))
    assert made[name].scope() == scope
    assert ", ".join(proof.domain(name)) == facts


def test_every_domain_is_shown() -> None:
    assert {type(domain) for domain in domains().values()} == set(kinds.KINDS)


def test_every_kind_of_claim_and_every_part_is_shown() -> None:
    assert [kind for kind, _ in table("kind", "for")] == [*KINDS]
    parts = {name.partition("(")[0] for name, _ in table("part", "meaning")}
    assert parts == {*KNOWN, "c = Classes", "_name"}


@together("row", table("write", "meaning", "stored as"))
def test_a_term_is_stored_as_shown(row: list[str]) -> None:
    values = Statement(domains(), {}, lambda x: eq(x, 0)).symbolic()
    assert str(eval(row[0], NAMES | values)) == row[2]  # the page's own terms


def test_relations_are_public() -> None:
    for name in re.findall(r"`(\w+)`", PAGE.partition("Relations are ")[2].partition(";")[0]):
        assert name in NAMES
