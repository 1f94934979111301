"""The meanings of less common signs in formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from lossproof.theory.printing import layout
from lossproof.theory.printing.layout import Call, Entry, Layout, Name, Number, Related
from lossproof.theory.printing.scope import Phrase

_A, _C, _J, _K, _N, _P, _Q, _X, _Y = map(Name, "acjknpqxy")
_CELLS, _ETA, _ANY, _COUNT = Name("P"), Name("eta"), Name("…"), Name("count")


def _sampled(law: Layout) -> Layout:
    return Related((_J, law), ("∼",))


def _equal(left: Layout, right: Layout) -> Layout:
    return Related((left, right), ("=",))


_ZERO, _ONE = Number("0"), Number("1")
_REST = layout.Sum(((False, _ONE), (True, _ETA)))
_ODDS = Call("log", (layout.Quotient(_P, _Q),))

MEANINGS: dict[str, Phrase] = {
    "[": [layout.Truth(_ANY), " is 1 if the condition holds, else 0"],
    "uniform": [_sampled(Call("uniform", (_Y, _ETA))), ": ", _J, " is ", _Y, " with probability ",
                _REST, ", else each other class with equal probability"],
    "resampled": [_sampled(Call("resampled", (_Y, _ETA))), ": ", _J, " is ", _Y, " with "
                                                                                 "probability ",
                  _REST, ", else a uniform one of the ", _C, " classes"],
    "law": [_sampled(Call("law", (_C, _P))), ": ", _J, " is one of ", _C,
            " classes, each with its probability ", _P],
    "(": [_sampled(Call("", (_P, _ANY))), ": ", _J, " is 0, 1, … with these probabilities"],
    "kl": [_equal(Call("kl", (_P, _Q)), layout.Product((_P, _ODDS))), ", and 0 if ",
           _equal(_P, _ZERO)],
    "batch": [layout.Batch(_N, _CELLS, _ANY), " is the mean over batches of ", _N,
              " samples from the distribution ", _CELLS],
    "table": [Call("table", (_J, _K, _P)), " is the law of a random cell: that in row ", _J,
              " and column ", _K, " has probability ", _P],
    "cell": [Entry("count", (_J, _K)), " is the number of samples of the batch in row ", _J,
             " and column ", _K],
    "count": [Entry("count", (_K,)), " is the number of samples of the batch in cell ", _K],
    "det(count)": [Call("det", (_COUNT,)), " is the determinant of the counts in these cells"],
    "I": [Name("I"), " is the identity matrix"],
    "falling": [_equal(Call("falling", (_N, _K)), layout.Product((_N, layout.Sum(((False, _N),
                (True, _ONE))), _ANY))), ", a product of ", _K, " factors"],
    "step": [Call("step", (_X, _A)), " is 1 if ", Related((_X, _ZERO), (">",)), ", 0 if ",
             Related((_X, _ZERO), ("<",)), ", and ", _A, " at 0"],
    "sgn": [Call("sgn", (_X,)), " is the sign of ", _X, ", −1, 0 or 1"],
    "mean": [layout.Over("mean", ("i",), _N, _ANY), " is the mean over all ", Name("i")],
    "polygamma": [Call("polygamma", (_ONE, _X)), " is the second derivative of log Γ at ", _X],
    "m_": [Name("m_f"), " is a class with the largest entry of ", Name("f"),
           ", and m_… a class with the largest value of a term of the proof"],
}  # fmt: skip


def glossary(shown: Sequence[Layout]) -> list[Phrase]:
    """A line for each less common sign in some layouts, in the order of the table."""
    signs = set(_signs(tuple(shown)))
    return [meaning for sign, meaning in MEANINGS.items() if sign in signs]


def _inside(part: Any) -> list[Any]:
    if isinstance(part, tuple):
        return [*part]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return [getattr(part, field.name) for field in fields(part)] if is_dataclass(part) else []


def _holds(part: Any, name: Name) -> bool:
    return part == name or any(_holds(child, name) for child in _inside(part))


def _signs(part: Any) -> Iterator[str]:
    match part:
        case layout.Batch(_, Call("", chances), body):
            yield "batch"
            part = (chances, body)
        case layout.Batch():
            yield "batch"
        case layout.Truth():
            yield "["
        case Call("det", (Name("count"),)):
            yield "det(count)"
        case Call("det", (layout.Sum(terms),)):
            yield from ["I"] if _holds(terms, Name("I")) else []
        case Call(name, _):
            yield name or "("
        case Entry("count", (_, _)):
            yield "cell"
        case Entry("count", _):
            yield "count"
        case layout.Over("mean", _, _, _):
            yield "mean"
        case Name(text) if text.startswith("m_"):
            yield "m_"
        case _:
            pass
    for child in _inside(part):
        yield from _signs(child)
