"""Which claim is explored, and where: its ranges narrowed, hypotheses dropped and added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lossproof.paper_checks.claims import Record, load, load_file, plain
from lossproof.paper_checks.claims.agreeing import unread
from lossproof.theory.statement import Condition, Statement, narrowed


@dataclass(frozen=True)
class Question:
    """Which claim is searched, and where. It pickles: a worker makes the statement from it.

    Attributes
    ----------
    id : of the claim
    pinned : values by parameter
    ranges : ends (low, high) by parameter, as text; an empty one stays
    dropped : names of hypotheses that are not asked for
    given : further hypotheses as text, such as "k*c >= 1"
    files : Python files with claims
    """

    id: str
    pinned: Mapping[str, Any] = field(default_factory=dict[str, Any])
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    dropped: Sequence[str] = ()
    given: Sequence[str] = ()
    files: Sequence[str] = ()

    def __call__(self) -> Statement:
        """The statement with its ranges narrowed and the further hypotheses.

        Raises
        ------
        ValueError
            If there is no such claim, parameter or hypothesis, or a text cannot be read.
        """
        registry = load()
        for path in self.files:
            load_file(Path(path))
        statement = registry.named(self.id).statement
        if statement.tree and (why := unread(statement)):
            raise ValueError(f"{self.id} cannot be explored, as it is not seen {why}")
        given = {text: Condition(text, statement.parameters) for text in self.given}
        made = narrowed(statement, self.ranges, given)
        if both := sorted(set(self.pinned) & set(self.ranges)):
            raise ValueError(f"{', '.join(both)} has both a value and a range: give only one")
        if unknown := sorted(set(self.dropped) - set(statement.given)):
            raise ValueError(
                f"no hypothesis is called {', '.join(unknown)}; there are: "
                f"{', '.join(statement.given) or 'none'}"
            )
        return made

    def record(self) -> Record:
        """What is asked, as plain data, without the id."""
        return {
            "pinned": {name: plain(value) for name, value in self.pinned.items()},
            "ranges": {name: list(ends) for name, ends in self.ranges.items()},
            "dropped": list(self.dropped),
            "given": list(self.given),
            "files": list(map(str, self.files)),
        }
