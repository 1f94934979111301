"""Where a claim holds: certified maps as plain data, and in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from math import ceil, floor
from pathlib import Path
from typing import Any

import numpy as np

from lossproof.paper_checks.claims import REGISTRY, Record, loaded, plain
from lossproof.paper_checks.exploring.explore import There
from lossproof.paper_checks.exploring.question import Question
from lossproof.simulate.files import atomic_write
from lossproof.simulate.running import Pool
from lossproof.theory.domain import Integer, Label
from lossproof.theory.language.writing import written
from lossproof.theory.maps import (
    DEEPEST,
    FAILS,
    HOLDS,
    OUTSIDE,
    STATES,
    UNDECIDED,
    CertifiedMap,
    ClosedForm,
    Regions,
    Sheet,
    certified_map,
    count_maps,
)
from lossproof.theory.printing.latex import Latex
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line

Report = Callable[[Mapping[str, Any], int, int], object]

FORMAT = "map/1"
COLUMNS, LINES, DIGITS = 64, 20, 7
MUCH = Fraction(1, 20)
MARKS = {HOLDS: "·", FAILS: "#", OUTSIDE: " ", UNDECIDED: "?"}


def chart(
    question: Question,
    names: Sequence[str],
    *,
    resolution: int | None = None,
    only: int | None = None,
    report: Report = lambda *_: None,
) -> CertifiedMap:
    """Certified maps of a claim over one or two of its parameters; see `certified_map`.

    Parameters
    ----------
    question : the claim, with what is pinned, narrowed, dropped and added
    names : the axes
    resolution : a power of two, optional
        How many cells a side of the window has at least; 512 for maps, 2**20 for intervals.
    only, report : as of `certified_map`, optional

    Raises
    ------
    ValueError
        For a question, an axis or a resolution that makes no sense; says what is allowed.
    TypeError
        If the claim has a function that has no enclosure.
    """
    depth = None if resolution is None else resolution.bit_length() - 1
    if depth is not None and (depth < 1 or 1 << depth != resolution):
        raise ValueError(
            f"the resolution must be a power of two from 2 on, such as 512; got {resolution}"
        )
    statement = question()
    axes = sum(not isinstance(statement.parameters.get(n), Integer | Label) for n in names)
    if depth is not None and depth > (deepest := DEEPEST.get(axes, depth)):
        raise ValueError(
            f"the resolution must be at most {1 << deepest} over {axes} "
            f"parameter{'s' * (axes > 1)}; got {resolution}"
        )
    return certified_map(
        statement,
        names,
        pinned=question.pinned,
        dropped=question.dropped,
        boundary=REGISTRY[question.id].boundary,
        depth=depth,
        only=only,
        report=report,
    )


def charts(
    questions: Sequence[Question],
    names: Sequence[str],
    *,
    resolution: int | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    report: Report = lambda *_: None,
) -> Generator[CertifiedMap]:
    """The maps of several claims as `chart` makes them, in order; workers share them.

    Parameters
    ----------
    workers : processes
    executor : Executor, optional
        In place of processes of its own, such as Dask's. What a lost worker had begun begins again.
    report : called before each map is made, or with no integers after each that a worker made

    Raises
    ------
    ValueError, TypeError
        As of `chart`, in place of the map of the claim that it is about.
    lossproof.simulate.running.NoWorkersError
        If a Dask cluster has no workers.
    """
    if workers == 1 and executor is None:
        for question in questions:
            yield chart(question, names, resolution=resolution, report=report)
        return
    with Pool(_part, executor, workers) as pool:
        yield from _in_order(pool, questions, names, resolution, report)


def _in_order(
    pool: Pool,
    questions: Sequence[Question],
    names: Sequence[str],
    resolution: int | None,
    report: Report,
) -> Iterator[CertifiedMap]:
    parts: list[range] = []
    for question in questions:
        first = parts[-1].stop if parts else 0
        parts.append(range(first, first + _count(question, names)))
        for number in parts[-1]:
            pool.submit(number, There.of(question), names, resolution, number - first)
    ready: dict[int, Any] = {}
    for question, own in zip(questions, parts, strict=True):
        while not ready.keys() >= {*own}:
            if (done := pool.next()) is not None:
                ready[done[0]] = done[1]
                report({}, len(ready), parts[-1].stop)
        found: list[CertifiedMap] = []
        for each in map(ready.__getitem__, own):
            if isinstance(each, BaseException):
                raise each
            found.append(each)
        if not found:
            found = [chart(question, names, resolution=resolution)]
        sheets, points = (
            tuple(chain.from_iterable(getattr(each, key) for each in found))
            for key in ("sheets", "points")
        )
        yield replace(found[0], sheets=sheets, points=points)


def _count(question: Question, names: Sequence[str]) -> int:
    """How many maps a claim has; none where the question makes no sense, which is said later."""
    try:
        return count_maps(question(), names, pinned=question.pinned, dropped=question.dropped)
    except (ValueError, TypeError):
        return 0


def _part(there: There, names: Sequence[str], resolution: int | None, only: int) -> CertifiedMap:
    """One map of a claim, made where the claim may not be loaded yet."""
    with loaded(there.files):
        return chart(there.question, names, resolution=resolution, only=only)


def record(question: Question, found: CertifiedMap) -> Record:
    """The maps as plain data.

    "cells" lists [level, i, …] by state: cell i of 2**level equal ones along each axis. "share" is
    the exact share of the window in each state. No undecided point is further than "reach" finest
    cells, each as wide as "cell" says, from a decided one.
    """
    data: Record = {
        "format": FORMAT,
        "id": question.id,
        "question": question.record(),
        "axes": list(found.names),
        "maps": [_sheet(sheet) for sheet in found.sheets],
    }
    if found.points:
        data["points"] = [
            {"at": {name: plain(value) for name, value in env.items()}, "state": state}
            for env, state in found.points
        ]
    return data


def _sheet(sheet: Sheet) -> Record:
    found = sheet.regions
    data: Record = {
        "set": {name: plain(value) for name, value in sheet.fixed.items()},
        "window": [
            {"name": axis.name, "low": str(axis.low), "high": str(axis.high),
             "open": [axis.open_low, axis.open_high]}
            for axis in found.axes
        ],
        "cell": [str((axis.high - axis.low) / 2**found.depth) for axis in found.axes],
        "reach": found.reach(),
        "share": {state: str(share) for state, share in found.share().items()},
        "undecided because": found.why_undecided(),
    }  # fmt: skip
    if len(found.axes) == 1:
        data["intervals"] = [[s, str(low), str(high)] for s, low, high in found.intervals()]
    data["cells"] = {
        state: found.cells[found.codes == code].tolist() for code, state in enumerate(STATES)
    }
    data["boundary"] = [
        {"kind": c.kind, "points": c.points.tolist(), "certified": c.certified.tolist()}
        for c in sheet.curves
    ]
    data["closed forms"] = [
        {"of": f.name, "formula": _formula(f), "points": f.points.tolist()} for f in sheet.closed
    ]
    return data


def write(data: Record, path: Path) -> None:
    """Write what `record` returned to a file, whole or not at all."""
    with atomic_write(path) as part:
        part.write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")


def fails(found: CertifiedMap) -> bool:
    """Whether a point is certified at which the claim fails."""
    states = [state for _, state in found.points]
    return "fails" in states or any((sheet.regions.codes == FAILS).any() for sheet in found.sheets)


def lines(question: Question, found: CertifiedMap) -> Iterator[str]:
    """The maps in words and characters."""
    axes = " and ".join(found.names)
    yield f"{question.id}: where it holds, over {axes}"
    for env, state in found.points:
        yield f"  {_values(env)}   {state}"
    if found.sheets and len(found.sheets[0].regions.axes) == 1:
        yield from _table(found)
    else:
        for sheet in found.sheets:
            yield from _map(sheet)
    for name in found.unbounded:
        yield f"only these values of {name} are mapped; use --range {name}=LOW..HIGH for others"
    yield "decided by ball arithmetic or exactly; other cells are undecided"


def _values(fixed: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in fixed.items())


def _table(found: CertifiedMap) -> Iterator[str]:
    for sheet in found.sheets:
        yield f"  {_values(sheet.fixed)}" if sheet.fixed else ""
        (axis,) = sheet.regions.axes
        for state, low, high in sheet.regions.intervals():
            left = "(" if low == axis.low and axis.open_low else "["
            right = ")" if high == axis.high and axis.open_high else "]"
            outward = state == "undecided"
            ends = _decimal(low, not outward, high - low), _decimal(high, outward, high - low)
            yield f"    {state:<9}  {axis.name} in {left}{ends[0]}, {ends[1]}{right}"
        for form in sheet.closed:
            if len(form.points):
                yield f"    boundary   {form.name} = {_formula(form)['text']}"


def _map(sheet: Sheet) -> Iterator[str]:
    found = sheet.regions
    first, second = found.axes
    shares = [f"{state} {float(share):.2%}" for state, share in found.share().items() if share]
    yield ""
    yield "  " + _values(sheet.fixed) + ("   " if sheet.fixed else "") + ", ".join(shares)
    width = max(len(_decimal(second.high, False)), len(_decimal(second.low, True)))
    rows = _sampled(found)
    for number, row in enumerate(rows):
        end = {0: second.high, len(rows) - 1: second.low}.get(number)
        label = "" if end is None else _decimal(end, False)
        yield f"  {label:>{width}} |{row}|"
    low, high = _decimal(first.low, True), _decimal(first.high, False)
    gap = " " * max(1, len(rows[0]) - len(low) - len(high))
    yield f"  {'':>{width}}  {low}{gap}{high}   {first.name} across, {second.name} up"
    marks = [f"{mark} {STATES[code]}" for code, mark in MARKS.items() if mark.strip()]
    yield f"  {'':>{width}}  {', '.join(marks)}, blank: a hypothesis fails"
    sides = " by ".join(
        f"{_decimal((axis.high - axis.low) / 2**found.depth, True)} in {axis.name}"
        for axis in found.axes
    )
    if reach := found.reach():
        cells = "1 cell" if reach == 1 else f"{reach} cells"
        yield f"  each undecided point is within {cells} ({sides}) of a decided one"
        if found.share()["undecided"] > MUCH:
            yield f"  {found.why_undecided()}"
    for form in sheet.closed:
        if len(form.points):
            yield (
                f"  boundary {form.name} = {_formula(form)['text']}, checked on "
                f"{len(form.points)} lines of the grid"
            )


def _formula(form: ClosedForm) -> Record:
    try:
        term = written(form.formula)
        shown = Notation().term(read(term))
    except ValueError:  # what is no term of the language
        return {"text": str(form.formula)}
    return {"term": term, "text": line(shown), "latex": Latex().show(shown)}


def _sampled(found: Regions) -> list[str]:
    """Rows of characters, high values first: what most of the finest cells under each are."""
    grid = found.grid()
    finer = -(-COLUMNS // len(grid))
    grid = grid.repeat(finer, axis=0).repeat(finer, axis=1)
    size = len(grid)
    across, up = (np.arange(size) * count // size for count in (COLUMNS, LINES))
    counts = np.zeros((COLUMNS, LINES, len(STATES)), dtype=np.int64)
    np.add.at(counts, (across[:, None], up[None, :], grid), 1)
    most = counts.argmax(axis=2)
    return ["".join(MARKS[int(code)] for code in most[:, line]) for line in reversed(range(LINES))]


def _decimal(number: Any, up: bool, within: Any = None) -> str:
    """Few digits, rounded up or down so that an interval is not made wider than is certified.

    They are enough to tell numbers apart that are farther from each other than `within`.
    """
    exact = Fraction(int(number.p), int(number.q))
    width = Fraction(int(within.p), int(within.q)) if within is not None else Fraction(1)
    places = DIGITS + max(_zeros(abs(exact)), _zeros(width))
    whole = (ceil if up else floor)(exact * 10**places)
    digits = f"{abs(whole):0{places + 1}d}"
    left, right = digits[:-places], digits[-places:].rstrip("0")
    return ("-" if whole < 0 else "") + left + (f".{right}" if right else "")


def _zeros(number: Fraction) -> int:
    """The zeros after the point of a number below 1; 0 of any other."""
    return len(str((number.denominator - 1) // number.numerator)) - 1 if 0 < number < 1 else 0
