"""Texts of people and provers: nothing verifies them, so none may contain a verdict."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from lossproof.paper_checks.recheck.terms import RejectedError

Record = Mapping[str, Any]

VERDICT = re.compile(r"\b(?:PROVED|CONFIRMED|REFUTED|VACUOUS|UNDECIDED)\b")
NAMED = re.compile(r"[a-z][\w .:=/+-]*")  # a method or a kind of noise
DIGEST = re.compile(r"[0-9a-f]{64}")


def worded(record: Record) -> None:
    """Check that no text contains a verdict, as nothing would verify it there.

    Raises
    ------
    RejectedError
        If a text contains a verdict or an invisible character, or a name or digest is malformed.
    """
    for what, text in _texts(record):
        if found := VERDICT.search(text):
            raise RejectedError(f"its {what} says {found[0]}: no such text may contain a verdict")
        if any(unicodedata.category(mark) in ("Cc", "Cf") for mark in text.replace("\n", "")):
            raise RejectedError(f"its {what} has an invisible character: {text!r}")
    for effect in record["evidence"].get("effects", ()):
        _matches(DIGEST, effect["measure"])
        for each in effect["experiments"]:
            _matches(NAMED, *each["methods"], *each["noises"])
            _matches(DIGEST, each["sha256"])


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    """Each text that is shown as it stands, after what it is."""
    yield from ((name, record[name]) for name in ("title", "locus"))
    evidence = record["evidence"]
    yield from ((name, evidence[name]) for name in ("left", "proof") if name in evidence)
    yield from (("hypothesis", name) for name in record["statement"]["given"])
    for why in record.get("simulation", {}).get("passed over", ()):
        yield "simulation", why
    for effect in evidence.get("effects", ()):
        yield from (("effect", effect[key]) for key in ("name", "said"))
        yield from (("effect", each["data"]) for each in effect["experiments"])


def _matches(pattern: re.Pattern[str], *texts: str) -> None:
    for text in texts:
        if not pattern.fullmatch(text):
            raise RejectedError(f"its effects name {text!r}, which is not a valid name")
