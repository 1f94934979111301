"""The statements of one line of a card, by its question and verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lossproof.theory.card.line import OPEN, Line, Sentence
from lossproof.theory.card.loss import Subject
from lossproof.theory.card.sentences import forms, learning, noise, values
from lossproof.theory.card.sentences.stated import Stated

BUILDERS: Mapping[tuple[str, str], Callable[[Stated], Iterator[Sentence]]] = {
    ("bounded", "PROVED"): values.bounded,
    ("bounded", "REFUTED"): values.unbounded,
    ("ranks labels", "PROVED"): values.ranked,
    ("ranks labels", "REFUTED"): values.misranked,
    ("symmetric", "PROVED"): values.symmetric,
    ("symmetric", "REFUTED"): values.asymmetric,
    ("class-sum range", "PROVED"): values.sums,
    ("proper", "PROVED"): learning.proper,
    ("proper", "REFUTED"): learning.improper,
    ("convex in p", "PROVED"): learning.convex,
    ("convex in p", "REFUTED"): learning.convex,
    ("gradient weight", "PROVED"): learning.weight,
    ("uniform noise", "PROVED"): noise.noise,
    ("uniform noise", "REFUTED"): noise.noise,
    ("largest rate", "PROVED"): noise.rate,
    ("class-dependent noise", "PROVED"): noise.class_noise,
    ("class-dependent noise", "REFUTED"): noise.class_noise,
    ("excess risk", "PROVED"): values.sums,
    ("order preserved", "PROVED"): noise.order,
    ("order preserved", "REFUTED"): noise.order,
    ("backward corrected", "PROVED"): forms.backward,
    ("backward corrected", "REFUTED"): forms.unbounded_below,
    ("convex in logits", "PROVED"): learning.logits,
    ("convex in logits", "REFUTED"): learning.logits,
    ("argmax preserved", "PROVED"): noise.argmax,
    ("forward corrected", "PROVED"): forms.forward,
    ("known loss", "PROVED"): forms.known,
}


def sentences(subject: Subject, line: Line, closed: Sequence[Any] = ()) -> tuple[Sentence, ...]:
    """The statements of a line; none if it has none.

    `closed` are the ends that belong to the range of a parameter.
    """
    verdict = "PROVED" if line.question in OPEN and line.verdict == "UNDECIDED" else line.verdict
    build = BUILDERS.get((line.question, verdict))
    if build is None:
        return ()
    try:
        return tuple(build(Stated(subject, line, closed)))
    except (AttributeError, LookupError, TypeError, ValueError):
        return ()  # an extreme over classes, or a function that takes no symbols
