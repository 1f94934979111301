"""What a claim is about in half a line."""

from __future__ import annotations

import re

from theory.printing.prose import unicode

LONGEST = 60


def title(text: str) -> str:
    """The first sentence of a docstring in Unicode, cut between words where it is long.

    >>> title(r"A square $x^2$ is nonnegative.  And more.")
    'A square x² is nonnegative'
    """
    first, *_ = unicode(text).split("\n\n")
    sentence, *_ = re.split(r"(?<=[.!?])\s+(?=[A-Z“])", " ".join(first.split()))
    sentence = sentence.rstrip(".:;")
    if len(sentence) <= LONGEST:
        return sentence
    return sentence[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,:;") + "…"
