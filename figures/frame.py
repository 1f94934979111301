"""Colours, lines, legend and caption of all figures of certified maps."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from lossproof.figures.style import INK, MUTED, PAPER, formula, symbol
from lossproof.theory.maps import FAILS, HOLDS, OUTSIDE, STATES, UNDECIDED, Sheet

# The lightness differs too, for printing in grey and for colour blindness.
COLOURS = {HOLDS: "#a9d3ec", FAILS: "#d1495b", UNDECIDED: INK, OUTSIDE: PAPER}
HATCH, HATCHED = "////", "#c4c4c4"
WORDS = {
    HOLDS: "holds", FAILS: "fails", OUTSIDE: "outside the hypotheses", UNDECIDED: "undecided",
}  # fmt: skip
CURVE, CLOSED, CORE, RIM = "#ffffff", "#ffe14d", 0.9, 2.4
HEAD, FOOT, ENTRY, LETTER, ROW = 0.42, 1.72, 1.7, 0.055, 0.19


def line(colour: str) -> dict[str, Any]:
    """The style of a curve of a colour: with a dark rim, visible on every state."""
    from matplotlib.patheffects import withStroke

    return {
        "color": colour,
        "linewidth": CORE,
        "solid_capstyle": "butt",
        "path_effects": [withStroke(linewidth=RIM, foreground=INK)],
    }


def values(fixed: Mapping[str, Any]) -> str:
    """Parameters and their values in LaTeX."""

    def shown(value: Any) -> str:
        if isinstance(value, tuple):
            return f"({', '.join(map(shown, value))})"
        return f"{value.p}/{value.q}" if value.is_Rational and value.q != 1 else formula(value)

    return ",  ".join(f"${symbol(name)} = {shown(value)}$" for name, value in fixed.items())


def frame(
    figure: Any,
    sheets: Sequence[Sheet],
    title: str,
    fixed: str,
    says: str,
    *,
    states: set[int] | None = None,
    unnamed: bool = False,
) -> None:
    """Add the title above; the legend and the certificate below.

    Parameters
    ----------
    fixed : values that hold for the whole figure, in LaTeX
    says : first words of the caption
    states : the states in the legend if there are no sheets
    unnamed : whether there is a curve that has no closed form
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    width, height = figure.get_size_inches()
    left = 0.3 / width
    figure.text(left, 1 - 0.16 / height, title, ha="left", va="top", fontsize=11, weight="bold")
    figure.text(1 - 0.25 / width, 1 - 0.16 / height, fixed, ha="right", va="top", fontsize=10.5)
    shares = [sheet.regions.share() for sheet in sheets]
    handles: list[Any] = []
    for code in (HOLDS, FAILS, OUTSIDE, UNDECIDED):
        if not (code in states if states is not None else any(s[STATES[code]] for s in shares)):
            continue
        label = WORDS[code]
        if len(shares) == 1:
            label += f" {percent(float(shares[0][STATES[code]]))}"
        hatched = code == OUTSIDE
        handles.append(
            Patch(facecolor=COLOURS[code], edgecolor=HATCHED if hatched else INK,
                  hatch=HATCH if hatched else None, linewidth=0.4, label=label)
        )  # fmt: skip
    if sheets and len(sheets[0].regions.axes) == 2:
        if unnamed:
            handles.append(Line2D([], [], label="boundary", **line(CURVE)))
        closed = [form for sheet in sheets for form in sheet.closed if len(form.points)]
        if texts := dict.fromkeys(f"${symbol(f.name)} = {formula(f.formula)}$" for f in closed):
            label = ", ".join(texts) if len(texts) == 1 else "boundary in closed form"
            handles.append(Line2D([], [], label=label, **line(CLOSED)))
    columns = max(1, min(len(handles), int((width - 0.4) / ENTRY)))
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(left, 1.14 / height), ncols=columns,
        columnspacing=1.6, handlelength=1.6, handletextpad=0.6, borderaxespad=0, borderpad=0,
    )  # fmt: skip
    below = 1.02 - ROW * -(-len(handles) // columns)
    words = textwrap.fill(caption(sheets, says), int((width - 0.5) / LETTER))
    figure.text(
        left, below / height, words, ha="left", va="top", fontsize=8.2, color=MUTED,
        linespacing=1.25,
    )  # fmt: skip


def percent(share: float) -> str:
    """A share as a percentage; 0 % and 100 % only if exact."""
    if share in (0.0, 1.0):
        return f"{share:.0%}"
    return "< 0.1 %" if share < 0.001 else "> 99.9 %" if share > 0.999 else f"{share:.1%}"


def caption(sheets: Sequence[Sheet], says: str = "") -> str:
    """The caption: what these maps certify, and the width of a cell."""
    text = f"{says} " if says else ""
    if not sheets:
        return text + "Every value is decided exactly or by ball arithmetic."
    regions = [sheet.regions for sheet in sheets]
    depth, axes = regions[0].depth, regions[0].axes
    sides = " by ".join(f"{width(axis.high - axis.low, depth)} in {axis.name}" for axis in axes)
    text += "Certified by ball arithmetic for every point of the coloured regions. "
    reach = max(region.reach() for region in regions)
    if reach == 0:
        return text + "Nothing is undecided."
    cells = "one cell" if reach == 1 else f"{reach} cells"
    text += f"Each undecided point is within {cells} ({sides}) of a decided one."
    return text


def width(window: Any, depth: int) -> str:
    """The width of a finest cell, exact where that is short."""
    exact = window / 2**depth
    return str(exact) if len(str(exact)) <= 8 else f"{float(exact):.2g}"
