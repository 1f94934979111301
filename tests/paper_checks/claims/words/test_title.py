"""Titles: the first sentence of each claim's docstring."""

from __future__ import annotations

import pytest

from lossproof.paper_checks.claims.words.title import title
from lossproof.paper_checks.records import TITLE
from tests.recorded import RECORDED


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("A square is nonnegative.", "A square is nonnegative"),
        (r"$x^2 \ge 0$. Here $x$ is real.", "x² ≥ 0"),
        ("By Eq. 7 of the\npaper:\n\nMore.", "By Eq. 7 of the paper"),
        (
            r"The determinant is at most $n! M^n$ for every matrix.",
            "The determinant is at most n! M^n for every matrix",
        ),
        (
            "It holds by Zhang et al. Theorem 1, e.g. MAE, i.e. CCE. So.",
            "It holds by Zhang et al. Theorem 1, e.g. MAE, i.e. CCE",
        ),
        ("word " * 20, ("word " * 20).strip()),
    ],
)
def test_the_first_sentence_is_the_title(text: str, short: str) -> None:
    assert title(text) == short


def test_no_recorded_title_is_cut() -> None:
    titles = [record["title"] for record in RECORDED.values()]
    assert len(titles) > 400
    assert not [each for each in titles if each.endswith("…") or not 0 < len(each) <= TITLE]
