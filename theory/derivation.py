"""Facts that only the rules below can make, and derivations built from them.

A `Fact` says that an expression is >= 0, > 0 or == 0 wherever the hypotheses it leans on hold. It
cannot be written down, only returned by a rule that has checked its premises; so a derivation that
exists is one whose every step was checked. What each fact leans on is carried along: which
hypotheses carry the proof, and which known inequalities it takes on trust, is read off the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sympy

from theory.relation import Relation, balanced
from theory.sums import (
    ANY_CLASS,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    ClassSum,
    SampleMean,
)

Sign = Literal[">=", ">", "=="]
_KEY = object()


class Case(str):
    """The name of a case that is open: what it says of one index cannot be summed over it."""

    __slots__ = ("about",)

    about: frozenset[Any]

    @classmethod
    def of(cls, statement: str, expr: sympy.Expr) -> Case:
        case = cls(statement)
        case.about = frozenset(expr.free_symbols)
        return case


class ProofError(ValueError):
    """A step does not follow; the message says which, and what is left over."""


@dataclass(frozen=True, eq=False)
class Fact:
    """`expr sign 0` for every value of its symbols that meets `leans`; made by rules only."""

    expr: sympy.Expr
    sign: Sign
    rule: str
    premises: tuple[Fact, ...]
    leans: frozenset[str]
    trust: frozenset[str]
    key: object = field(repr=False)

    def __post_init__(self) -> None:
        if self.key is not _KEY:
            raise ProofError(
                "a Fact is made by a rule of theory.derivation, not by hand: "
                "use hypothesis, identity, combine, …"
            )

    def __str__(self) -> str:
        return str(balanced(self.expr, self.sign))

    @property
    def strict(self) -> bool:
        return self.sign == ">"

    @property
    def open(self) -> bool:
        """Whether it holds only inside a case that is not closed yet."""
        return any(isinstance(lean, Case) for lean in self.leans)

    @property
    def absurd(self) -> bool:
        """Whether it says of a number what the number is not: no point meets the hypotheses."""
        if not self.expr.is_Rational:
            return False
        signs = {">=": self.expr < 0, ">": self.expr <= 0, "==": self.expr != 0}
        return bool(signs[self.sign])

    def at(self, index: sympy.Symbol, value: Any) -> Fact:
        """The same fact for one class `l` or one sample `s` in place of any."""
        if index not in (ANY_CLASS, ANY_SAMPLE):
            raise ProofError(f"only the indices l and s stand for any value; got {index}")
        _closed(self, index)
        return _follow(self.expr.xreplace({index: value}), self.sign, "instance", self)

    def weakened(self) -> Fact:
        """`> 0` said as `>= 0`."""
        return _follow(self.expr, ">=", "weakening", self) if self.strict else self

    def negated(self) -> Fact:
        """`e == 0` said as `-e == 0`."""
        if self.sign != "==":
            raise ProofError(f"only an equality keeps its sense when negated; got {self}")
        return _follow(-self.expr, "==", "both sides negated", self)


def _follow(
    expr: sympy.Expr, sign: Sign, rule: str, *premises: Fact, trust: Iterable[str] = ()
) -> Fact:
    leans = frozenset[str]().union(*(fact.leans for fact in premises))
    trusted = frozenset(trust).union(*(fact.trust for fact in premises))
    return Fact(expr, sign, rule, premises, leans, trusted, _KEY)


def vanishes(expr: sympy.Expr) -> bool:
    """Whether the expression is identically 0, by expansion over a common denominator."""
    expanded = sympy.expand(expr)
    if expanded == 0:
        return True
    numerator = sympy.expand(sympy.fraction(sympy.together(expanded))[0])
    if numerator == 0:
        return True
    logs = sympy.expand(sympy.expand_log(sympy.powsimp(numerator)))
    return logs == 0 or sympy.expand(sympy.powsimp(sympy.powdenest(logs))) == 0


def _need(fact: Fact, sign: Literal[">=", ">"], what: str) -> Fact:
    if fact.sign == "==" or (sign == ">" and not fact.strict):
        raise ProofError(f"{what} must be known to be {sign} 0; known is only {fact}")
    return fact


def _closed(fact: Fact, index: sympy.Symbol) -> None:
    for lean in fact.leans:
        if isinstance(lean, Case) and index in lean.about:
            raise ProofError(f"{fact} holds only in the open {lean}, not for every {index}")


def _bind(expr: sympy.Expr, index: sympy.Symbol, bound: sympy.Symbol, kind: type) -> sympy.Expr:
    if any(inner.has(index) for inner in expr.atoms(kind)):
        raise ProofError(f"{expr} holds a sum that depends on {index}: it cannot be summed again")
    return expr.xreplace({index: bound})


# -- where facts come from ------------------------------------------------------------------


def hypothesis(relation: Relation, name: str) -> Fact:
    """The relation, leaning on the hypothesis called `name`."""
    return Fact(
        relation.difference, relation.sign, "hypothesis", (), frozenset({name}), frozenset(), _KEY
    )


def positive(expr: Any) -> Fact:
    """`expr > 0`, where the assumptions of its symbols (their domain) make it evident to SymPy."""
    expr = sympy.sympify(expr)
    if expr.is_positive is not True:
        raise ProofError(f"{expr} is not evidently positive from the domain of its symbols")
    return _follow(expr, ">", "evident sign", trust=["sympy"])


def nonnegative(expr: Any) -> Fact:
    """`expr >= 0`, where the assumptions of its symbols make it evident to SymPy."""
    expr = sympy.sympify(expr)
    if expr.is_nonnegative is not True:
        raise ProofError(f"{expr} is not evidently nonnegative from the domain of its symbols")
    return _follow(expr, ">=", "evident sign", trust=["sympy"])


def identity(lhs: Any, rhs: Any) -> Fact:
    """`lhs == rhs`, where expanding the difference over a common denominator leaves 0."""
    difference = sympy.sympify(lhs) - sympy.sympify(rhs)
    if not vanishes(difference):
        raise ProofError(f"not an identity: {lhs} - ({rhs}) leaves {sympy.expand(difference)}")
    return _follow(difference, "==", "identity", trust=["sympy"])


# -- from facts to facts --------------------------------------------------------------------

Term = Fact | sympy.Expr | int | Sequence[Any]


def _product(term: Term) -> tuple[sympy.Expr, Sign, list[Fact]]:
    factors = list(term) if isinstance(term, (tuple, list)) else [term]
    facts = [factor for factor in factors if isinstance(factor, Fact)]
    others = [sympy.sympify(factor) for factor in factors if not isinstance(factor, Fact)]
    value = sympy.Mul(*(fact.expr for fact in facts), *others)
    if any(fact.sign == "==" for fact in facts):
        return value, "==", facts
    if unknown := [other for other in others if other.is_nonnegative is not True]:
        raise ProofError(f"the multiplier {unknown[0]} is not evidently nonnegative")
    strict = all(fact.strict for fact in facts) and all(o.is_positive is True for o in others)
    return value, ">" if strict else ">=", facts


def combine(goal: Any, *terms: Term) -> Fact:
    """`goal >= 0` because it equals a sum of products of known facts.

    Each term is a fact, or a sequence of facts and multipliers. A product that holds an equality
    may have any multiplier; the others need multipliers that are evidently nonnegative. The result
    is strict if some product is strict, and an equality if all are.
    """
    goal = sympy.sympify(goal)
    products = [_product(term) for term in terms]
    rest = goal - sympy.Add(*(value for value, _, _ in products))
    if not vanishes(rest):
        raise ProofError(f"{goal} is not the sum of the terms given: {sympy.expand(rest)} is left")
    signs = {sign for _, sign, _ in products}
    sign: Sign = ">" if ">" in signs else ">=" if ">=" in signs else "=="
    premises = [fact for _, _, facts in products for fact in facts]
    return _follow(goal, sign, "combination", *premises, trust=["sympy"])


def reciprocal(fact: Fact) -> Fact:
    """`1/e > 0` from `e > 0`."""
    return _follow(1 / _need(fact, ">", "a divisor").expr, ">", "reciprocal", fact)


def quotient(goal: Any, product: Fact, divisor: Fact) -> Fact:
    """`goal >= 0` (or == 0) from `divisor * goal >= 0` and `divisor > 0`."""
    return combine(goal, (product, reciprocal(divisor)))


def total(fact: Fact, size: Any) -> Fact:
    """The sum over all classes of a fact about any class `l`."""
    _closed(fact, ANY_CLASS)
    body = _bind(fact.expr, ANY_CLASS, BOUND_CLASS, ClassSum)
    return _follow(ClassSum(body, size), fact.sign, "sum over the classes", fact)


def average(fact: Fact) -> Fact:
    """The mean over all samples of a fact about any sample `s`."""
    _closed(fact, ANY_SAMPLE)
    body = _bind(fact.expr, ANY_SAMPLE, BOUND_SAMPLE, SampleMean)
    return _follow(SampleMean(body), fact.sign, "mean over the samples", fact)


def max_equals(larger: Any, smaller: Any, fact: Fact) -> Fact:
    """`Max(larger, smaller) == larger`, from a fact `larger - smaller >= 0`."""
    larger, smaller = sympy.sympify(larger), sympy.sympify(smaller)
    if not vanishes(larger - smaller - fact.expr):
        raise ProofError(f"{fact} does not say that {larger} >= {smaller}")
    return _follow(sympy.Max(larger, smaller) - larger, "==", "larger of two", fact)


def absolute(fact: Fact) -> Fact:
    """`|e| == e` from `e >= 0`."""
    _need(fact, ">=", "what stands in |·|")
    return _follow(sympy.Abs(fact.expr) - fact.expr, "==", "absolute value", fact)


def cases(
    split: Any, upper: Callable[[Fact], Fact], lower: Callable[[Fact], Fact], strict: bool = False
) -> Fact:
    """What holds both where `split >= 0` (`> 0` if `strict`) and where `split <= 0`.

    Both branches get their fact and must come to the same expression.
    """
    split = sympy.sympify(split)
    results: list[Fact] = []
    leans = frozenset[str]()
    for branch, above in ((upper, True), (lower, False)):
        sign: Sign = ">" if above and strict else ">="
        case = Case.of(f"case {split} {sign if above else '<='} 0", split)
        expr = split if above else -split
        given = Fact(expr, sign, str(case), (), frozenset({case}), frozenset(), _KEY)
        results.append(branch(given))
        leans |= results[-1].leans - {case}
    first, second = results
    if not vanishes(first.expr - second.expr):
        raise ProofError(f"the cases of {split} end differently: {first} and {second}")
    sign = first.sign if first.sign == second.sign else ">="
    return Fact(
        first.expr, sign, "both cases", (first, second), leans, first.trust | second.trust, _KEY
    )


# -- known inequalities, taken on trust and named -------------------------------------------


def log_bound(of: Fact) -> Fact:
    """`x - 1 - log x >= 0` for `x > 0`; `of` is the fact `x > 0`."""
    x = _need(of, ">", "the argument of log").expr
    return _follow(x - 1 - sympy.log(x), ">=", "log x <= x - 1", of, trust=["log x <= x - 1"])


def strict_log_bound(of: Fact, away: Fact) -> Fact:
    """`x - 1 - log x > 0` for `x > 0` and `x != 1`; `away` is `x - 1 > 0` or `1 - x > 0`."""
    x = _need(of, ">", "the argument of log").expr
    _need(away, ">", "the distance from 1")
    if not (vanishes(away.expr - (x - 1)) or vanishes(away.expr - (1 - x))):
        raise ProofError(f"{away} does not say that {x} differs from 1")
    name = "log x < x - 1 for x != 1"
    return _follow(x - 1 - sympy.log(x), ">", name, of, away, trust=["log x <= x - 1"])


def weighted_am_gm(a: Fact, b: Fact, weight: Fact, rest: Fact) -> Fact:
    """`w a + (1-w) b - a^w b^(1-w) >= 0`; the facts are `a >= 0`, `b >= 0`, `w >= 0`, `1-w >= 0`.

    At `w = 0` and `w = 1` it holds with `0^0 = 1`.
    """
    for fact, what in ((a, "a"), (b, "b"), (weight, "the weight"), (rest, "1 - the weight")):
        _need(fact, ">=", what)
    w, x, y = weight.expr, a.expr, b.expr
    if not vanishes(1 - w - rest.expr):
        raise ProofError(f"{rest} does not say that {w} <= 1")
    name = "a^w b^(1-w) <= w a + (1-w) b"
    expr = w * x + (1 - w) * y - x**w * y ** (1 - w)
    return _follow(expr, ">=", name, a, b, weight, rest, trust=["weighted AM-GM"])


def power_in_base(difference: Fact, smaller: Fact, exponent: Fact) -> Fact:
    """`a^q - b^q >= 0` (strict if the premises are) from `a - b >= 0`, `b >= 0`, `q > 0`."""
    b = _need(smaller, ">=", "the smaller base").expr
    q = _need(exponent, ">", "the exponent").expr
    _need(difference, ">=", "the difference of the bases")
    a = sympy.expand(difference.expr + b)
    expr = a**q - b**q
    name = "x^q increases with x"
    return _follow(expr, difference.sign, name, difference, smaller, exponent, trust=[name])


def power_in_exponent(base: Fact, difference: Fact, smaller: Any) -> Fact:
    """`x^a - x^b >= 0` from `x - 1 >= 0` and `a - b >= 0`, with `b = smaller`."""
    x = sympy.expand(_need(base, ">=", "base - 1").expr + 1)
    _need(difference, ">=", "the difference of the exponents")
    b = sympy.sympify(smaller)
    a = sympy.expand(difference.expr + b)
    strict = base.strict and difference.strict
    name = "x^a increases with a for x >= 1"
    return _follow(x**a - x**b, ">" if strict else ">=", name, base, difference, trust=[name])


def power_of_fraction(base: Fact, below_one: Fact, difference: Fact, smaller: Any) -> Fact:
    """`x^b - x^a >= 0` from `x >= 0`, `1 - x >= 0` and `a - b >= 0`, with `b = smaller > 0`."""
    x = _need(base, ">=", "the base").expr
    if not vanishes(1 - x - below_one.expr):
        raise ProofError(f"{below_one} does not say that {x} <= 1")
    b = sympy.sympify(smaller)
    if b.is_positive is not True:
        raise ProofError(f"the smaller exponent {b} must be evidently positive")
    _need(difference, ">=", "the difference of the exponents")
    a = sympy.expand(difference.expr + b)
    strict = base.strict and below_one.strict and difference.strict
    name = "x^a decreases with a for 0 <= x <= 1"
    premises = (base, below_one, difference)
    return _follow(x**b - x**a, ">" if strict else ">=", name, *premises, trust=[name])


def log_increases(difference: Fact, smaller: Fact) -> Fact:
    """`log a - log b >= 0` (strict if the first premise is) from `a - b >= 0` and `b > 0`."""
    b = _need(smaller, ">", "the smaller argument").expr
    _need(difference, ">=", "the difference of the arguments")
    a = sympy.expand(difference.expr + b)
    name = "log x increases with x"
    expr = sympy.log(a) - sympy.log(b)
    return _follow(expr, difference.sign, name, difference, smaller, trust=[name])


# -- derivations ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Derivation:
    """The conclusions of a proof and every step that leads to them, premises first."""

    conclusions: tuple[Fact, ...]

    @property
    def steps(self) -> tuple[Fact, ...]:
        ordered: dict[int, Fact] = {}

        def visit(fact: Fact) -> None:
            if id(fact) not in ordered:
                for premise in fact.premises:
                    visit(premise)
                ordered[id(fact)] = fact

        for conclusion in self.conclusions:
            visit(conclusion)
        return tuple(ordered.values())

    @property
    def leans(self) -> frozenset[str]:
        """The hypotheses and domains that the conclusions lean on."""
        return frozenset[str]().union(*(fact.leans for fact in self.conclusions))

    @property
    def trust(self) -> frozenset[str]:
        """The tools and known inequalities that have to be trusted."""
        return frozenset({"sympy"}).union(*(fact.trust for fact in self.conclusions))

    def lines(self) -> list[dict[str, Any]]:
        """One record per step: number, statement, rule, premises by number."""
        number = {id(fact): k for k, fact in enumerate(self.steps, start=1)}
        return [
            {
                "step": number[id(fact)],
                "statement": str(fact),
                "rule": fact.rule,
                "from": [number[id(premise)] for premise in fact.premises],
                **({"leans": sorted(fact.leans)} if not fact.premises and fact.leans else {}),
            }
            for fact in self.steps
        ]
