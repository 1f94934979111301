"""No card of a loss that people type has a line that brute force contradicts."""

from __future__ import annotations

import pytest

from benchmarks.claims.cards import LOSSES
from tests.theory.card.oracle.test_oracle import false_lines
from tests.turns import in_turns

QUICK = ("exp(-p)", "1-tanh(p)", "2-p**2-sum(p**2)")


@in_turns("text", QUICK, 3)
def test_no_quick_loss_has_a_false_line(text: str) -> None:
    assert not false_lines(text)


@pytest.mark.nightly("10 min of losses")
@pytest.mark.parametrize("text", [each for each in LOSSES if each not in QUICK])
def test_no_typical_loss_has_a_false_line(text: str) -> None:
    assert not false_lines(text)
