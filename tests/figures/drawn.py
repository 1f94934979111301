"""The data of figures, computed once for all tests that only read them."""

from functools import cache
from typing import Any

from lossproof.figures.catalogue import PICTURES
from lossproof.figures.picture import Data, Request
from lossproof.paper_checks.claims import REGISTRY, load


def figure_request(**options: Any) -> Request:
    load()
    return Request(REGISTRY.__getitem__, **options)


@cache
def made(name: str) -> Data:
    return PICTURES[name].data(figure_request())
