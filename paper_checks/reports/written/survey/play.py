"""What a reader may play with: claims of few numbers, which a page evaluates as they are recorded.

The page gets the terms of the record; `terms.js` says what they are worth at a point, and no
formula is written a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from lossproof.paper_checks.reports.parts.statement import Shown
from lossproof.theory.printing.mathml import mathml
from lossproof.theory.printing.terms import Term, names, read

Record = dict[str, Any]
HEADS = {"+", "*", "^", "max", "min", "abs", "log", "exp", "<", "<=", ">", ">=", "==", "!="}
CONSTANTS = {"@pi"}  # that `terms.js` knows
SHOWN = (  # beside each other, on the same sliders
    ("zhang2018.tightens-k03", "k"),
    ("zhang2018.truncated-gap", "k"),
    ("zhang2018.risk-bound/sign", "eta"),
    ("zhang2018.k05-tighter/all-q-and-c", "q"),
)
SLIDERS = {"q": "3/4", "k": "3/5", "c": "2", "eta": "1/5"}
MOST = {"classes": 100, "integer": 20, "samples": 100}
END = Fraction(10)  # of a slider where the parameter has none
PLACES = 10  # at least, where a slider may stand


def playable(record: Record) -> Record | None:
    """The terms of a claim whose parameters are numbers, with a slider for each; else None."""
    if "statement" not in record or not record["statement"]["parameters"]:
        return None
    stated = record["statement"]
    sliders = {name: _slider(domain) for name, domain in stated["parameters"].items()}
    texts = [*stated["conclusion"], *(text for parts in stated["given"].values() for text in parts)]
    heads = {head for text in texts for head in _heads(read(text))}
    known = {*sliders, *CONSTANTS}
    if None in sliders.values() or not heads <= HEADS or any(names(read(t)) - known for t in texts):
        return None
    shown = Shown(record)
    return {
        "sliders": sliders,
        "given": [{"name": name, "terms": terms} for name, terms in stated["given"].items()],
        "conclusion": stated["conclusion"],
        "shown": [mathml(each) for each in shown.conclusion],
        "start": _start(record, {name: each or {} for name, each in sliders.items()}),
    }


def _slider(domain: str) -> Record | None:
    """The ends of a slider, and what it may not reach; None for what is no number."""
    kind, *said = domain.strip("()").split()
    if kind in MOST and said[0].isdecimal():
        low = int(said[0])
        high = low + MOST[kind] if said[1] == "inf" else int(said[1])
        return {"low": str(low), "high": str(high), "step": 1, "open": [False, False]}
    if kind != "interval":
        return None
    (low, high), opened = (_end(text) for text in said[:2]), [side == "open" for side in said[2:]]
    opened = [opened[0] and low is not None, opened[1] and high is not None]
    if low is None:
        low = -END if high is None else high - END
    high = max(low + 1, Fraction(END)) if high is None else high
    step = 100
    while low < high and (high - low) * step < PLACES:
        step *= 10
    return {"low": str(low), "high": str(high), "step": step, "open": opened}


def _end(text: str) -> Fraction | None:
    return None if text.endswith("inf") else Fraction(text)


def _heads(term: Term) -> Iterator[str]:
    if isinstance(term, tuple):
        yield str(term[0])
        for part in term[1:]:
            yield from _heads(part)


def _start(record: Record, sliders: Mapping[str, Record]) -> dict[str, str]:
    """Where a counterexample is, if its values are rational; else nothing."""
    evidence = record["evidence"]
    point = evidence.get("point") if evidence["kind"] == "counterexample" else None
    point = point or (record["witness"] or {}).get("point") or {}
    texts = {name: point.get(name) for name in sliders}
    rational = all(
        isinstance(each, str) and re.fullmatch(r"-?\d+(/\d+)?", each) for each in texts.values()
    )
    return {name: str(each) for name, each in texts.items()} if rational else {}
