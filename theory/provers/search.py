"""All strategies, in order of cost, until one finds a fact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar

import sympy

from lossproof.theory.language import Binder, ClassSum, Relation, SampleMean
from lossproof.theory.language.opening import opened
from lossproof.theory.language.sums import Linear
from lossproof.theory.language.terms import Determinant
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import combine
from lossproof.theory.provers.arithmetic.coefficients import by_coefficients
from lossproof.theory.provers.arithmetic.eliminated import eliminated
from lossproof.theory.provers.arithmetic.integers import by_integers, by_less_than_one
from lossproof.theory.provers.arithmetic.inverses import by_the_inverse
from lossproof.theory.provers.arithmetic.orders import by_order
from lossproof.theory.provers.arithmetic.quotients import (
    by_divided_facts,
    by_quotient,
    of_reciprocals,
    without_divisor,
    without_factor,
    without_power,
)
from lossproof.theory.provers.arithmetic.zeros import by_zeros
from lossproof.theory.provers.averages.jensen import of_means, weighted
from lossproof.theory.provers.averages.log_sums import of_log_sums
from lossproof.theory.provers.averages.norms import by_one_order, of_norms
from lossproof.theory.provers.averages.samples import by_samples
from lossproof.theory.provers.averages.spreads import of_spreads
from lossproof.theory.provers.chain import Chain
from lossproof.theory.provers.classes.beside_labels import beside_labels
from lossproof.theory.provers.classes.certain import by_certainty, says_sure
from lossproof.theory.provers.classes.columns import by_columns
from lossproof.theory.provers.classes.determinants import of_determinants
from lossproof.theory.provers.classes.diagonals import by_diagonals
from lossproof.theory.provers.classes.each import of_any_column, of_each_class, of_each_row
from lossproof.theory.provers.classes.labels import by_each_value, by_labels
from lossproof.theory.provers.classes.mixtures import by_mixture, of_mixtures
from lossproof.theory.provers.classes.planes import below_a_line
from lossproof.theory.provers.classes.units import (
    body,
    known_sum,
    strictly_below_one,
    zero_at_one,
)
from lossproof.theory.provers.functions.arguments import in_lowest_terms
from lossproof.theory.provers.functions.consequences import (
    by_contradiction,
    consequences,
    in_parts,
    of_logarithms,
)
from lossproof.theory.provers.functions.denied import by_denial
from lossproof.theory.provers.functions.equivalences import by_each_from_the_other
from lossproof.theory.provers.functions.kinks import (
    KINKS as ALL_KINKS,
    bounds_a_size,
    by_class,
    by_pieces,
    by_sides,
    by_signs,
)
from lossproof.theory.provers.functions.laws import laws
from lossproof.theory.provers.functions.logarithms import by_exponentials, without_content
from lossproof.theory.provers.functions.roots import by_squares, of_roots
from lossproof.theory.provers.functions.tangents import tangents
from lossproof.theory.provers.one_number import of_one_number
from lossproof.theory.provers.plain import plain
from lossproof.theory.provers.points import atoms_of
from lossproof.theory.provers.residual import ResidualGoal, unshown
from lossproof.theory.provers.rewriting import KINDS, reduced
from lossproof.theory.provers.rewriting.instances import of_rows
from lossproof.theory.provers.rewriting.others import of_all_but_one, of_others
from lossproof.theory.provers.values import has_values, missing_values, with_values

FIRST = 8  # subgoals of the first chain
LOGARITHMS = 4  # of one number, with which a chain takes longer than a search of its range
Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
ENTRIES = 4  # of a vector that are written out
_UNFINISHED = ContextVar("unfinished", default="")


def easy(
    goal: Relation, facts: Sequence[Fact], residual: ResidualGoal | None = None
) -> Fact | None:
    """A fact that states the goal or more, or None; no fact has an open case.

    `residual` collects the subgoals at which chains stop; without it `unfinished` tells what is
    left. A proof with a term that is not seen to have a value is returned only if no other is
    found.
    """
    left = ResidualGoal() if residual is None else residual
    goal, facts = goal.map(opened), [_opened(fact) for fact in facts]
    known = [*laws(goal, facts), *of_determinants(goal, facts), *of_mixtures(goal, facts)]
    known += [*of_others(goal, facts), *of_roots(goal), *of_rows(goal, facts)]
    known += [*without_content(goal, facts), *by_the_inverse(facts)]
    facts = [*dict.fromkeys([*facts, *known])]
    before = left.begin(goal)
    sums = goal.difference.atoms(ClassSum)
    rewritten_first = goal.difference.has(Determinant) or any(
        goal.sign == "==" or known_sum(body(each), facts) for each in sums
    )
    found = (
        (by_certainty(goal, facts) if says_sure(facts) else None)
        or (_of_two_determinants(goal, facts, left) if goal.difference.has(Determinant) else None)
        or (_searched(goal, facts, left) if rewritten_first else None)
        or _directly(goal, facts)
        or (_of_both_sides(goal, facts, left) if bounds_a_size(goal) else None)
        or _beside_labels(goal, facts, left)
        or _with_less(goal, facts, left)
        or (None if rewritten_first else _searched(goal, facts, left))
        or _farther(goal, facts, left)
    )
    if found is not None and residual is None and not has_values(found, goal, facts):
        found = with_values(found, goal, facts, lambda one, known: easy(one, known, left)) or found
    if found is None:
        left.begin(goal)
        left.deny(goal, facts)
    else:
        left.forget(before)
    if residual is None:
        _UNFINISHED.set("" if found else str(left) or unshown(goal))
    return found


def _of_two_determinants(
    goal: Relation, facts: Sequence[Fact], residual: ResidualGoal
) -> Fact | None:
    return by_each_from_the_other(goal, facts, lambda *one: easy(*one, residual))


def _directly(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
    """By inequalities of means, or by bounds of every term: for sums, or symbolic exponents."""
    if not goal.difference.has(ClassSum):
        symbolic = any(power.exp.free_symbols for power in goal.difference.atoms(sympy.Pow))
        more = consequences(goal, facts) if symbolic else [*tangents(goal, facts)]
        found = plain(goal, [*facts, *more]) if more else None
        if found is None:
            return by_zeros(goal, facts, _directly) if symbolic else None
        return with_values(found, goal, facts, plain)
    more = of_means(
        goal, facts, lambda one, known: plain(one, known) or below_a_line(one, known, plain)
    )
    more += [*of_log_sums(goal, facts), *of_spreads(goal, facts)]
    found = plain(goal, [*facts, *more])
    if found is None and (more := [*more, *consequences(goal, facts)]):
        found = plain(goal, [*facts, *more, *weighted(goal, facts, [*facts, *more])])
        found = found or by_coefficients(goal, [*facts, *more], plain)
    if found is None:
        return by_sides(goal, facts, _directly)
    return with_values(found, goal, facts, plain)


def _beside_labels(goal: Relation, facts: Sequence[Fact], residual: ResidualGoal) -> Fact | None:
    """Sums over the columns of a matrix, or beside the entry of a label."""

    def prove(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return easy(goal, facts, residual)

    found = by_columns(goal, facts) or beside_labels(goal, facts, prove)
    return found and with_values(found, goal, facts, plain)


def _of_both_sides(goal: Relation, facts: Sequence[Fact], residual: ResidualGoal) -> Fact | None:
    return by_sides(goal, facts, lambda *one: easy(*one, residual))


def _with_less(goal: Relation, facts: Sequence[Fact], residual: ResidualGoal) -> Fact | None:
    """Without divisors, logarithms, a root, one of two numbers with a known sum, or pieces."""

    def prove(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return easy(goal, facts, residual)

    found = (
        of_all_but_one(goal, facts, prove)
        or of_reciprocals(goal, facts, prove)
        or without_factor(goal, facts, prove)
        or without_power(goal, facts, prove)
        or of_logarithms(goal, facts, prove)
        or in_lowest_terms(goal, facts, prove)
        or (in_parts(goal, facts, prove) if goal.sign == "==" else None)
        or by_squares(goal, facts, plain)
        or by_squares(goal, facts, prove, fewest=2)
        or eliminated(goal, facts, prove, 2)
        or by_pieces(goal, facts, prove, plain)
        or (None if goal.difference.has(ClassSum) else by_sides(goal, facts, prove))
        or by_each_value(goal, facts, prove)
        or (without_divisor(goal, facts, prove) if goal.sign != "==" else None)
    )
    return found and (with_values(found, goal, facts, plain) or found)


def _farther(goal: Relation, facts: Sequence[Fact], residual: ResidualGoal) -> Fact | None:
    """By what follows from the facts, by sides of kinks, or by exponentials of both sides."""

    def searched(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return _searched(goal, facts, residual)

    def prove(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return easy(goal, facts, residual)

    def of_numbers(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        found = plain(goal, facts) or of_one_number(goal, facts)
        return found or plain(goal, [*facts, *consequences(goal, facts)])

    more = consequences(goal, facts)
    found = by_certainty(goal, facts) or (searched(goal, [*facts, *more]) if more else None)
    if found is not None:
        return found
    found = (
        by_divided_facts(goal, facts, plain)
        or by_contradiction(goal, facts, plain)
        or by_denial(goal, facts, of_numbers)
        or by_order(goal, facts)
        or (None if bounds_a_size(goal) else by_sides(goal, facts, prove))
        or by_each_from_the_other(goal, facts, prove)
        or by_signs(goal, facts, prove)
        or of_each_class(goal, facts, searched)
        or of_each_row(goal, facts, prove)
        or by_mixture(goal, facts, prove)
        or by_diagonals(goal, facts, plain)
        or of_any_column(goal, facts, prove)
        or by_quotient(goal, facts, prove)
        or by_samples(goal, facts, searched)
        or _of_norms(goal, facts, prove)
        or by_integers(goal, facts, searched)
        or by_less_than_one(goal, facts, plain)
        or eliminated(goal, facts, prove, ENTRIES)
        or (None if goal.difference.has(ClassSum) else by_zeros(goal, facts, prove))
        or in_parts(goal, facts, prove)
        or by_exponentials(goal, facts, prove)
        or by_squares(goal, facts, prove)
        or by_labels(goal, facts, searched)
        or without_divisor(goal, facts, prove)
    )
    return found and (with_values(found, goal, facts, searched) or found)


def _of_norms(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """By norms of vectors over the classes, or by Chebyshev's inequality of sums."""
    if not (more := [*of_norms(goal, facts), *by_one_order(goal, facts, prove)]):
        return None
    known = [*facts, *more]
    return (
        plain(goal, known) or by_squares(goal, known, plain) or without_divisor(goal, known, plain)
    )


def unfinished() -> str:
    """What is left of the last goal that `easy` did not prove, in one line, and no more of it."""
    left = _UNFINISHED.get()
    _UNFINISHED.set("")
    return left


def _opened(fact: Fact) -> Fact:
    """The fact, with what each function in it evidently is."""
    expr = opened(fact.expr)
    return fact if expr == fact.expr else combine(expr, fact)


def _searched(goal: Relation, facts: Sequence[Fact], residual: ResidualGoal) -> Fact | None:
    if goal.sign == ">" and (entries := zero_at_one(goal.difference)):
        facts = [*facts, *strictly_below_one(entries, facts, lambda *one: easy(*one, residual))]

    def of_numbers(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        if (found := by_pieces(goal, facts, of_numbers, plain)) is not None:
            return found
        if len(atoms_of(goal.difference)) == 1:
            if goal.difference.has(*ALL_KINKS):
                return Chain(residual).goal(goal, facts) or of_one_number(goal, facts)
            many = len(goal.difference.atoms(sympy.log)) >= LOGARITHMS
            first = None if many else Chain(residual, FIRST).goal(goal, facts)
            if (found := first or of_one_number(goal, facts)) is not None:
                return found
        return Chain(residual).goal(goal, facts)

    def in_its_terms(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        proof = plain(goal, facts) or below_a_line(goal, facts, of_numbers)
        return proof or of_numbers(goal, facts)

    def with_values_inside(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return Chain(residual, values=True).goal(goal, facts)

    def of_a_term(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        squares = [*of_roots(goal)]
        found = _with_less(goal, [*facts, *squares], residual) if squares else None
        if found is None and (more := [*tangents(goal, facts)]):
            found = plain(goal, [*facts, *more])
        found = found or of_numbers(goal, facts)
        if found is not None and not has_values(found, goal, facts):
            return by_zeros(goal, facts, lambda *one: plain(*one) or _directly(*one)) or found
        return found

    def by_sums(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        def prove(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
            return easy(goal, facts, residual)

        sums = goal.difference.atoms(ClassSum)
        known = [*facts, *missing_values(map(body, sums), facts, prove)]
        alone = all(part.has(ClassSum) for part in sympy.Add.make_args(goal.difference))
        if sums and alone and goal.sign != "==":
            known += strictly_below_one(map(body, sums), known, prove)
            if (found := of_each_class(goal, known, of_numbers)) is not None:
                return found
        return below_a_line(goal, known, of_a_term)

    def valued(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return plain(goal, facts) or by_sums(goal, facts) or of_numbers(goal, facts)

    def rewritten(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        def changed(new: Relation, known: Sequence[Fact]) -> Fact | None:
            found = None if new == goal else beside_labels(new, facts, easy)
            return found or in_its_terms(new, known)

        return reduced(goal, facts, changed)

    def class_by_class(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
        return by_class(goal, facts, easy)

    order: tuple[Prove, ...] = (plain, by_sums, rewritten, of_numbers)
    if goal.sign == "==" and goal.difference.has(SampleMean):
        order = rewritten, plain, by_sums, of_numbers
    elif goal.sign != "==" and not goal.difference.has(Linear, Binder, *KINDS):
        order = plain, by_sums, of_numbers, rewritten
    doubtful: Fact | None = None
    for strategy in (class_by_class, *order, with_values_inside):
        if strategy is with_values_inside and doubtful is None:
            return None
        if (proof := strategy(goal, facts)) is not None:
            if (sound := with_values(proof, goal, facts, valued)) is not None:
                return sound
            doubtful = doubtful or proof
    return doubtful
