"""A report of some sections with a picture, and of all without; what opens is written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lossproof.figures.picture import Request
from lossproof.paper_checks.claims import REGISTRY, load
from lossproof.paper_checks.reports.explain import about
from lossproof.paper_checks.reports.written.survey.drawing import drawn
from lossproof.paper_checks.reports.written.survey.page import opening, page
from lossproof.paper_checks.reports.written.survey.survey import Survey
from tests.recorded import RECORDED


def survey_of(*sections: str, shown: tuple[str, ...] = ()) -> Survey:
    """A survey of sections, all where there is none, with the pictures of some claims."""
    load()
    names = [name for name in RECORDED if not sections or name.partition(".")[0] in sections]
    pictures = drawn(Request(REGISTRY.__getitem__), shown) if shown else {}
    abouts = {name: about(REGISTRY[name]) for name in names}
    return Survey({name: RECORDED[name] for name in names}, abouts, RECORDED, drawn=pictures)


@pytest.fixture(scope="session")
def everything() -> Survey:
    return survey_of()


@pytest.fixture(scope="session")
def pictured() -> Survey:
    return survey_of("dmi", "zhang2018", "derived", shown=("zhang2018.truncated-upper",))


@pytest.fixture(scope="session")
def opened(everything: Survey) -> dict[str, Any]:
    """What opens below every claim."""
    return {name: opening(name, everything) for name in everything.records}


@pytest.fixture(scope="session")
def written(opened: dict[str, Any]) -> Callable[[Survey], str]:
    """The page of a survey; of claims that are as in `everything`, what was written once."""

    def page_of(survey: Survey) -> str:
        apart = {name for each in survey.drawn.values() for name in each.claims} | {*survey.told}
        return page(survey, {name: each for name, each in opened.items() if name not in apart})

    return page_of
