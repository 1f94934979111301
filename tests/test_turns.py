"""Every case has its turn, and is tried by night on the other days."""

from __future__ import annotations

import pytest

from tests.turns import OTHERS, in_turns


def test_every_case_has_its_turn_once_in_so_many_days(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = list[int]()
    for day in range(20781, 20785):
        monkeypatch.setenv("LOSSPROOF_TURN", str(day))
        _, made = in_turns("case", range(10), 4).mark.args
        tried += [each.values[0] for each in made if not each.marks]
        assert [each.values for each in made] == [(k,) for k in range(10)]
        assert all([*each.marks] in ([], [OTHERS]) for each in made)
    assert sorted(tried) == [*range(10)]
