"""What a check of many claims ends with: counts, refuted headlines, what moved, what is next."""

from __future__ import annotations

from typing import Any

import pytest

from lossproof.paper_checks import records
from lossproof.paper_checks.records import Result
from lossproof.paper_checks.reports import brief, check


@pytest.fixture(scope="module")
def recorded() -> dict[str, dict[str, Any]]:
    return records.load()


@pytest.fixture
def results(recorded: dict[str, Any]) -> list[Result]:
    return [Result(name, record, 0.0) for name, record in recorded.items()]


def told(results: list[Result], capsys: Any, moved: Any = None, **options: Any) -> list[str]:
    everyone = {result.id: result.record for result in results}
    check.show(results, moved or {}, everyone, own=everyone, **options)
    return capsys.readouterr().out.splitlines()


def failed(result: Result) -> Result:
    record = {"id": result.id, "verdict": "ERROR", "scope": "it broke", "evidence": {}}
    return Result(result.id, record, 0.0, "it broke")


def test_of_all_claims_it_prints_a_page(results: list[Result], capsys: Any) -> None:
    lines = told(results, capsys)
    assert len(lines) < 35
    (row,) = (line for line in lines if line.startswith("all "))
    counted = {r.verdict for r in results}
    shares = [
        sum(r.verdict == each for r in results) for each in records.MEANING if each in counted
    ]
    assert [int(each) for each in row.split()[1:]] == [*shares, len(results)]
    assert lines[-2] == "No verdict or evidence changed."
    assert lines[-1].startswith("next: lossproof explain ")


def test_every_claim_has_a_line_if_asked_for(results: list[Result], capsys: Any) -> None:
    starts = {line.split("  ")[0] for line in told(results, capsys, verbose=True)}
    assert {result.id for result in results} <= starts


def test_a_headline_is_a_refuted_sentence_of_a_paper(results: list[Result]) -> None:
    verdicts = {result.id: result.verdict for result in results}
    _, *lines, rest = brief.headlines(results, 100)
    names = [line.split()[0] for line in lines]
    assert names
    assert all(verdicts[name] == "REFUTED" and "/" not in name for name in names)
    assert not any(name.startswith(("derived.", "le2018.", "xu2022.")) for name in names)
    refuted = sum(verdict == "REFUTED" for verdict in verdicts.values())
    assert rest.split()[0] == str(refuted - len(names))
    assert all(len(line) <= 100 for line in lines)


def test_an_error_is_told_and_nothing_is_said_to_be_as_before(
    results: list[Result], capsys: Any
) -> None:
    lines = told([failed(results[0]), *results[1:]], capsys)
    assert f"{results[0].id}: ERROR it broke" in lines
    assert "No verdict or evidence changed." not in lines
    assert "1 ended in an error: see above." in lines
    assert lines[-1] == "next: lossproof check --last-failed -v repeats the claims that failed"


def test_what_moved_has_a_line_each_and_the_rest_a_number(
    results: list[Result], capsys: Any
) -> None:
    many = brief.CHANGES + 2
    moved = {r.id: ["statement given x: recorded 1, now 2"] for r in results[:many]}
    lines = told(results, capsys, moved)
    first = f"{results[0].id}: statement changed, still {results[0].verdict}"
    assert sum(": statement changed, still " in line for line in lines) == brief.CHANGES
    assert any(line.startswith(first) for line in lines)
    assert "2 more changed: -v shows all" in lines
    assert f"{many} changed." in lines


def test_another_verdict_is_never_hidden_behind_the_statement() -> None:
    lines = ["verdict: recorded PROVED, now REFUTED", "statement given x: recorded 1, now 2"]
    result = Result("a.b", {"verdict": "REFUTED"}, 0.0)
    for short in (False, True):
        found = brief.changed("a.b", lines, result, verbose=False, brief=short)
        assert lines[0] in " ".join(found)
        assert "still" not in " ".join(found)


def test_the_time_left_is_told_once_enough_was_decided() -> None:
    assert check.left([0.0, 1.0], 20) == ""
    assert check.left([float(i) for i in range(11)], 20) == "about 9 s left"
