"""The one way to make a fact, what every rule asks of its premises, and derivations of facts.

A `Fact` says that an expression is >= 0, > 0 or == 0 wherever the hypotheses it uses hold. It
cannot be written down, only returned by a rule that has checked its premises; so a derivation that
exists is one whose every step was checked. What each fact uses is carried along: which
hypotheses carry the proof, and which known inequalities it takes on trust, is read off the end.

The rules of `theory.proof.rules` alone take `follow`, `assume` and `discharge`, and a statement
`hypothesis`; `Fact.at`, `Fact.weakened` and `Fact.negated` are rules too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from typing import Any, Literal, cast
from weakref import WeakSet

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    BoundIndex,
    CountSymbol,
    Known,
    Obligation,
    Relation,
    Sense,
    balanced,
    discharged,
    is_label,
    obligations,
    poles,
    unbound,
    unspoken,
)
from lossproof.theory.language.opening import opened
from lossproof.theory.numbers import identically_zero
from lossproof.theory.numbers.as_written import as_written

_KEY = object()
_MINTED: WeakSet[Fact] = WeakSet()


@dataclass(frozen=True, eq=False)
class Case:
    """An open case, equal to itself only, with the symbols that it is about.

    What holds only in a case that is about one index cannot be summed over that index.
    """

    statement: str
    about: frozenset[Any]

    def __str__(self) -> str:
        return f"case {self.statement}"


class ProofError(ValueError):
    """A step does not follow; the message says which, and what is left over."""


@dataclass(frozen=True, eq=False)
class Fact:
    """`expr sign 0` for every value of its symbols that meets `uses`; made by rules only.

    `doubts` are what has to hold besides for its terms to have values: sets, of which one is met
    where a `Derivation` is sound. `by` is what the rule was given besides its premises.
    """

    expr: sympy.Expr
    sign: Sense
    rule: str
    premises: tuple[Fact, ...]
    uses: frozenset[str | Case]
    trust: frozenset[str]
    key: InitVar[object]
    doubts: tuple[frozenset[Obligation], ...] = ()
    by: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self, key: object) -> None:
        if key is not _KEY or type(self) is not Fact:
            raise ProofError(
                "a Fact is made by a rule of lossproof.theory.proof.rules.algebra, not by hand: "
                "use hypothesis, identity, combine, …"
            )
        object.__setattr__(self, "expr", as_written(self.expr))
        if why := unspoken(self.expr):
            raise ProofError(why)
        if not self.doubts:
            object.__setattr__(self, "doubts", (obligations(self.expr),))
        if free := unbound(self.expr):
            index = min(free, key=str)
            raise ProofError(f"{self.expr} contains {index}, which is reserved for indices of sums")
        _MINTED.add(self)

    def __str__(self) -> str:
        return str(balanced(self.expr, self.sign))

    @property
    def strict(self) -> bool:
        """Whether it says `> 0`."""
        return self.sign == ">"

    @property
    def cases(self) -> tuple[Case, ...]:
        """The open cases inside which alone it holds."""
        return tuple(used for used in self.uses if isinstance(used, Case))

    @property
    def absurd(self) -> bool:
        """Whether it says of a number what the number is not: no point meets the hypotheses."""
        if not self.expr.is_Rational:
            return False
        signs = {">=": self.expr < 0, ">": self.expr <= 0, "==": self.expr != 0}
        return bool(signs[self.sign])

    def at(self, index: sympy.Symbol, value: Any) -> Fact:
        """One instance of a fact about every index: `e(i)` for every `i` ⊢ `e(value)`.

        The index `i` is a class `l`, a row `s`, a column `t` or a sample `s`. The domains must show
        that `value` is a class, row, column or sample too. No case assumption may contain the
        index.
        """
        index, value = spoken(index), spoken(value)
        if index not in (ANY_CLASS, ANY_ROW, ANY_COLUMN, ANY_SAMPLE):
            raise ProofError(
                f"only the index of an arbitrary class, row or sample can be replaced; got {index}"
            )
        if value.has(BOUND_CLASS, BOUND_SAMPLE, BoundIndex):
            raise ProofError(f"{value} contains an index that is reserved for sums")
        if index == ANY_SAMPLE and value not in (ANY_SAMPLE, 0):
            raise ProofError(f"{value} is not known to be a sample: give {ANY_SAMPLE} or 0")
        if index != ANY_SAMPLE and not is_label(value):
            raise ProofError(f"{value} is not known to be a class: give a label, or {ANY_CLASS}")
        closed(self, index)
        expr = cast(sympy.Expr, self.expr.xreplace({index: value}))
        return follow(expr, self.sign, "instance", self, by={"index": index, "value": value})

    def weakened(self) -> Fact:
        """A weaker fact: `e > 0` ⊢ `e >= 0`.

        The method returns any other fact unchanged.
        """
        return follow(self.expr, ">=", "weakening", self) if self.strict else self

    def negated(self) -> Fact:
        """The negative of an equality: `e == 0` ⊢ `-e == 0`."""
        if self.sign != "==":
            raise ProofError(f"only an equality may be negated; got {self}")
        return follow(-self.expr, "==", "both sides negated", self)


def hypothesis(relation: Relation, name: str, index: Sequence[Any] = ()) -> Fact:
    """A hypothesis of the claim: ⊢ `relation`, which is the hypothesis called `name`.

    A finished proof may use only the hypotheses of its own statement. Both sides of a hypothesis
    have values wherever the hypothesis holds. If the hypothesis is a family of relations, `index`
    says which member of the family is meant.
    """
    return Fact(
        relation.difference,
        relation.sign,
        "hypothesis",
        (),
        frozenset({name}),
        frozenset(),
        _KEY,
        (obligations(spoken(relation.lhs)) | obligations(spoken(relation.rhs)),),
        {"index": list(index)} if index else {},
    )


def follow(
    expr: sympy.Expr,
    sign: Sense,
    rule: str,
    *premises: Fact,
    trust: Iterable[str] = (),
    doubts: tuple[frozenset[Obligation], ...] = (),
    by: Mapping[str, Any] | None = None,
) -> Fact:
    """A fact for the conclusion of a rule: it uses, and trusts, what its premises do.

    `trust` names what else has to be trusted: a tool, or a theorem that the rule rests on.
    `doubts` are those of all terms of the conclusion, unless a rule shows that fewer will do. `by`
    is what the rule was given besides the premises: terms, premises, open cases, and lists of them.
    """
    uses = frozenset[str | Case]().union(*(fact.uses for fact in premises))
    trusted = frozenset(trust).union(*(fact.trust for fact in premises))
    return Fact(expr, sign, rule, premises, uses, trusted, _KEY, doubts, by or {})


def need(fact: Fact, sign: Literal[">=", ">"], what: str) -> Fact:
    """The fact, once it is known to be `>= 0`, or `> 0`; `ProofError` if not, or an equality."""
    if fact.sign == "==" or (sign == ">" and not fact.strict):
        raise ProofError(f"{what} must be known to be {sign} 0; known is only {fact}")
    return fact


def closed(fact: Fact, index: sympy.Symbol) -> None:
    """Raises `ProofError` if the fact holds only in an open case that is about the index."""
    for case in fact.cases:
        if index in case.about:
            raise ProofError(f"{fact} holds only in the {case}, not for every {index}")


def spoken(expr: Any) -> Any:
    """The expression; `ProofError` unless it is in the language of facts."""
    expr = as_written(sympy.sympify(expr))
    if why := unspoken(expr):
        raise ProofError(why)
    return expr


def pole_free(expr: Any) -> Any:
    """The expression; `ProofError` if a term may have a pole, as far as is evident.

    That no root is of a negative number is left to `Derivation`s that are sound.
    """
    return _evident(expr, poles)


def real(expr: Any) -> Any:
    """The expression; `ProofError` unless all its terms evidently have values: they are real."""
    return _evident(expr, obligations)


def _evident(expr: Any, asked: Callable[[Any], Iterable[Obligation]]) -> Any:
    expr = spoken(expr)
    if doubt := min(asked(expr), key=str, default=None):
        raise ProofError(f"{expr} may have no value: {doubt}")
    return expr


def finite(fact: Fact) -> Any:
    """The expression of a fact; `ProofError` if it may have no value, as `|log x|` at 0.

    All that its terms ask for is evident, or known from the steps that lead to the fact.
    """
    if doubts := poles(fact.expr):
        known = [
            Known(step.expr, step.sign, about)
            for step in Derivation((fact,)).steps
            if step.uses <= fact.uses
            for about in (frozenset[Any]().union(*(case.about for case in step.cases)),)
        ]
        for doubt in sorted(doubts, key=str):
            if not discharged(doubt, known):
                raise ProofError(f"{fact} may contain a term without a value: {doubt}")
    return fact.expr


def minted(fact: Fact) -> bool:
    """Whether a rule made the fact, and nobody's subclass or copy of one."""
    return type(fact) is Fact and fact in _MINTED


def sized(size: Any) -> Any:
    """The size of a sum over the classes; `ProofError` unless it is their number, a symbol."""
    if not isinstance(size, CountSymbol):
        raise ProofError(f"the size {size} of a sum is not the symbol of the number of classes")
    return size


def bind(expr: sympy.Expr, index: sympy.Symbol, bound: sympy.Symbol, kind: type) -> sympy.Expr:
    """The expression with the bound index of a sum for the index of any.

    `ProofError` if a sum of this kind inside depends on the index, or holds the bound one already.
    """
    if any(inner.has(index) for inner in expr.atoms(kind)):
        raise ProofError(
            f"{expr} contains a sum that depends on {index}, so it cannot be summed over "
            f"{index} again"
        )
    if bound in unbound(expr):
        raise ProofError(f"{expr} contains {bound}, which is the index of the new sum")
    return cast(sympy.Expr, expr.xreplace({index: bound}))


def assume(
    expr: sympy.Expr,
    sign: Sense,
    case: Case,
    *premises: Fact,
    by: Mapping[str, Any] | None = None,
) -> Fact:
    """A fact inside an open case, using it until `discharge` closes it."""
    uses = frozenset[str | Case]({case}).union(*(fact.uses for fact in premises))
    trust = frozenset[str]().union(*(fact.trust for fact in premises))
    given = {"opens": case, **(by or {})}
    return Fact(expr, sign, str(case), premises, uses, trust, _KEY, by=given)


def discharge(
    expr: sympy.Expr,
    sign: Sense,
    rule: str,
    *branches: tuple[Fact, Case | None],
    by: Mapping[str, Any] | None = None,
    doubts: tuple[frozenset[Obligation], ...] = (),
) -> Fact:
    """A fact from premises, each freed of its own case if it has one; `doubts` as of `follow`."""
    uses = frozenset[str | Case]().union(*(fact.uses - {case} for fact, case in branches))
    trust = frozenset[str]().union(*(fact.trust for fact, _ in branches))
    given = {"closes": [case for _, case in branches if case], **(by or {})}
    premises = tuple(fact for fact, _ in branches)
    return Fact(expr, sign, rule, premises, uses, trust, _KEY, doubts, given)


def vanishes(expr: sympy.Expr) -> bool:
    """Whether the expression is identically 0; `ProofError` if it divides by what is."""
    try:
        return identically_zero(opened(as_written(expr)))
    except ZeroDivisionError as error:
        raise ProofError(str(error)) from error


@dataclass(frozen=True)
class Derivation:
    """The conclusions of a proof and every step that leads to them, premises first."""

    conclusions: tuple[Fact, ...]

    def __repr__(self) -> str:
        said = "; ".join(map(str, self.conclusions))
        return f"derivation of {said} in {len(self.steps)} steps"

    def _repr_latex_(self) -> str:
        from lossproof.theory.proof.rendering import in_latex

        return in_latex(self)

    def _repr_html_(self) -> str:
        from lossproof.theory.proof.rendering import in_html

        return in_html(self)

    @property
    def steps(self) -> tuple[Fact, ...]:
        """Every fact once, premises before what follows from them."""
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
    def uses(self) -> frozenset[str]:
        """The hypotheses and domains that the conclusions use on."""
        return frozenset(str(used) for fact in self.conclusions for used in fact.uses)

    @property
    def trust(self) -> frozenset[str]:
        """The tools and known inequalities that have to be trusted."""
        return frozenset({"sympy"}).union(*(fact.trust for fact in self.conclusions))
