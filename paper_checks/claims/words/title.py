"""What a claim is about in a sentence."""

from __future__ import annotations

import re

from lossproof.theory.printing.prose import unicode


def title(text: str) -> str:
    """The first sentence of a docstring in Unicode.

    >>> title(r"A square $x^2$ is nonnegative.  And more.")
    'A square x² is nonnegative'
    """
    first, *_ = unicode(text).split("\n\n")
    sentence, *_ = re.split(r"(?<=[.!?])\s+(?=[A-Z“])", " ".join(first.split()))
    return sentence.rstrip(".:;")
