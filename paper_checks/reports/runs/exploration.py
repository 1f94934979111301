"""The outcome of an exploration for a person: lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from typing import Any

from lossproof.paper_checks.records import shown
from lossproof.paper_checks.reports.parts.sides import met, missed
from lossproof.paper_checks.reports.parts.statement import Shown
from lossproof.simulate.search import CONCLUSION, SIZES, UNDEFINED
from lossproof.simulate.violation import TOLERANCE

_ENDED = {
    "points": "the limit on points was reached",
    "seconds": "the time limit was reached",
    "nothing left": "every choice of the discrete parameters was tried, and there are no real "
    "parameters",
}


def lines(record: Mapping[str, Any], statement: Mapping[str, Any]) -> Iterator[str]:
    """What was asked and found of a statement, what matters in it, and what was looked at."""
    yield f"{record['id']}{_question(record['question'])}"
    if record["outcome"] == "refutes no longer":
        yield f"  {_at(record['point'])} is no longer a counterexample"
    elif record["outcome"] == "counterexample":
        how = f", {record['way']}" if "way" in record else ", replayed"
        yield f"  counterexample{how}: {_at(record['point'])}"
        for part in Shown({"statement": statement}).concluded_at(record["missed"]):
            yield f"    fails   {missed(part)}"
        for name, parts in record["given"].items():
            state = "dropped" if name in record["question"]["dropped"] else "holds"
            says = " and ".join(map(met, parts))
            yield f"    {state:<7} {_mathematics(name)}: {says}"
        yield from _varied(record.get("varied", []))
    else:
        yield from _nothing(record)
    if "undefined" in record:
        yield f"  the conclusion is undefined at {_at(record['undefined'])}: add a hypothesis"
    if "covered" in record:
        yield from _covered(record)


def _question(question: Mapping[str, Any]) -> str:
    parts = [f"{name} = {shown(value)}" for name, value in question["pinned"].items()]
    parts += [f"{name} in {low}..{high}" for name, (low, high) in question["ranges"].items()]
    parts += [f"given {_mathematics(text)}" for text in question["given"]]
    parts += [f"without “{_mathematics(name)}”" for name in question["dropped"]]
    return f", {'; '.join(parts)}" if parts else ""


def _mathematics(text: str) -> str:
    """What was typed, with the signs of mathematics."""
    for typed, sign in (("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("**", "^"), ("*", "·")):
        text = text.replace(typed, sign)
    return text


def _at(point: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {shown(value)}" for name, value in point.items())


def _varied(varied: Any) -> Iterator[str]:
    if varied:
        yield "  each parameter is varied alone; a value refutes if the claim still fails:"
    width = max((len(each["name"]) for each in varied), default=0)
    for each in varied:
        yield f"    {each['name']:<{width}}  {_matters(each)}"


def _matters(each: Mapping[str, Any]) -> str:
    tried, refuting = each["tried"], each["refuting"]
    if each["because"] == [SIZES] and tried == 1:
        return f"is determined by {SIZES}"
    stops = f"; at the others, {_reasons(each['because'])}" if each["because"] else ""
    if each["range"] and each["range"][0] != each["range"][1]:
        low, high = _inward(*each["range"])
        if each["anything"]:
            return f"is irrelevant: every value in [{low}, {high}] refutes (certified)"
        if each["certified"] == "everywhere":
            return f"every value in [{low}, {high}] refutes (certified){_stops(each)}"
        number = "every tested value" if tried > refuting else f"each of {tried} tested values"
        how = "the ends are exact" if each["certified"] else "in floating point"
        return f"{number} in [{low}, {high}] refutes ({how}){_stops(each)}"
    if tried == 1:
        return f"must be {shown(each['value'])}: no other value is allowed"
    if each["anything"]:
        others = tried - 1
        return "is irrelevant: " + (
            "the only other value refutes" if others == 1 else f"all {others} other values refute"
        )
    if tried == refuting:
        fit = f"; others do not match {SIZES}" if SIZES in each["because"] else ""
        how = "" if each["certified"] else " (in floating point)"
        return f"each of {tried} tested values refutes{how}{fit}"
    if refuting == 1:
        return f"must be {shown(each['value'])}: no other of {tried} tested values refutes{stops}"
    return f"matters: {refuting} of {tried} tested values refute{stops}"


def _stops(each: Mapping[str, Any]) -> str:
    """What ends a range, on both sides if that is the same."""
    sides = {side: each[side] for side in ("below", "above")}
    if sides["below"] == sides["above"]:
        stop = sides["below"]
        if stop is None:
            return "; no end of the interval was found"
        return f"; it ends where {_reasons(stop)}" if stop else ""
    told = ""
    for side, stop in sides.items():
        if stop is None:
            told += f"; no end {side} was found"
        elif stop:
            told += f"; {side}, it ends where {_reasons(stop)}"
    return told


def _reasons(names: Sequence[str]) -> str:
    """Why values do not refute: the conclusion holds there, or a hypothesis fails."""
    words = {
        CONCLUSION: "the conclusion holds",
        UNDEFINED: "the conclusion has no value",
        SIZES: f"{SIZES} do not fit",
    }
    reasons = (words.get(name, f"“{_mathematics(name)}” does not hold") for name in names)
    return " or ".join(reasons)


def _inward(low: str, high: str) -> tuple[str, str]:
    """The ends of a range, as they are if short, else in four digits or more, rounded inward."""
    digits, ends = 3, ("", "")
    while not ends[0] or Fraction(ends[0]) >= Fraction(ends[1]):
        digits += 1
        ends = _rounded(low, digits, ROUND_CEILING), _rounded(high, digits, ROUND_FLOOR)
    return ends


def _rounded(number: str, digits: int, rounding: str) -> str:
    if len(number) <= 5:
        return number
    exact = Fraction(number)
    with localcontext(prec=digits, rounding=rounding):
        return format((Decimal(exact.numerator) / exact.denominator).normalize(), "f")


def _nothing(record: Mapping[str, Any]) -> Iterator[str]:
    yield f"  no counterexample found; {_ENDED[record['ended']]}"
    near = record["nearest"]
    if near is None and not any(each["met"] for each in record["covered"].values()):
        yield "  no tested point meets the hypotheses"
        return
    if near is None:
        yield "  the conclusion is undefined at every tested point"
        return
    part = near["closest"]
    if part is None:
        yield "  closest point to a counterexample, in floating point (not certified):"
        point = {name: _few_digits(value) for name, value in near["point"].items()}
        yield f"    slack about {max(near['slack'], 0.0):.2g} at {_at(point)}"
        return
    if part["op"] == "==":
        yield (
            f"  the sides differ by at most {TOLERANCE:g} at every tested point, and are equal at "
            f"{_at(near['point'])}"
        )
        return
    tight = " (equality: the bound is attained)" if near["slack"] == 0 else ""
    yield f"  closest point: slack {near['slack']:.4g}{tight} at {_at(near['point'])}"
    yield f"    {met(part)}"


def _few_digits(value: Any) -> Any:
    return [*map(_few_digits, value)] if isinstance(value, list) else f"{float(value):.4g}"


def _covered(record: Mapping[str, Any]) -> Iterator[str]:
    more = " (more exist)" if record["more structures"] else ""
    count = record["structures"]
    yield (
        f"  searched {count} choice{'s' * (count != 1)} of values of the discrete "
        f"parameters{more} in "
        f"{record['seconds']:.2f} s:"
    )
    for way, each in record["covered"].items():
        yield (
            f"    {way:<16}  {each['points']:>12,} points, {each['met']:,} meet the hypotheses, "
            f"{each['seconds']:.2f} s"
        )
