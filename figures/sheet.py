"""The layout of figures: two widths, panels, and line styles."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from lossproof.figures.picture import Width
from lossproof.figures.style import INK, MUTED, RULES, escaped, in_symbols, symbol
from lossproof.theory.losses import LOSSES

# Inches: a column of two, and the text of a page of one.
WIDTHS: dict[Width, float] = {"column": 3.35, "page": 6.9}
SIZE = 8.0
HANDLE = 0.45  # inches of a legend handle
POINTS = 72  # in an inch
WIDEST = 1.4  # inches of a formula in a legend; longer ones are broken as text
SURE = 0.6  # share of the width of a panel that is always free for a title
PRINTED: Any = {
    "font.size": SIZE,
    "axes.titlesize": SIZE,
    "axes.labelsize": SIZE,
    "xtick.labelsize": SIZE - 1,
    "ytick.labelsize": SIZE - 1,
    "legend.fontsize": SIZE - 1,
    "axes.linewidth": 0.5,
    "xtick.major.width": 0.5,
    "ytick.major.width": 0.5,
    "lines.linewidth": 1.1,
    "lines.markersize": 3.2,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "savefig.bbox": None,  # as wide as it says
    "svg.fonttype": "path",
}


class Series(NamedTuple):
    """The style of one of several curves: colour, line and marker."""

    colour: str
    line: Any
    marker: str

    def line_style(self) -> dict[str, Any]:
        """The style of a line."""
        return {"color": self.colour, "linestyle": self.line}

    def marker_style(self) -> dict[str, Any]:
        """The style of points without a line."""
        return {"color": self.colour, "linestyle": "none", "marker": self.marker}


# Okabe and Ito (2008), without the yellow.
SERIES = (
    Series("#0072b2", "-", "o"),
    Series("#d55e00", (0, (5, 1.6)), "s"),
    Series("#009e73", (0, (1.2, 1.2)), "^"),
    Series("#cc79a7", (0, (6, 1.5, 1, 1.5)), "D"),
    Series("#1b1b1b", (0, (3, 1, 1, 1, 1, 1)), "v"),
    Series("#e69f00", (0, (8, 2)), "P"),
    Series("#56b4e9", (0, (2, 2)), "X"),
)
GUIDE: dict[str, Any] = {"color": MUTED, "linewidth": 0.7, "linestyle": (0, (1, 1.5)), "zorder": 0}
CERTAIN: dict[str, Any] = {"color": INK, "linewidth": 0.8}


@contextmanager
def printed() -> Generator[None]:
    """Draw and write figures for print inside this."""
    import matplotlib as mpl

    with mpl.rc_context({**RULES, **PRINTED}):
        yield


def panels(
    width: Width,
    count: int,
    *,
    height: float = 1.75,
    across: int | None = None,
    legend: int = 0,
    **options: Any,
) -> tuple[Any, Sequence[Any]]:
    """A figure with `count` panels: below each other in a column, side by side on a page.

    Parameters
    ----------
    height : of a row of panels, in inches
    across : panels in a row, for both widths
    legend : lines reserved for a legend
    """
    from matplotlib.figure import Figure

    across = across or (1 if width == "column" else count)
    down = -(-count // across)
    size = (WIDTHS[width], down * height + 0.16 * legend)
    figure: Any = Figure(figsize=size, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.03, h_pad=0.04, wspace=0.03, hspace=0.04)
    axes = figure.subplots(down, across, squeeze=False, **options).flatten().tolist()
    for spare in axes[count:]:
        spare.set_visible(False)
    return figure, axes[:count]


def legend(figure: Any, handles: Iterable[Any], columns: int) -> None:
    """One legend above all panels; long labels are broken, into two lines where possible."""
    shown = list(handles)
    wide = figure.get_size_inches()[0]
    longest = max((str(handle.get_label()) for handle in shown), key=_inches)
    while columns > 1 and broken(longest, wide / columns - HANDLE).count("\n") > 1:
        columns -= 1
    for handle in shown:
        handle.set_label(broken(handle.get_label(), wide / columns - HANDLE))
    figure.legend(
        handles=shown, loc="outside upper left", ncols=columns, borderaxespad=0.2,
        handlelength=2.4, columnspacing=1.2, handletextpad=0.5, labelspacing=0.25, borderpad=0.1,
    )  # fmt: skip


def letter(axes: Sequence[Any], titles: Sequence[str]) -> None:
    """Titles of panels with letters, broken to the width of the panel."""
    for number, (ax, title) in enumerate(zip(axes, titles, strict=True)):
        ax.set_title(f"({'abcdefgh'[number]})  {title}", loc="left")
    figure = axes[0].figure
    across = axes[0].get_subplotspec().get_gridspec().ncols
    sure = figure.get_size_inches()[0] / across * SURE
    if all(_inches(ax.get_title(loc="left")) <= sure for ax in axes):
        return
    texts = [ax.get_title(loc="left") for ax in axes]
    for ax in axes:
        ax.set_title("(a)", loc="left")
    for _ in range(2):  # more lines of titles shrink the panels below
        figure.draw_without_rendering()
        widths = [_title_width(ax) for ax in axes]
        for ax, title, width in zip(axes, texts, widths, strict=True):
            ax.set_title(broken(title, width), loc="left")


def _title_width(axes: Any) -> float:
    """Inches from the start of the title of a panel to the end of the panel."""
    place = axes.get_position(original=True)
    return (place.x1 - axes.get_position().x0) * axes.figure.get_size_inches()[0]


def _inches(text: str) -> float:
    """The width of a line of a title in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    size = TextToPath().get_text_width_height_descent(text, FontProperties(size=SIZE), "$" in text)
    return size[0] / POINTS


def _fits(formula: str) -> bool:
    """Whether matplotlib can typeset a formula, and not too wide."""
    try:
        return _inches(formula) <= WIDEST
    except ValueError:  # there is more LaTeX than matplotlib reads
        return False


def broken(text: str, width: float) -> str:
    """The text in lines of at most `width` inches, broken at spaces, else after operators."""
    lines = [""]
    for word in re.findall(r"(?:\$[^$]*\$|\S)+\s*", text):
        fits = _inches(word.rstrip()) <= width
        for part in [word] if fits else re.findall(r"[^-+*/,]+[-+*/,]*|[-+*/,]+", word):
            if lines[-1] and _inches((lines[-1] + part).rstrip()) > width:
                lines.append("")
            lines[-1] += part
    return "\n".join(line.rstrip() for line in lines)


SHORT = {
    "cce": "CE", "mae": "MAE", "mse": "MSE", "rce": "RCE", "sl": "SL", "zero_one": "0-1",
    "lq": r"$\mathcal{L}_q$", "truncated_lq": r"truncated $\mathcal{L}_q$",
}  # fmt: skip
LETTERS = {"threshold": "k", "log_zero": "A"}


def short(loss: str) -> str:
    """The name of a loss for people without its parameters."""
    return named(loss).split(", ")[0] if loss.partition("(")[0] in LOSSES else named(loss)


def named(loss: str) -> str:
    """The name of a loss for people: in symbols, or as it was typed if these do not fit."""
    match = re.fullmatch(r"(\w+)(?:\((\w+=[^()]*)\))?", loss)
    if not match or match[1] not in LOSSES:
        shown = in_symbols(loss)
        return shown if shown and _fits(shown) else escaped(loss)
    values = [item.split("=") for item in match[2].split(", ")] if match[2] else []
    shown = [f"${symbol(LETTERS.get(name, name))} = {value}$" for name, value in values]
    return ", ".join([SHORT.get(match[1], match[1]), *shown])
