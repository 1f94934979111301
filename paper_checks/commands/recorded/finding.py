"""Claims found by words and by where they stand in their source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SHORT = {"thm": "theorem", "eqs": "eq", "equation": "eq", "section": "sec", "prop": "proposition"}


def spelled(text: str) -> str:
    """A text as words and numbers between spaces, alike for `Theorem 1`, `thm. 1`, `theorem1`.

    >>> spelled("Thm. 1, proof")
    ' theorem 1 proof '
    """
    words: list[str] = re.findall(r"[^\W\d_]+|\d+", text.lower().replace("l_q", "lq"))
    return f" {' '.join(SHORT.get(word, word) for word in words)} "


def mentioning(wanted: Sequence[str], texts: Mapping[str, Iterable[str]]) -> list[str]:
    """The ids of claims whose texts mention all that is wanted.

    A word is found where another begins with it, a number where it stands alone.

    >>> mentioning(["theorem 1", "symm"], {"a": ["Theorem 1", "symmetric"], "b": ["Theorem 12"]})
    ['a']
    """
    asked = [spelled(each).rstrip() if each[-1:].isalpha() else spelled(each) for each in wanted]
    told = {name: "".join(map(spelled, each)) for name, each in texts.items()}
    return [name for name, text in told.items() if all(each in text for each in asked)]


def at_locus(name: str, loci: Mapping[str, str]) -> list[str]:
    """The claims of a section at a place of its source, as in `zhang2018.theorem1`.

    Of those at the whole place, or else those at a part of it, main interpretations come alone.

    >>> at_locus("z.theorem1", {"z.a": "Theorem 1", "z.a/b": "Theorem 1", "z.c": "Theorem 1, end"})
    ['z.a']
    """
    section, dot, place = name.partition(".")
    if not dot or not spelled(place).strip():
        return []
    own = {each: locus for each, locus in loci.items() if each.partition(".")[0] == section}
    whole = [each for each, locus in own.items() if spelled(locus) == spelled(place)]
    parts = [
        each for each, locus in own.items()
        if any(spelled(part) == spelled(place) for part in re.split(r"[,:;]", locus))
    ]  # fmt: skip
    found = whole or parts
    return [each for each in found if "/" not in each] or found


def texts_of(record: Mapping[str, Any], about: Mapping[str, Any]) -> Iterable[str]:
    """What a claim is found by: id, title, place, source and text."""
    texts = (record["id"], record["title"], record["locus"])
    return (*texts, about.get("source", ""), about.get("text", ""))
