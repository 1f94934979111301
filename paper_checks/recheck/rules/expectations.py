"""Rules for expectations: each is a sum over the classes, of chance times value."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lossproof.paper_checks.recheck.polynomials import ONE
from lossproof.paper_checks.recheck.step import (
    ZERO,
    Known,
    Said,
    Step,
    UnconfirmedError,
    plus,
    rule,
    times,
)
from lossproof.paper_checks.recheck.terms import BINDERS, Term, names, replaced, settled

Labels = frozenset[Term]


@rule("expectations as sums")
def unfolded(step: Step) -> Iterator[Said]:
    """`e >= 0` ⊢ `e' >= 0`: `e'` is `e` with a sum for every expectation, with its sense."""
    yield spread(step.known, step.premise().term), step.premise().sign


@rule("sums as expectations")
def folded(step: Step) -> Iterator[Said]:
    """`e' >= 0` ⊢ `e >= 0`: `e'` is `e` with a sum for every expectation, with its sense."""
    step.says(step.premise(), spread(step.known, step.term))
    yield step.term, step.premise().sign


def spread(known: Known, term: Term, labels: Labels = frozenset()) -> Term:
    """The term with a sum over the classes for every expectation in it; `labels` are classes."""
    return settled(_spread(known, term, labels))


def _spread(known: Known, term: Term, labels: Labels) -> Term:
    if not isinstance(term, tuple):
        return term
    head, *parts = term
    count = BINDERS.get(str(head), 0)
    marks: list[Term] = [known.forms.mark() for _ in range(count)]
    own: dict[Term, Term] = dict(zip(parts[:count], marks, strict=True))
    size, *inside = (replaced(part, own) for part in parts[count:]) if count else (ZERO, *parts)
    classes = count > 0 and known.is_size(size, "classes")
    within = labels | {*marks} if classes else labels
    inside = [_spread(known, part, within) for part in inside]
    if head != "expect":
        return (head, *marks, size, *inside) if count else (head, *inside)
    (mark,), (law, body) = marks, inside
    if isinstance(size, Fraction):
        places = ({mark: Fraction(k)} for k in range(int(size)))
        return plus(ZERO, *(times(replaced(law, at), replaced(body, at)) for at in places))
    if not classes:
        raise UnconfirmedError("the size of an expectation is not the number of classes")
    return _of_classes(known, mark, size, law, body, labels)


def _of_classes(
    known: Known, mark: Term, size: Term, law: Term, body: Term, labels: Labels
) -> Term:
    """The sum over the index `mark`; where the law holds a delta at a class, that of one term."""
    found: list[Term] = []
    for mono, number in known.forms(law).items():
        share = known.forms.product(mono, number)
        deltas = (known.forms.terms[each] for each, power in mono if power == ONE)
        at = next((y for delta in deltas for y in _apart(delta, mark)), None)
        if at is not None and (at in labels or known.is_label(at)):
            found.append(replaced(times(share, body), {mark: at}))
        else:
            found.append(("sum", mark, size, times(share, body)))
    return plus(ZERO, *found)


def _apart(delta: Term, mark: Term) -> Iterator[Term]:
    """The other index of a delta that holds the mark."""
    if isinstance(delta, tuple) and delta[0] == "delta" and mark in delta[1:]:
        yield from (each for each in delta[1:] if mark not in names(each))
