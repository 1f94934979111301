"""Chains of slopes find what people write of exp, log and powers, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Abs, Max, Rational, exp, log, sqrt

from lossproof.paper_checks.claims import Paper, check
from lossproof.paper_checks.claims.evidence import derivation
from lossproof.paper_checks.recheck.derivation import Statement as Terms, confirmed
from lossproof.theory.domain import Real
from lossproof.theory.language import ge, gt, le, lt
from lossproof.theory.provers import easy
from lossproof.theory.statement import Proof, Statement
from tests.turns import in_turns

Said = Callable[..., Any]


def proof(said: Said) -> tuple[Statement, Proof]:
    domains = {
        "x": Real(), "a": Real(), "b": Real(), "u": Real(0, 1, open="both"), "r": Real(0),
        "t": Real(0, 1, open="both"),
        "h": Real(0, 1, open="left"),
        "v": Real(0, open="left"), "w": Real(0, open="left"), "z": Real(-1, open="left"),
    }  # fmt: skip
    for name, domain in domains.items():
        domain.name = name
    statement = Statement(domains, {}, said)
    return statement, Proof(statement)


TRUE: list[Said] = [
    lambda z: le(log(1 + z), z),
    lambda x: ge(exp(x), 1 + x),
    lambda a, b: le(4 * a * b, (a + b) ** 2),
    lambda u: le(-u * log(u) - (1 - u) * log(1 - u), log(2)),
    lambda r: ge(log(1 + r), 2 * r / (2 + r)),
    lambda r: le(log(1 + r), r / sqrt(1 + r)),
    lambda u: le(exp(u), 1 + u + u**2),
    lambda v, w: ge(v * log(v / w), v - w),
    lambda u, t: ge(u * log(u / t) + (1 - u) * log((1 - u) / (1 - t)), 2 * (u - t) ** 2),
    lambda x: ge(exp(x) + exp(-x), 2 + x**2),
    lambda u: le(-log(1 - u), u / (1 - u)),
    lambda u: lt(-log(1 - u), u / (1 - u)),
    lambda r: ge(r - r**2 / 2 + r**3 / 3, log(1 + r)),
    lambda u: ge(8 * u**3 - 12 * u**2 + 6 * u, -Rational(1, 9)),
    lambda a, b, x: ge(a**2 + b**2 + x**2, a * b + b * x + x * a),
    lambda r, v, w: ge(r**3 + v**3 + w**3, 3 * r * v * w),
    lambda v, w: ge(v + w, 2 * sqrt(v * w)),
    lambda z, r: ge((1 + z) ** (1 + r), 1 + (1 + r) * z),
    lambda u, h: ge((1 - u**h) / h, 1 - u),
    lambda v: le(log(v), v / exp(1)),
    lambda v, w, h: le(v**h * w ** (1 - h), h * v + (1 - h) * w),
    lambda v: ge(v * exp(1 / v), exp(1)),
    lambda a, b: le(Abs(a + b), Abs(a) + Abs(b)),
    lambda a, b: le(2 * Max(a, b), a + b + Abs(a - b)),
    lambda x: ge(log(1 + exp(x)), x),
]


@in_turns("said", TRUE, 8)
def test_a_chain_is_found_and_confirmed(said: Said) -> None:
    statement, made = proof(said)
    facts = [easy(goal, made.known()) for goal in made.goals]
    found = made.conclude([fact for fact in facts if fact])
    steps = derivation(found)["steps"]
    assert not confirmed(Terms.read(statement.record()), steps).doubts


@in_turns(
    "said",
    [
        lambda z: lt(log(1 + z), z),
        lambda z: le(log(1 + z), z - Rational(1, 100)),
        lambda x: gt(exp(x), 1 + x),
        lambda x: ge(exp(x), 1 + Rational(101, 100) * x),
        lambda u: le(-u * log(u) - (1 - u) * log(1 - u), log(2) * Rational(99, 100)),
        lambda u: lt(-u * log(u) - (1 - u) * log(1 - u), log(2)),
        lambda r: gt(log(1 + r), 2 * r / (2 + r)),
        lambda u: le(exp(u), 1 + u + Rational(7, 10) * u**2),
        lambda v, w: gt(v * log(v / w), v - w),
        lambda a, b: lt(4 * a * b, (a + b) ** 2),
        lambda x: ge(x * log(x), x - 1),
        lambda u: ge(8 * u**3 - 12 * u**2 + 6 * u, Rational(1, 9)),
        lambda a, b, x: gt(a**2 + b**2 + x**2, a * b + b * x + x * a),
        lambda a, b, x: ge(a**2 + b**2 + Rational(99, 100) * x**2, a * b + b * x + x * a),
        lambda z, r: gt((1 + z) ** (1 + r), 1 + (1 + r) * z),
        lambda u, h: ge((1 - u**h) / h, Rational(101, 100) * (1 - u)),
        lambda a, b: lt(Abs(a + b), Abs(a) + Abs(b)),
        lambda v, w, h: le(v**h * w ** (1 - h), h * w + (1 - h) * v),
        lambda v: gt(v * exp(1 / v), exp(1)),
        lambda x: ge(log(1 + exp(x)), x + Rational(1, 100)),
        lambda u: lt(u * sqrt(5 + 2 * sqrt(6)), u * (sqrt(2) + sqrt(3))),
    ],
    7,
)
def test_beside_it_nothing_is(said: Said) -> None:
    _, made = proof(said)
    assert [easy(goal, made.known()) for goal in made.goals] == [None]


def test_a_parameter_may_have_the_name_of_a_number_on_the_way() -> None:
    paper = Paper("chain", "a test")

    @paper.claim("tangent", locus="-", kind="ineq")
    class Tangent:
        """The exponential is above its tangent."""

        u1 = Real()

        def conclusion(u1: Any) -> Any:  # pyright: ignore[reportSelfClsParameterName]
            return ge(exp(u1), 1 + u1)

    assert check(Tangent).verdict == "PROVED"
