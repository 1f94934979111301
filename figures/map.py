"""The figure of certified maps: where a claim holds, fails or is undecided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lossproof.figures.frame import (
    CLOSED,
    COLOURS,
    CURVE,
    FOOT,
    HATCH,
    HATCHED,
    HEAD,
    frame,
    line,
    values,
)
from lossproof.figures.style import INK, style, symbol
from lossproof.theory.maps import (
    OUTSIDE,
    STATES,
    UNDECIDED,
    CertifiedMap,
    ClosedForm,
    Curve,
    Regions,
    Sheet,
)

PANEL, ACROSS, NEAR = 4.3, 3, 2


def draw(certified: CertifiedMap, title: str, says: str = "", *, width: float | None = None) -> Any:
    """A matplotlib figure of a certified map.

    Each map of two parameters is a panel; maps of one parameter are rows of a table, and choices of
    integers its cells.

    Parameters
    ----------
    title : such as the id of the claim
    says : the conclusion in words or LaTeX, for the caption, optional
    width : in inches, optional
    """
    with style():
        if certified.points:
            return _choices(certified, title, says, width)
        if len(certified.sheets[0].regions.axes) == 1:
            return _rows(certified, title, says, width)
        return _panels(certified, title, says, width)


def _panels(certified: CertifiedMap, title: str, says: str, wide: float | None) -> Any:
    from matplotlib.figure import Figure

    count = len(certified.sheets)
    across = min(count, ACROSS)
    down = -(-count // across)
    size = PANEL if count == 1 else PANEL * 0.8
    size = size if wide is None else (wide - 1.03) / across
    figure: Any = Figure(figsize=(1.03 + size * across, FOOT + HEAD + 0.1 + (size + 0.3) * down))
    width, height = figure.get_size_inches()
    panels = figure.subplots(down, across, squeeze=False, sharex=True, sharey=True)
    figure.subplots_adjust(
        left=0.78 / width, right=1 - 0.25 / width, bottom=FOOT / height,
        top=1 - (HEAD + 0.25 * (count > 1)) / height, wspace=0.16, hspace=0.2,
    )  # fmt: skip
    for number, axes in enumerate(panels.flat):
        if number >= count:
            axes.set_visible(False)
            continue
        sheet = certified.sheets[number]
        _panel(axes, sheet)
        if count > 1:
            axes.set_title(values(sheet.fixed), loc="left", fontsize=9.5)
        outer = number % across == 0, number + across >= count
        axes.tick_params(labelleft=outer[0], labelbottom=outer[1])
        axes.yaxis.label.set_visible(outer[0])
        axes.xaxis.label.set_visible(outer[1])
    fixed = values(certified.sheets[0].fixed) if count == 1 else ""
    unnamed = any(_unnamed(sheet) for sheet in certified.sheets)
    frame(figure, certified.sheets, title, fixed, says, unnamed=unnamed)
    return figure


def _panel(axes: Any, sheet: Sheet) -> None:
    regions = sheet.regions
    first, second = regions.axes
    extent = (float(first.low), float(first.high), float(second.low), float(second.high))
    _backdrop(axes)
    axes.imshow(
        _image(regions).transpose(1, 0, 2), origin="lower", extent=extent, aspect="auto",
        interpolation="nearest", zorder=1,
    )  # fmt: skip
    for curve in _unnamed(sheet):
        axes.plot(*curve.points.T, zorder=3, **line(CURVE))
    for form in sheet.closed:
        for run in _unbroken(regions, form.points):
            axes.plot(*run.T, zorder=4, **line(CLOSED))
    axes.set_xlim(extent[:2])
    axes.set_ylim(extent[2:])
    axes.set_xlabel(f"${symbol(first.name)}$")
    axes.set_ylabel(f"${symbol(second.name)}$", rotation=0, labelpad=12)


def _unnamed(sheet: Sheet) -> list[Curve]:
    """The curves of the boundary that do not follow a closed form."""
    names = [axis.name for axis in sheet.regions.axes]
    cell = [float(axis.high - axis.low) / 2**sheet.regions.depth for axis in sheet.regions.axes]

    def along(form: ClosedForm, curve: Curve) -> Any:
        given = names.index(form.name)
        points, others = form.points / cell, curve.points / cell
        slack = NEAR + np.abs(np.diff(points[:, given])).max(initial=0)
        apart = np.abs(points[None] - others[:, None])
        return ((apart[..., given] <= slack) & (apart[..., 1 - given] <= NEAR)).any(axis=1)

    bounds = [curve for curve in sheet.curves if curve.kind == "conclusion"]
    forms = [form for form in sheet.closed if len(form.points)]
    return [
        curve for curve in bounds
        if not forms or not np.any([along(form, curve) for form in forms], axis=0).all()
    ]  # fmt: skip


def _unbroken(regions: Regions, points: Any) -> Sequence[Any]:
    """Points on neighbouring lines of the grid."""
    cell = [float(axis.high - axis.low) / 2**regions.depth for axis in regions.axes]
    steps = np.abs(np.diff(points, axis=0)) / cell
    return np.split(points, np.flatnonzero(steps.min(axis=1) > 1.5) + 1)


def _backdrop(axes: Any) -> None:
    """The background of cells outside the hypotheses."""
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle((0, 0), 1, 1, transform=axes.transAxes, facecolor=COLOURS[OUTSIDE],
                  edgecolor=HATCHED, hatch=HATCH, linewidth=0, zorder=0)
    )  # fmt: skip


def _image(regions: Regions) -> Any:
    from matplotlib.colors import to_rgba

    palette = np.array([to_rgba(COLOURS[code]) for code in range(len(STATES))])
    palette[OUTSIDE, 3] = 0
    return palette[regions.grid()]


def _rows(certified: CertifiedMap, title: str, says: str, wide: float | None) -> Any:
    from matplotlib.figure import Figure

    count = len(certified.sheets)
    figure: Any = Figure(figsize=(wide or 6.2, 2.15 + 0.34 * count))
    height = figure.get_size_inches()[1]
    axes = figure.subplots()
    figure.subplots_adjust(left=0.14, right=0.96, bottom=FOOT / height, top=1 - HEAD / height)
    for row, sheet in enumerate(certified.sheets):
        for state, low, high in sheet.regions.intervals():
            code = STATES.index(state)
            hatched = code == OUTSIDE
            axes.barh(
                row, float(high - low), left=float(low), height=0.74, color=COLOURS[code],
                edgecolor=HATCHED if hatched else "none", hatch=HATCH if hatched else None,
                linewidth=0,
            )  # fmt: skip
            if code == UNDECIDED:  # too narrow to see
                axes.vlines(float(low + high) / 2, row - 0.37, row + 0.37, color=INK, linewidth=0.9)
    axis = certified.sheets[0].regions.axes[0]
    axes.set_xlim(float(axis.low), float(axis.high))
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_xlabel(f"${symbol(axis.name)}$")
    labels = [values({k: s.fixed[k] for k in _running(certified)}) for s in certified.sheets]
    axes.set_yticks(range(count), labels)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    frame(figure, certified.sheets, title, values(_still(certified)), says)
    return figure


def _choices(certified: CertifiedMap, title: str, says: str, wide: float | None) -> Any:
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    names = (*certified.names, "")[:2]
    places = [sorted({env[name] for env, _ in certified.points}) if name else [0] for name in names]
    across = wide or 1.6 + 0.5 * max(len(places[0]), 8)
    figure: Any = Figure(figsize=(across, 2.4 + 0.5 * len(places[1])))
    height = figure.get_size_inches()[1]
    axes = figure.subplots()
    figure.subplots_adjust(left=0.14, right=0.96, bottom=FOOT / height, top=1 - HEAD / height)
    for env, state in certified.points:
        code = STATES.index(state)
        at = [places[k].index(env[n]) if n else 0 for k, n in enumerate(names)]
        axes.add_patch(
            Rectangle((at[0] - 0.46, at[1] - 0.46), 0.92, 0.92, facecolor=COLOURS[code],
                      edgecolor=HATCHED, hatch=HATCH if code == OUTSIDE else None, linewidth=0.4)
        )  # fmt: skip
    axes.set_xlim(-0.5, len(places[0]) - 0.5)
    axes.set_ylim(-0.5, len(places[1]) - 0.5)
    axes.set_xticks(range(len(places[0])), [str(v) for v in places[0]])
    axes.set_yticks(range(len(places[1])), [str(v) if names[1] else "" for v in places[1]])
    axes.set_xlabel(f"${symbol(names[0])}$")
    axes.tick_params(length=0)
    if names[1]:
        axes.set_ylabel(f"${symbol(names[1])}$", rotation=0, labelpad=12)
    states = {STATES.index(state) for _, state in certified.points}
    frame(figure, (), title, "", says, states=states)
    return figure


def _running(certified: CertifiedMap) -> list[str]:
    """The parameters that differ from row to row."""
    first = certified.sheets[0].fixed
    names = [k for k in first if any(s.fixed[k] != first[k] for s in certified.sheets)]
    return names or list(certified.integer_axes)


def _still(certified: CertifiedMap) -> Mapping[str, Any]:
    first, running = certified.sheets[0].fixed, _running(certified)
    return {k: v for k, v in first.items() if k not in running}
