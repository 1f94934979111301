"""The result of the simulation of a claim, in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from lossproof.paper_checks.reports.parts.sides import SIGNS

Record = dict[str, Any]

ROUNDING = 1e-9  # of the margin: a smaller difference is one of floating point

# The simulation of a refuted statement differs from it if it supports the verdict.
_REFUTED = {"differs": "shows the failure", "agrees": "shows no failure"}
_WORDS = {"differs": "contradicts the claim", "open": "is inconclusive"}
FAULTS = {
    "differs": "detected by a confidence interval",
    "no law": "detected because probabilities are invalid",
    "not the statement": "detected because the statement changes",
    "equal": "equivalent to the claim",
    "alike": "without effect at the tested points",
    "missed": "missed",
    "untried": "not tested",
}


def outcome(said: str, verdict: str) -> str:
    """The outcome of the simulation of a claim with this verdict, in words.

    >>> outcome("agrees", "PROVED"), outcome("differs", "REFUTED")
    ('agrees', 'shows the failure')
    """
    words = {**_WORDS, **_REFUTED} if verdict == "REFUTED" else _WORDS
    return words.get(said, said)


def error(simulation: Record) -> str:
    """The error probability of a claim, and the total of which it is a share.

    >>> error({"alpha": "5e-10 of 1e-06, shared by at most 1000 claims"}).partition(" (")[0]
    'error     an interval of this claim misses its true value with probability at most 5e-10'
    """
    share, _, total = simulation["alpha"].partition(" of ")
    all_claims, _, count = total.partition(", shared by at most ")
    rest = count and f" (an interval of any of {count}: at most {all_claims})"
    start = "error     an interval of this claim misses its true value with probability at most"
    return f"{start} {share}{rest}"


def _computed(shown: Record) -> str:
    """The difference of the sides without sampling; a rounding error is shown as 0.

    >>> _computed({"exact": "-1.388e-17", "margin": "6.9e-05"})
    '0 up to rounding'
    >>> _computed({"exact": "0.5", "margin": "1e-05"})
    '0.5'
    """
    tiny = 0 < abs(Fraction(shown["exact"])) < ROUNDING * Fraction(shown["margin"])
    return "0 up to rounding" if tiny else str(shown["exact"])


def drawn(record: Record) -> Iterator[str]:
    """The outcome, the points, the samples, and one interval for the difference of two sides."""
    simulation, verdict = record["simulation"], record["verdict"]
    count, refuted = simulation["instances"], simulation["place"] == "its counterexample"
    where = f"{count} points that satisfy the hypotheses" if count > 1 else "the witness"
    where = "the counterexample" if refuted else where
    yield f"{outcome(simulation['outcome'], verdict)} at {where}"
    count = simulation["estimands"]
    means = "1 expectation" if count == 1 else f"{count} expectations"
    yield (
        f"samples   {means} estimated from {simulation['labels']:.2g} random samples in all, "
        f"sampled as counts (seed {simulation['seed']})"
    )
    for why in simulation["passed over"]:
        yield f"skipped   {why}"
    if shown := simulation["shown"]:
        came = outcome(shown["outcome"], verdict)
        first = "" if refuted else " at the first point"
        sign, _, zero = shown["claimed"].partition(" ")
        sides = "left side minus right side" if sign == "==" else "larger side minus smaller side"
        yield (
            f"interval  {sides}{first} is in [{shown['low']}, "
            f"{shown['high']}], which {came}: the claim requires {SIGNS.get(sign, sign)} {zero}, "
            f"and the test has a tolerance of {shown['margin']}; floating point without sampling "
            f"gives {_computed(shown)}"
        )
    if "faults" in simulation:
        ways = ", ".join(f"{n} {FAULTS[way]}" for way, n in simulation["faults"].items())
        yield f"planted errors: {ways}"
    yield error(simulation)
