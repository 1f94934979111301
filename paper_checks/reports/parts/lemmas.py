"""What a lemma is about, in a few words: its formula where that is short, else what it bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from lossproof.theory.printing import layout
from lossproof.theory.printing.layout import Layout, Number, Related
from lossproof.theory.printing.scope import Phrase
from lossproof.theory.printing.text import line

SHORT = 40  # characters of a formula that is told whole
BRIEF = 30  # characters of a part that a formula is about
_SALIENT = (
    layout.Over, layout.Batch, layout.Call, layout.Applied, layout.Fenced, layout.Truth,
    layout.Root,
)  # fmt: skip


def subject(fact: Layout) -> Phrase:
    """What a fact says, or is about: `d ≥ 1`, `an upper bound of …`, `the value of …`."""
    if _wide(fact) <= SHORT:
        return [fact]
    if not isinstance(fact, Related) or len(fact.sides) != 2:
        return []
    left, right = fact.sides
    if fact.signs == ("=",):
        said, about = "the value of ", min(fact.sides, key=_rank)
    elif _rank(right) < _rank(left):
        said, about = "an upper bound of ", right
    else:
        said, about = "a lower bound of ", left
    if right == Number("0") and fact.signs != ("=",):
        said = "the sign of "
    if _wide(about) <= SHORT:
        return [said, about]
    part = _part(fact)
    return ["on ", part] if part else []


def _wide(shown: Layout) -> int:
    return len(line(shown))


def _rank(shown: Layout) -> tuple[bool, int]:
    """Numbers last, short formulas first."""
    return _number(shown), _wide(shown)


def _number(shown: Layout) -> bool:
    named = layout.Name | layout.Entry | layout.Over | layout.Batch
    return not any(isinstance(each, named) for each in _parts(shown))


def _part(fact: Layout) -> Layout | None:
    """A sum, function or the like that occurs most often, of those the longest."""
    times = Counter(
        each for each in _parts(fact)
        if isinstance(each, _SALIENT) and _wide(each) <= BRIEF and not _number(each)
    )  # fmt: skip
    return max(times, key=lambda each: (times[each], _wide(each)), default=None)


def _parts(shown: Any) -> Iterator[Layout]:
    """The layout and what it is made of, without what stands under an index."""
    if isinstance(shown, Layout):
        yield shown
    if isinstance(shown, tuple):
        for each in shown:
            yield from _parts(each)
    elif is_dataclass(shown) and not isinstance(shown, layout.Over | layout.Batch):
        for field in fields(shown):
            yield from _parts(getattr(shown, field.name))
