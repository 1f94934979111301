"""What a claim is about in a sentence."""

from __future__ import annotations

import re

from lossproof.theory.printing.prose import unicode

SHORT = (
    "al", "cf", "cor", "def", "dr", "eq", "eqs", "etc", "fig", "figs", "lem", "no", "prof", "prop",
    "resp", "sec", "thm", "vs",
)  # fmt: skip


def title(text: str) -> str:
    """The first sentence of a docstring in Unicode.

    >>> title(r"A square $x^2$ is nonnegative, cf. Sec. II.  And more.")
    'A square x² is nonnegative, cf. Sec. II'
    """
    first, *_ = unicode(text).split("\n\n")
    line = " ".join(first.split())
    for end in re.finditer(r"(\S+)[.?]\s+(?=[A-Z“])", line):
        word = end[1].lstrip("(“").lower()
        if word not in SHORT and not re.fullmatch(r"[a-z](\.[a-z])+", word):
            line = line[: end.end()]
            break
    return line.strip().rstrip(".:;")
