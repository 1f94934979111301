"""The graph of what stands on what: layers from left to right, one group of claims below another.

A claim stands right of all that it assumes, repairs or reads. Within a layer, claims are ordered
by the middle of those they stand on, so that few lines cross.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from lossproof.paper_checks.reports.written.survey.survey import Survey

WIDE, HIGH, GAP, ROW = 232, 26, 60, 34
SIGNS = {"PROVED": "✓", "CONFIRMED": "≈", "REFUTED": "✗", "VACUOUS": "∅", "UNDECIDED": "?",
         "ERROR": "!"}  # fmt: skip
LETTERS = 28  # of a name in a box
SHALLOW = 2  # layers of a group that stands beside another


@dataclass(frozen=True)
class Place:
    """Where a claim stands: its layer, and its row in the whole graph."""

    layer: int
    row: float


def groups(edges: Sequence[tuple[str, str, str]]) -> list[list[str]]:
    """The claims that are joined, in groups, in the order in which they are first named."""
    found: list[dict[str, None]] = []
    for above, _, below in edges:
        joined = [group for group in found if above in group or below in group]
        whole: dict[str, None] = {}
        for group in joined:
            whole |= group
        whole |= {below: None, above: None}
        place = found.index(joined[0]) if joined else len(found)
        found = [group for group in found if group not in joined]
        found.insert(place, whole)
    return [list(group) for group in found]


def standing(edges: Sequence[tuple[str, str, str]]) -> dict[str, list[str]]:
    """The claims that each stands on, without a way round in a circle.

    A refuted claim may assume what repairs it: what is assumed counts, the repair does not.
    """
    below: dict[str, list[str]] = {}

    def reaches(name: str, wanted: str) -> bool:
        return name == wanted or any(reaches(each, wanted) for each in below.get(name, ()))

    for how in ("assumes", "uses", "repairs", "reads"):
        for claim, said, under in edges:
            if said == how and not reaches(under, claim):
                below.setdefault(claim, []).append(under)
    return below


def layers(names: Sequence[str], below: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many claims stand below each, one on another."""
    found: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in found:
            found[name] = 1 + max(map(depth, below.get(name, ())), default=-1)
        return found[name]

    for name in names:
        depth(name)
    return found


def placed(edges: Sequence[tuple[str, str, str]]) -> dict[str, Place]:
    """A place for every claim of the graph; no two share one.

    Deep groups stand first, below each other; then shallow ones in two columns.
    """
    below = standing(edges)
    found = dict[str, Place]()
    deep, shallow = list[list[str]](), list[list[str]]()
    for group in groups(edges):
        depth = max(layers(group, below).values())
        (shallow if depth < SHALLOW else deep).append(group)
    top = 0.0
    for group in deep:
        top = _put(found, group, below, 0, top)
    tops = [top, top]
    for group in shallow:
        side = tops.index(min(tops))
        tops[side] = _put(found, group, below, side * SHALLOW, tops[side])
    return found


def _put(
    found: dict[str, Place],
    group: Sequence[str],
    below: Mapping[str, Sequence[str]],
    left: int,
    top: float,
) -> float:
    """Place a group from a row and a layer on; the row where the next may begin."""
    depths, last = layers(group, below), top
    for layer in range(max(depths.values()) + 1):
        members = {
            name: sum(found[each].row for each in below[name]) / len(below[name])
            if name in below
            else top
            for name in group
            if depths[name] == layer
        }
        row = top
        for name in sorted(members, key=lambda name: members[name]):
            row = max(row, members[name])
            found[name] = Place(left + layer, row)
            row += 1
        last = max(last, row)
    return last + 0.35


def svg(survey: Survey) -> str:
    """The graph as an element of a page; every claim in it is a link to itself."""
    edges = survey.edges
    places = placed(edges)
    if not places:
        return "<p>These claims have no dependencies.</p>"
    width = (max(place.layer for place in places.values()) + 1) * (WIDE + GAP) - GAP + 8
    height = max(place.row for place in places.values()) * ROW + HIGH + 8
    lines = [_line(how, places[claim], places[under]) for claim, how, under in edges]
    boxes = [_box(survey, name, place) for name, place in places.items()]
    return (
        f'<svg id="what-uses" role="group" aria-label="Dependencies of claims" width="{width}" '
        f'height="{height:.0f}" viewBox="0 0 {width} {height:.0f}">{"".join(lines + boxes)}</svg>'
    )


def _line(how: str, claim: Place, under: Place) -> str:
    x0, x1 = _left(under) + WIDE, _left(claim)
    y0, y1 = (_top(place) + HIGH / 2 for place in (under, claim))
    bend = (x1 - x0) / 2
    return (
        f'<path class="{how}" d="M{x0} {y0:.0f}C{x0 + bend:.0f} {y0:.0f} {x1 - bend:.0f} '
        f'{y1:.0f} {x1} {y1:.0f}"/>'
    )


def _box(survey: Survey, name: str, place: Place) -> str:
    verdict, title = survey.records[name]["verdict"], survey.title(name)
    headline, slash, reading = name.partition("/")
    shown = f"/{reading}" if slash and headline in survey.records else name
    shown = shown if len(shown) <= LETTERS else f"…{shown[1 - LETTERS :]}"
    x, y = _left(place), _top(place)
    return (
        f'<a href="#{escape(name)}" data-claim="{escape(name)}" class="box {verdict}">'
        f"<title>{escape(f'{name}, {verdict}: {title}')}</title>"
        f'<rect x="{x}" y="{y:.0f}" width="{WIDE}" height="{HIGH}" rx="5"/>'
        f'<text x="{x + 8}" y="{y + 17:.0f}">{SIGNS[verdict]} {escape(shown)}</text></a>'
    )


def _left(place: Place) -> int:
    return 4 + place.layer * (WIDE + GAP)


def _top(place: Place) -> float:
    return 4 + place.row * ROW
