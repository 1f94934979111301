"""Rules of algebra, hypotheses, and cases."""

from __future__ import annotations

from collections.abc import Iterator

from lossproof.paper_checks.recheck.step import (
    CLASSES,
    MINUS,
    ONE,
    SAMPLE,
    ZERO,
    Said,
    Step,
    closed_term,
    minus,
    plus,
    power,
    rule,
    times,
)
from lossproof.paper_checks.recheck.terms import Term, names, replaced, settled


@rule("evident sign")
def evident(step: Step) -> Iterator[Said]:
    """The sign is evident from the domains, of a term that is evidently finite."""
    step.finite(step.term)
    step.need(step.holds(step.term, step.sign), "the sign is not evident from the domains")
    yield step.term, step.sign


@rule("combination")
def combination(step: Step) -> Iterator[Said]:
    """The term is a sum of products of premises and multipliers, evidently finite.

    Multipliers of inequalities are evidently not negative.
    """
    products: list[Term] = []
    signs: list[str] = []
    for factors in step.every("terms"):
        others = [closed_term(each) for each in factors if isinstance(each, str)]
        facts = [step.premise(each) for each in factors if not isinstance(each, str)]
        for other in others:
            step.finite(other)
        products.append(times(ONE, *(fact.term for fact in facts), *others))
        if any(fact.sign == "==" for fact in facts):
            signs.append("==")
            continue
        for other in others:
            step.need(step.holds(other, ">="), "a multiplier is not evidently nonnegative")
        strict = all(fact.sign == ">" for fact in facts)
        signs.append(">" if strict and all(step.holds(other, ">") for other in others) else ">=")
    yield plus(ZERO, *products), ">" if ">" in signs else ">=" if ">=" in signs else "=="


@rule("equals for equals")
def replacement(step: Step) -> Iterator[Said]:
    """`old == new` ⊢ `expr == (expr with new for old)`."""
    expression, old, new = (step.given(name) for name in ("expression", "old", "new"))
    step.says(step.premise(0, "=="), minus(old, new), mirrored=True)
    yield minus(expression, replaced(expression, {old: new})), "=="


@rule("instance")
def instance(step: Step) -> Iterator[Said]:
    """What holds of any class or sample holds of each."""
    index, value = step.given("index"), step.given("value")
    step.closed(step.premise(), index)
    if index == SAMPLE:
        step.need(value in (SAMPLE, ZERO), "a value is not known to be a sample")
    else:
        step.need(index in CLASSES, "the index is not that of any class or sample")
        step.label(value)
    yield replaced(step.premise().term, {index: value}), step.premise().sign


@rule("case")
def opening(step: Step) -> Iterator[Said]:
    """What an open case assumes; the step that closes it looks at what all of them assumed."""
    if step.assumes == "label":
        premise, label = step.premise(), step.given("label")
        step.closed(premise, "@class")
        yield replaced(premise.term, {"@class": label}), premise.sign
    elif step.assumes == "largest":
        entry = step.premise(0, ">=")
        step.closed(entry, "@class")
        yield minus(replaced(entry.term, {"@class": step.given("largest")}), entry.term), ">="
    elif step.assumes == "along":
        along = step.given("along")
        yield along, ">"
        yield minus(step.premise(0, ">=").term, along), ">"
    else:
        yield step.term, step.sign


def _closes(step: Step, count: int, premises: int) -> list[str]:
    """The cases that it closes, each of one of its last premises."""
    found = step.every("closes")
    step.need(len(step.premises) == premises, "it has more or fewer premises")
    step.need(len(found) == count and len(set(found)) == count, "it closes other cases")
    return found


def _assumed(step: Step, case: str, *allowed: Said) -> None:
    """Asks that nothing was assumed in the case but this."""
    for opening in step.opened.get(case, ()):
        said = any(
            step.equal(opening.term, term)
            and opening.sign in ((sign, ">=") if sign == ">" else (sign,))
            for term, sign in allowed
        )
        step.need(said and not opening.assumes, f"{case} assumes something else")


@rule("both cases")
def both(step: Step) -> Iterator[Said]:
    """(`split >= 0` ⊢ `e`), (`split <= 0` ⊢ `e`) ⊢ `e`, for an evidently real split."""
    split = step.given("split")
    step.need(step.data.get("strict") in (True, False), "it does not say whether it is strict")
    above = ">" if step.data["strict"] else ">="
    high, low = _closes(step, 2, 2)
    bases = {
        step.known.forms.canonical(each.term)
        for each in step.before()
        if each.sign in (">", ">=") and each.uses <= step.uses
    }
    step.need(
        step.known.signs.finite(_without_powers(step, split, bases)), "the split may be no number"
    )
    _assumed(step, high, (split, above))
    _assumed(step, low, (times(MINUS, split), ">="))
    first, second = step.premise(0), step.premise(1)
    step.says(second, first.term)
    yield first.term, first.sign if first.sign == second.sign else ">="


def _without_powers(step: Step, term: Term, bases: set[Term]) -> Term:
    """The term with 1 for every power of what is known to be nonnegative to a positive number."""
    if not isinstance(term, tuple):
        return term
    known = term[0] == "^" and step.known.forms.canonical(term[1]) in bases
    if known and step.holds(term[2], ">"):
        return ONE
    return (term[0], *(_without_powers(step, part, bases) for part in term[1:]))


@rule("weighted sum over the other classes")
def weighted(step: Step) -> Iterator[Said]:
    """`w(l) >= 0`, (`l != y` ⊢ `e(l) >= 0`) ⊢ `sum_l w(l) e(l) - w(y) e(y) >= 0`."""
    label, size = step.label(step.given("label")), step.classes(step.given("size"))
    step.need("@class" not in names(label), "the label stands for any class")
    (case,) = _closes(step, 1, 3 if len(step.premises) == 3 else 2)
    _assumed(step, case, (power(minus("@class", label), ONE + ONE), ">"))
    weight, inner = step.premise(0, ">="), step.premise(len(step.premises) - 1, ">=")
    step.closed(weight, "@class")
    for other in inner.uses - {case}:
        step.need("@class" not in step.about.get(other, ()), "another open case is about the class")
    strict = len(step.premises) == 3
    if strict:
        mass = minus(over_classes(weight.term, size), replaced(weight.term, {"@class": label}))
        step.says(step.premise(1, ">"), mass)
    body = times(weight.term, inner.term)
    rest = minus(over_classes(body, size), replaced(body, {"@class": label}))
    yield rest, ">" if strict and inner.sign == ">" else ">="


@rule("one entry is the largest")
def largest(step: Step) -> Iterator[Said]:
    """(`e(m)` is the largest ⊢ `g`) ⊢ `g`, where `g` is not about `m`."""
    label = step.given("label")
    (case,) = _closes(step, 1, 1)
    fact = step.premise()
    entries: list[Term] = []
    for opening in step.opened.get(case, ()):
        kind = opening.assumes
        step.need(kind in ("label", "largest"), f"{case} is another")
        step.need(opening.given(kind) == label, f"{case} is another")
        if kind == "largest":
            entries.append(opening.premise().term)
            step.need(case not in opening.premise().uses, "a fact about the entries is of the case")
            own = _holds(step, entries[-1], label)
            step.need(not own, "an entry is about the class of the largest")
    step.need(all(step.equal(each, entries[0]) for each in entries), "two vectors have one largest")
    step.need(isinstance(label, tuple) and label[0] == "largest", "the label is no largest entry's")
    step.need(not _holds(step, fact.term, label), "what is concluded is about the largest entry")
    for other in fact.uses - {case}:
        opened = step.opened.get(other, ())
        step.need(
            not any(_holds(step, each.term, label) for each in opened), "another case is about it"
        )
    yield fact.term, fact.sign


def _holds(step: Step, term: Term, label: Term) -> bool:
    """Whether the term holds the label of a largest entry, however that is written."""
    if not isinstance(term, tuple):
        return False
    same = term[0] == "largest" and step.known.forms.canonical(term) == step.known.forms.canonical(
        label
    )
    return same or any(_holds(step, each, label) for each in term[1:])


def over_classes(body: Term, size: Term, index: str = "@class") -> Term:
    """The sum over the classes of a term in any class."""
    return settled(("sum", "!", size, replaced(body, {index: "!"})))
