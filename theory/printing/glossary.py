"""The meanings of less common signs in formulas, and what the rules of a proof do, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from lossproof.theory.printing import layout
from lossproof.theory.printing.layout import Call, Entry, Layout, Name, Number, Related
from lossproof.theory.printing.scope import Phrase

_A, _C, _J, _K, _N, _P, _Q, _W, _X, _Y = map(Name, "acjknpqwxy")
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
    "law": [_sampled(Call("law", (_C, _W))), ": ", _J, " is one of ", _C,
            " classes; ", _W, " gives the probability of each"],
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
        case layout.Largest():
            yield "m_"
        case _:
            pass
    for child in _inside(part):
        yield from _signs(child)


COMBINED = "adding multiples of"
NUMBER = re.compile(r"-?\d+(/\d+)?")
VERBS = ("multiplying", "rearranging", "substituting", "weakening")
REASONS = {
    "(x^a)^b = x^(a b) for x >= 0": "the power law (x^a)^b = x^(ab) for x ≥ 0",
    "a^w b^(1-w) <= w a + (1-w) b": "the weighted AM-GM inequality",
    "absolute value": "the definition of the absolute value",
    "an integer above 0 is at least 1": "every positive integer being at least 1",
    "an indicator is 0 or 1": "an indicator being at most 1",
    "as many to take": "the signs of its factors",
    "both cases": "distinguishing two cases",
    "both sides negated": "multiplying by −1",
    "combination": COMBINED,
    "cover of a box": "interval arithmetic",
    "det A' = det A": "the transpose rule of determinants",
    "det(A + o v') is affine in v": "the determinant of A + o v' being affine in v",
    "det(A B) = det A det B": "the product rule of determinants",
    "det(a I + b J) = a^(c-1) (a + c b)":
        "the formula det(aI + bJ) = a^(c−1)(a + cb), J the all-ones matrix",
    "derivative of the generating function of a multinomial":
        "the moments of the multinomial distribution",
    "different classes": "the classes being different",
    "dominant diagonal": "the Levy-Desplanques theorem on diagonally dominant matrices",
    "equal exponents": "the equality of the exponents",
    "equal matrices": "the equality of all entries",
    "equals for equals": "substituting",
    "every sample is in one cell": "every sample being in one cell",
    "every sample is in one cell of the table": "every sample being in one cell of the table",
    "evident sign": "the signs of its parts",
    "expectations as sums": "writing expectations as sums in",
    "first piece": "the first condition holding",
    "later pieces": "the first condition failing",
    "piece of one class": "writing the two cases with an indicator",
    "where the cells are empty": "inserting the counts that are 0",
    "Hadamard": "Hadamard's inequality",
    "identity": "expanding both sides",
    "independent samples": "the independence of the samples",
    "independent samples in a table": "the independence of the samples",
    "indicator of 0 at what is above it": "the indicator of 0 being 0 at a positive number",
    "indicator of what does not hold": "the condition of the indicator being false",
    "indicator of what holds": "the condition of the indicator being true",
    "instance": "taking one value of the index in",
    "larger of two": "the definition of the maximum",
    "Levy-Desplanques": "the Levy-Desplanques theorem",
    "log x < x - 1 for x != 1": "the inequality log x < x − 1 for x not equal to 1",
    "log x <= x - 1": "the inequality log x ≤ x − 1",
    "log x increases with x": "the monotonicity of the logarithm",
    "log-sum inequality": "the log-sum inequality",
    "Hadamard's inequality": "Hadamard's inequality",
    "logarithm of a quotient": "the logarithm of a quotient",
    "mean over the batches": "averaging over the batches",
    "mean over the samples": "averaging over the samples",
    "mean over the tables": "averaging over the tables of counts",
    "mean determinant of independent matrices of rank one":
        "the formula for the mean determinant of a sum of independent rank-one matrices",
    "mean value theorem": "the mean value theorem",
    "multinomial": "the moments of the multinomial distribution",
    "neither above nor below 0": "the two opposite inequalities",
    "no factor above the first": "the first factor being the largest",
    "one entry is the largest": "choosing a largest entry",
    "one term of the sum": "the indicator, which leaves one term of the sum",
    "order of sum and mean": "exchanging sum and mean",
    "order of summation": "exchanging the sums",
    "other names": "renaming the index in",
    "p log(p/q) >= p - q": "Gibbs' inequality p log(p/q) ≥ p − q",
    "power of a nonnegative number": "the sign of a power",
    "reciprocal": "taking reciprocals in",
    "sign of a negative number": "the number being negative",
    "sign of a positive number": "the number being positive",
    "size of a product": "the product rule of determinants",
    "slope": "the sign of the derivative",
    "slope of a maximum": "the derivative of the maximum",
    "smaller of two": "the definition of the minimum",
    "sum over the classes": "summing over the index in",
    "sum over the other classes": "summing over all classes but one in",
    "sums as expectations": "writing sums as expectations in",
    "the determinant of a permutation matrix is 1 or -1":
        "a permutation matrix having the determinant 1 or −1",
    "the first terms of a nonnegative sum": "dropping nonnegative terms of the sum",
    "the larger of two is at least each": "the definition of the maximum",
    "the smaller of two is at most each": "the definition of the minimum",
    "two terms of a nonnegative sum": "dropping nonnegative terms of the sum",
    "weakening": "relaxing > to ≥ in",
    "weighted AM-GM": "the weighted AM-GM inequality",
    "weighted sum over the other classes": "a weighted sum over all classes but one of",
    "x^a decreases with a for 0 <= x <= 1": "the monotonicity of x^a in a for x from 0 to 1",
    "x^a increases with a for x >= 1": "the monotonicity of x^a in a for x ≥ 1",
    "x^q increases with x": "the monotonicity of x^q in x",
}  # fmt: skip


def reason(rule: str, by: Mapping[str, Any]) -> str:
    """What a step by a rule does; a sum of products of facts is described by its terms.

    >>> reason("combination", {"terms": [[0, "x"], [1]]}), reason("combination", {"terms": [[0]]})
    ('adding multiples of', 'rearranging')
    """
    if rule != "combination" or "terms" not in by:
        return REASONS.get(rule, rule)
    facts = [[each for each in term if not isinstance(each, str)] for term in by["terms"]]
    if not any(facts):
        return "expanding"
    if any(len(term) > 1 for term in facts):
        return "multiplying" if len(facts) == 1 else "adding products of"
    if len([*filter(None, facts)]) > 1:
        return COMBINED
    if len(facts) > 1:
        return "weakening"
    numbers = all(NUMBER.fullmatch(each) for each in by["terms"][0] if isinstance(each, str))
    return "rearranging" if numbers else "multiplying"


def because(reason: str, known: str) -> str:
    """A reason with the facts that it uses.

    >>> because("adding multiples of", "(1), (2)"), because("interval arithmetic", "(1)")
    ('adding multiples of (1), (2)', 'interval arithmetic: (1)')
    """
    if not known:
        return reason.removesuffix(" in")
    joined = reason.endswith((" of", " in")) or reason in VERBS
    return f"{reason}{' ' if joined else ': '}{known}"
