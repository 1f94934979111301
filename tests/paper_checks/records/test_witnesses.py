"""docs/witnesses.md names every recorded counterexample that is not generic, as it is recorded."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import sympy

from lossproof.paper_checks.records.store import FOLDER

PAGE = Path(__file__).parents[3] / "docs" / "witnesses.md"
ROW = re.compile(r"^\| `([\w./-]+)` \| (.*?) \| .+ \|$", re.MULTILINE)
INTERVAL = re.compile(r"\(interval (\S+) (\S+)")


def refuted() -> Iterator[dict[str, Any]]:
    for path in sorted(FOLDER.glob("*/**/*.json")):
        record = json.loads(path.read_text("utf-8"))
        if record["verdict"] == "REFUTED":
            yield record


def numbers(value: Any) -> list[Fraction]:
    if isinstance(value, list):
        return [number for part in value for number in numbers(part)]
    try:
        return [Fraction(value)]
    except ValueError:
        return []  # one that is no fraction, such as a root, is at no end


def square(value: Any) -> bool:
    return all(
        isinstance(row, list) and len(row) == len(value) and isinstance(row[0], str)
        for row in value
    )


def special(domain: str, value: Any) -> bool:
    """Whether a value is at an end of its range, or a matrix of chances that is singular."""
    if "simplex" in domain or "joint" in domain:
        chances = numbers(value)
        matrix = square(value) and len(chances) == len(value) ** 2
        singular = matrix and sympy.Matrix(value).det() == 0
        return singular or any(chance in (0, 1) for chance in chances)
    if ends := INTERVAL.search(domain):
        closed = {Fraction(end) for end in ends.groups() if "inf" not in end}
        return not closed.isdisjoint(numbers(value))
    return False


def generic(record: dict[str, Any]) -> bool:
    domains = record["statement"]["parameters"]
    point = record["evidence"]["point"]
    return not any(special(domains[name], value) for name, value in point.items())


def test_special_values_are_noticed() -> None:
    assert special("(simplex c)", ["0", "1/2", "1/2"])
    assert special("(each c (simplex c))", [["1/2", "1/2"], ["1/2", "1/2"]])
    assert special("(interval 0 1 open closed)", "1")
    assert not special("(each c (simplex c))", [["1/2", "1/2"], ["1/3", "2/3"]])
    assert not special("(interval 0 inf open open)", "1")


def test_the_page_has_those_that_are_not_generic() -> None:
    records = list(refuted())
    page = PAGE.read_text("utf-8")
    shown = dict(ROW.findall(page))
    told = {
        record["id"]: record["scope"].removeprefix("at ")
        for record in records
        if not generic(record)
    }
    assert shown == told
    assert f"{len(records) - len(told)} of the {len(records)} refuted claims have" in page
