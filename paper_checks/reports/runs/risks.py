"""Risks as a result, as a table in LaTeX, as rows and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lossproof.paper_checks.reports.result import Cell, Column, Result, Table, headings
from lossproof.paper_checks.reports.writing import GLUE, glued
from lossproof.simulate.risk import Risks
from lossproof.theory.printing.typeset import typeset

NUMBERS = ("risk", "±", "interval")
DIGITS_OF_EXACT = 10


def as_json(
    found: Risks, noises: Iterable[str], described: str, way: str, alpha: float
) -> dict[str, Any]:
    """The risks, one object each; an infinite end of an interval is null."""
    return {
        "format": "simulate/1", "law": described, "way": way, "alpha": alpha,
        "samples": found.samples, "digest": found.digest, "risks": rows(found, noises),
    }  # fmt: skip


def rows(found: Risks, noises: Iterable[str]) -> list[dict[str, Any]]:
    """One object per loss and labels: the risk and its interval, None for an infinite end."""
    return [
        {
            "loss": loss,
            "labels": labels,
            "risk": value,
            "low": low if math.isfinite(low) else None,
            "high": high if math.isfinite(high) else None,
            "method": method,
        }
        for loss, labels, value, low, high, method in _rows(found, noises)
    ]


def result(found: Risks, noises: Iterable[str], described: str, way: str, alpha: float) -> Result:
    """The risks, loss by loss, and what was done for them."""
    told = list(_rows(found, noises))
    written = [written_as(value, low, high) for _, _, value, low, high, _ in told]
    risks, reaches = (_aligned([pair[k] for pair in written]) for k in (0, 1))
    cells, before = list[Sequence[Cell]](), None
    for (loss, labels, *_, method), risk, reach in zip(told, risks, reaches, strict=True):
        first, last = (loss, method) if loss != before else ("", "")
        cells.append((first, labels, risk, reach, [(last, "dim")]))
        before = loss
    columns = [*headings("loss", "labels"), *(Column(x, wraps=False) for x in NUMBERS)]
    lines = _summary(found, way, alpha)
    return Result([[(described, "bold")], None, Table(columns, cells), None, *lines])


def as_latex(found: Risks, noises: Iterable[str], described: str, way: str, alpha: float) -> str:
    """The risks as a table in LaTeX, with formulas as mathematics, and what ± means above it."""
    from lossproof.paper_checks.reports.written.document import escape

    told = [described, *_summary(found, way, alpha), "Needs booktabs and amsmath."]
    if way != "exact":
        told.insert(-1, "After ±: the half-width of the interval of the risk.")
    lines, before = [f"% {line}".replace(GLUE, " ") for line in told], None
    lines += [r"\begin{tabular}{@{}llr@{${}\pm{}$}l@{}}", r"\toprule"]
    lines += [r"loss & labels & \multicolumn{2}{c}{risk} \\", r"\midrule"]
    for loss, labels, value, low, high, _ in _rows(found, noises):
        risk, reach = written_as(value, low, high)
        name = loss_in_latex(loss) if loss != before else ""
        reach = {"∞": r"$\infty$", "": "0"}.get(reach, reach)
        lines.append(rf"{name} & {escape(labels)} & {risk} & {reach} \\")
        before = loss
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"])


def loss_in_latex(loss: str) -> str:
    """A loss in LaTeX: a formula as mathematics, with the values of its parameters after it."""
    from sympy import latex

    from lossproof.paper_checks.reports.written.prose import escape
    from lossproof.theory.losses import from_name

    if (read := from_name(loss)) is None:
        return typeset(loss.replace("**", "^").replace("*", "·"), escape)
    form, values = read
    shown = "".join(f", {name} = {value}" for name, value in values.items())
    return f"${latex(form, fold_frac_powers=True)}$" + typeset(shown, escape)


def _summary(found: Risks, way: str, alpha: float) -> Iterator[str]:
    if way == "exact":
        yield "exact sums over the points, up to rounding"
        return
    drawn = f"{found.samples:,}".replace(",", " ")
    yield (
        f"{drawn} samples; with probability at least {1 - alpha:g} all intervals contain their "
        f"risks"
    )
    if "replicates" in found.methods:
        yield (
            "replicates: asymptotic intervals from the means of blocks; ∞ if there are fewer "
            "than 16"
        )
        yield "blocks, or if one block contributes more than a quarter of the sum of squares"
    yield glued(f"digest of the result: {found.digest}")  # one line, to compare


def _rows(
    found: Risks, noises: Iterable[str]
) -> Iterator[tuple[str, str, float, float, float, str]]:
    for i, loss in enumerate(found.losses):
        for j, labels in enumerate(["clean", *noises]):
            low, high = float(found.interval.low[i, j]), float(found.interval.high[i, j])
            yield loss, labels, float(found.value[i, j]), low, high, found.methods[i]


def written_as(value: float, low: float, high: float) -> tuple[str, str]:
    """A value and what is added and taken away so that its interval is covered, both rounded.

    The latter is rounded up to two digits and has room for the rounding of the value. An interval
    of width 0 has nothing to add; an infinite one leaves the value three digits.
    """
    reach = max(high - value, value - low)
    if reach == 0:
        return f"{value:.{_decimals(value, DIGITS_OF_EXACT)}f}", ""
    if not math.isfinite(reach) or reach < 0:
        sign = "∞" if reach > 0 else "empty"
        return f"{value:.{_decimals(value, 3)}f}", sign
    places = _decimals(reach, 2)
    rounded = round(value, places)
    needed = max(high - rounded, rounded - low) * 10.0**places
    return f"{rounded:.{places}f}", f"{math.ceil(needed) / 10.0**places:.{places}f}"


def _decimals(x: float, digits: int) -> int:
    """Decimals that give a number so many significant digits."""
    if x == 0:
        return digits
    return max(0, digits - 1 - math.floor(math.log10(abs(x))))


def _aligned(numbers: Sequence[str]) -> list[str]:
    """Padded on both sides, so that the points stand in one column."""
    parts = [number.partition(".") for number in numbers]
    before = max(len(whole) for whole, _, _ in parts)
    after = max(len(point + rest) for _, point, rest in parts)
    return [f"{whole:>{before}}{point + rest:<{after}}" for whole, point, rest in parts]
