"""Every case has its turn, and is tried by night on the other days."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.turns import OTHERS, RARER, SHARES, WAITING, in_turns, slow_tests, wait_for_their_turn

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("run", "days"), [("in turns", 2 * RARER), ("all", 2)])
def test_every_case_has_its_turn_once_in_so_many_days(
    run: str, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = list[int]()
    monkeypatch.setenv("LOSSPROOF_SLOW", run)
    for day in range(20781, 20781 + days):
        monkeypatch.setenv("LOSSPROOF_TURN", str(day))
        _, made = in_turns("case", range(40), 2).mark.args
        tried += [each.values[0] for each in made if not each.marks]
        assert [each.values for each in made] == [(k,) for k in range(40)]
        assert all([*each.marks] in ([], [OTHERS]) for each in made)
    assert sorted(tried) == [*range(40)]


def test_every_slow_test_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    every = ["::".join(each) for each in slow_tests()]
    tried = list[str]()
    for day in range(SHARES):
        monkeypatch.setenv("LOSSPROOF_TURN", str(day))
        marks: Any = {name: [] for name in (*every, "tests/test_turns.py::test_of_others[0]")}
        wait_for_their_turn(
            SimpleNamespace(nodeid=name, add_marker=marks[name].append)  # pyright: ignore
            for name in marks
        )
        assert all(each in ([], [WAITING]) for each in marks.values())
        assert marks.popitem()[1] == []
        tried += [name for name, each in marks.items() if not each]
    assert sorted(tried) == sorted(every)


def test_slow_tests_exist_and_take_turns_in_no_other_way() -> None:
    """One that has cases in turns as well might never have both turns on one day."""
    for file, name in slow_tests():
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        functions = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
        assert name in functions, f"{file} has no {name}"
        assert not any("in_turns" in ast.dump(each) for each in functions[name].decorator_list)
