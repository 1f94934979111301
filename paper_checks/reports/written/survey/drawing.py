"""Figures as small SVG pictures, to stand in a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection

import matplotlib as mpl

from lossproof.figures.catalogue import PICTURES
from lossproof.figures.picture import Request
from lossproof.figures.sheet import printed
from lossproof.paper_checks.reports.written.survey.survey import DrawnFigure

LARGEST = 200_000  # characters of an SVG; what is larger is drawn as points of a screen


def claims() -> dict[str, tuple[str, ...]]:
    """The claims that each picture shows, in the order of the catalogue."""
    return {name: picture.claims for name, picture in PICTURES.items()}


def drawn(
    request: Request, about: Collection[str], done: Callable[[str], object] = lambda name: None
) -> dict[str, DrawnFigure]:
    """The pictures that show one of these claims, in the order of the catalogue.

    `done` is called with the name of each as it is drawn.
    """
    found: dict[str, DrawnFigure] = {}
    for name, picture in PICTURES.items():
        if not any(claim in about for claim in picture.claims):
            continue
        data = picture.data(request)
        with printed(), mpl.rc_context({"savefig.dpi": 200}):
            figure = picture.draw(data, "column")
            written = io.BytesIO()
            figure.savefig(written, format="svg", metadata={"Date": None, "Title": picture.title})
            content, kind = rounded(written.getvalue().decode()).encode(), "svg+xml"
            if len(content) > LARGEST:
                written = io.BytesIO()
                figure.savefig(written, format="png")
                content, kind = written.getvalue(), "png"
        found[name] = DrawnFigure(picture.title, picture.caption, picture.claims, content, kind)
        done(name)
    return found


def rounded(svg: str) -> str:
    """The same picture, with places to a hundredth of a point; scales below 1 stay as they are."""
    return re.sub(r"-?[1-9]\d*\.\d{3,}", lambda found: f"{float(found[0]):.2f}", svg)
