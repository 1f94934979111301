"""No card of a loss that people type has a line that brute force contradicts."""

from __future__ import annotations

import pytest

from benchmarks.claims.cards import LOSSES
from tests.theory.card.oracle.test_oracle import false_lines

QUICK = ("exp(-p)", "1-tanh(p)", "2-p**2-sum(p**2)")


@pytest.mark.parametrize("text", [
    each if each in QUICK else pytest.param(each, marks=pytest.mark.nightly("10 min of losses"))
    for each in LOSSES
])  # fmt: skip
def test_no_typical_loss_has_a_false_line(text: str) -> None:
    assert not false_lines(text)
