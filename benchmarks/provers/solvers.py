"""z3 and cvc5 on the same inequalities: the negation has no solution.

Needs `pip install z3-solver cvc5`. cvc5 has an exponential. To z3 it is a function that is above 0
and at least `1 + t` at every `t` that occurs. A logarithm is a number whose exponential is its
argument, a root or another power likewise. Neither has sums over any number of classes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ClassSum, CountSymbol, Relation
from lossproof.theory.proof import Fact
from lossproof.theory.provers.arithmetic.linear import widened
from lossproof.theory.statement import Proof, Statement


class BeyondError(ValueError):
    """A term that a solver cannot express."""


def z3(statement: Statement, seconds: float) -> tuple[bool, float]:
    """Whether z3 proves it, and the seconds that it took."""
    import z3 as solver

    exponential = solver.Function("exp", solver.RealSort(), solver.RealSort())
    query = solver.Solver()
    query.set("timeout", int(1000 * seconds))

    def exp(of: Any) -> Any:
        query.add(exponential(of) > 0, exponential(of) >= 1 + of)
        return exponential(of)

    words = Words(
        lambda x: solver.RealVal(str(x)), solver.Real, exp, query.add, lambda a, b: a == b,
        lambda a: a > 0, lambda a: a >= 0, lambda *a: sum(a[1:], a[0]), _times, lambda a, b: a / b,
        solver.If,
    )  # fmt: skip

    def decided(relations: Iterable[tuple[Any, str]], opposite: tuple[Any, str]) -> bool:
        for expr, sign in relations:
            query.add(words.relation(expr, sign))
        query.add(solver.Not(words.relation(*opposite)))
        return query.check() == solver.unsat

    return _timed(statement, decided)


def cvc5(statement: Statement, seconds: float) -> tuple[bool, float]:
    """Whether cvc5 proves it, and the seconds that it took."""
    import cvc5 as solver

    terms = solver.TermManager()
    query, kind = solver.Solver(terms), solver.Kind
    query.setLogic("QF_NRAT" if _transcendental(statement) else "QF_NRA")
    query.setOption("tlimit-per", str(int(1000 * seconds)))
    zero = terms.mkReal(0)

    def made(*given: Any) -> Any:
        return terms.mkTerm(*given)

    words = Words(
        lambda x: terms.mkReal(str(x)), lambda name: terms.mkConst(terms.getRealSort(), name),
        lambda of: made(kind.EXPONENTIAL, of), query.assertFormula,
        lambda a, b: made(kind.EQUAL, a, b), lambda a: made(kind.GT, a, zero),
        lambda a: made(kind.GEQ, a, zero), lambda *a: made(kind.ADD, *a),
        lambda *a: made(kind.MULT, *a), lambda a, b: made(kind.DIVISION, a, b),
        lambda *a: made(kind.ITE, *a),
    )  # fmt: skip

    def decided(relations: Iterable[tuple[Any, str]], opposite: tuple[Any, str]) -> bool:
        for expr, sign in relations:
            query.assertFormula(words.relation(expr, sign))
        query.assertFormula(made(kind.NOT, words.relation(*opposite)))
        return query.checkSat().isUnsat()

    return _timed(statement, decided)


SOLVERS: dict[str, Callable[[Statement, float], tuple[bool, float]]] = {"z3": z3, "cvc5": cvc5}


class Words:
    """Expressions in the words of a solver; a term that has none is a number with what it meets."""

    def __init__(
        self, number: Any, unknown: Any, exp: Any, add: Any, equal: Any, positive: Any,
        nonnegative: Any, plus: Any, times: Any, over: Any, either: Any,
    ) -> None:  # fmt: skip
        self.number, self.unknown, self.exp, self.add = number, unknown, exp, add
        self.equal, self.positive, self.nonnegative = equal, positive, nonnegative
        self.plus, self.times, self.over, self.either = plus, times, over, either
        self.known = dict[Any, Any]()

    def relation(self, expr: Any, sign: str) -> Any:
        """A relation with 0."""
        term = self.of(expr)
        if sign == "==":
            return self.equal(term, self.number(0))
        return self.positive(term) if sign == ">" else self.nonnegative(term)

    def of(self, expr: Any) -> Any:
        """A term."""
        if expr not in self.known:
            self.known[expr] = self._of(expr)
        return self.known[expr]

    def _of(self, expr: Any) -> Any:
        if expr.is_Rational:
            return self.number(expr)
        if expr == sympy.E:
            return self.exp(self.number(1))
        if expr.is_Symbol or expr.is_Indexed:
            if expr.has(ANY_CLASS):
                raise BeyondError(f"{expr} is of any class")
            return self.unknown(f"x{len(self.known)}")
        if expr.is_Add or expr.is_Mul:
            return (self.plus if expr.is_Add else self.times)(*map(self.of, expr.args))
        if isinstance(expr, sympy.exp):
            return self.exp(self.of(expr.args[0]))
        if isinstance(expr, sympy.log):
            made = self.unknown(f"x{len(self.known)}")
            self.add(self.equal(self.exp(made), self.of(expr.args[0])))
            return made
        if isinstance(expr, (sympy.Abs, sympy.Max)):
            one, other = (*expr.args, -expr.args[0])[:2]
            return self.either(self.relation(one - other, ">="), self.of(one), self.of(other))
        if expr.is_Pow:
            return self._power(*expr.args)
        raise BeyondError(f"{expr} has no word")

    def _power(self, base: Any, top: Any) -> Any:
        if top.is_Integer:
            product = (
                self.times(*[self.of(base)] * abs(int(top))) if abs(top) > 1 else self.of(base)
            )
            return product if top > 0 else self.over(self.number(1), product)
        if top.is_Rational:
            root = self.unknown(f"x{len(self.known)}")
            self.add(self.nonnegative(root))
            self.add(self.equal(self._whole(root, int(top.q)), self.of(base)))
            over = self._whole(root, abs(int(top.p)))
            return over if top.p > 0 else self.over(self.number(1), over)
        return self.of(sympy.exp(top * sympy.log(base), evaluate=False))

    def _whole(self, of: Any, times: int) -> Any:
        return self.times(*[of] * times) if times > 1 else of


def _transcendental(statement: Statement) -> bool:
    terms = sympy.Tuple(*(goal.difference for goal in statement.symbolic_conclusion))
    powers = any(not power.exp.is_Rational for power in terms.atoms(sympy.Pow))
    return powers or terms.has(sympy.exp, sympy.log, sympy.E)


def _times(*given: Any) -> Any:
    product = given[0]
    for factor in given[1:]:
        product = product * factor
    return product


def _timed(statement: Statement, decided: Callable[..., bool]) -> tuple[bool, float]:
    proof, start = Proof(statement), time.perf_counter()
    try:
        done = all(_one(goal, proof.known(), decided) for goal in proof.goals)
    except BeyondError:
        done = False
    return done, time.perf_counter() - start


def _one(goal: Relation, facts: list[Fact], decided: Callable[..., bool]) -> bool:
    if goal.difference.has(ClassSum):
        raise BeyondError("a sum over any number of classes")
    known = [
        fact for fact in widened(facts, goal.difference) if not fact.expr.has(ANY_CLASS, ClassSum)
    ]
    counts = goal.difference.atoms(CountSymbol)
    relations = [(fact.expr, fact.sign) for fact in known] + [(c - 2, ">=") for c in counts]
    return decided(relations, (goal.difference, goal.sign))
