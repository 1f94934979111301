"""Titles: a sentence for each claim, from its docstring or of its own."""

from __future__ import annotations

import pytest

from lossproof.paper_checks.claims import Paper, Registry
from lossproof.paper_checks.claims.words.title import title
from lossproof.paper_checks.records import TITLE
from lossproof.theory.domain import Real
from lossproof.theory.language import ge
from tests.recorded import RECORDED


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("A square is nonnegative.", "A square is nonnegative"),
        (r"$x^2 \ge 0$. Here $x$ is real.", "x² ≥ 0"),
        ("By Eq. 7 of the\npaper:\n\nMore.", "By Eq. 7 of the paper"),
        ("word " * 20, ("word " * 20).strip()),
    ],
)
def test_the_first_sentence_is_the_title(text: str, short: str) -> None:
    assert title(text) == short


@pytest.mark.parametrize("own", ["", " ", "x" * (TITLE + 1)])
def test_a_title_of_its_own_fits(own: str) -> None:
    school = Paper("school", "a book", registry=Registry())
    with pytest.raises(ValueError, match=r"title of school\.squares must have 1 to 160"):
        school.claim("squares", locus="1", kind="ineq", title=own)


def test_a_title_of_its_own_is_taken() -> None:
    school = Paper("school", "a book", registry=Registry())

    @school.claim("squares", title="Squares", locus="1", kind="ineq")
    class Squares:
        "A square is nonnegative."

        x = Real()

        def conclusion(x):
            return ge(x**2, 0)

    assert Squares
    assert school.registry["school.squares"].title == "Squares"


def test_no_recorded_title_is_cut() -> None:
    titles = [record["title"] for record in RECORDED.values()]
    assert len(titles) > 400
    assert not [each for each in titles if each.endswith("…") or not 0 < len(each) <= TITLE]
