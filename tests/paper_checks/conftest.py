"""Toy claims whose verdicts are known from school."""

from __future__ import annotations

import pytest
from sympy import Rational

from lossproof.paper_checks.claims import Paper, Registry
from lossproof.theory.domain import Real
from lossproof.theory.language import eq, ge, gt, le
from lossproof.theory.proof.rules import combine, positive


@pytest.fixture
def toys() -> Registry:
    registry = Registry()
    toy = Paper("toy", "school", registry=registry)

    @toy.claim("square", locus="1", kind="ineq")
    class Square:
        """A square is at least twice its root less one."""

        x = Real()

        def conclusion(x):
            return ge(x**2, 2 * x - 1)

        def prove(p):
            from lossproof.theory.proof.rules import cases

            gap = (p.x - 1) ** 2
            square = cases(p.x - 1, lambda a: combine(gap, (a, a)), lambda a: combine(gap, (a, a)))
            return combine(p.goals[0].difference, square)

    @toy.claim("shrinks", locus="2", kind="ineq")
    class Shrinks:
        """A square is at most its root."""

        x = Real(0)

        def conclusion(x):
            return le(x**2, x)

    @toy.claim("shrinks/below-one", locus="2", kind="ineq", repairs="toy.shrinks")
    class ShrinksBelowOne:
        """A square is at most its root, for roots in the unit interval."""

        x = Real(0)
        given = {"at most one": lambda x: le(x, 1), "nonnegative": lambda x: ge(x, 0)}

        def conclusion(x):
            return le(x**2, x)

        def prove(p):
            return combine(p.goals[0].difference, (p.x, p.given("at most one")))

    @toy.claim("empty", locus="3", kind="ineq")
    class Empty:
        """What is above two and below one is anything."""

        x = Real()
        given = {"high": lambda x: gt(x, 2), "low": lambda x: le(x, 1)}

        def conclusion(x):
            return ge(x, 7)

        def prove(p):
            return combine(-1, p.given("high"), p.given("low"))

    @toy.claim("empty/unproved", locus="3", kind="ineq")
    class EmptyUnproved:
        """A square is below its root by more than a quarter, and nobody has noticed."""

        x = Real()
        given = {"high": lambda x: gt(x, x**2 + Rational(1, 3))}

        def conclusion(x):
            return ge(x, 7)

    @toy.claim("numbers", locus="5", kind="id")
    class Numbers:
        """Four forty-fifths are nine hundredths."""

        def conclusion():
            return eq(Rational(4, 45), Rational(9, 100))

    @toy.claim("numbers/rounded", locus="5", kind="ineq", repairs="toy.numbers")
    class NumbersRounded:
        """Four forty-fifths are nine hundredths to two decimals."""

        def conclusion():
            return le(abs(Rational(4, 45) - Rational(9, 100)), Rational(1, 200))

        def prove(p):
            return positive(p.goals[0].difference)

    @toy.claim("wrong-proof", locus="4", kind="ineq")
    class WrongProof:
        """A square is at least one, with a proof that does not follow."""

        x = Real()

        def conclusion(x):
            return ge(x**2, 1)

        def prove(p):
            return combine(p.goals[0].difference, 0)

    return registry
