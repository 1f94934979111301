"""Records damaged anywhere at random: with the digest that was written, and with one made anew."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lossproof.paper_checks.recheck.record import digest, recheck
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.paper_checks.records import load
from lossproof.paper_checks.records.store import SCHEMA

Record = dict[str, Any]
RECORDS: dict[str, Record] = {name: {"schema": SCHEMA, **r} for name, r in load().items()}
DAMAGES = 200
# What is said for people, names of steps, and what was drawn.
TOLD = ("id", "title", "locus", "kind", "repairs", "step", "simulation", "where")


def sealed(record: Record) -> Record:
    return {**record, "digest": digest(record)}


def rejected(record: Record) -> bool:
    try:
        recheck(record, RECORDS)
    except RejectedError:
        return True
    return False


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of everything in a record but itself."""
    if path:
        yield path
    if isinstance(value, (dict, list)):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


def damaged(record: Record, rng: random.Random) -> tuple[Record, tuple[Any, ...]]:
    """A record with one thing in it other than it was, and where."""
    while True:
        found = deepcopy(record)
        path = rng.choice([*places(found)])
        holder = found
        for key in path[:-1]:
            holder = holder[key]
        value = holder[path[-1]]
        if isinstance(value, str) and value:
            at, mark = rng.randrange(len(value)), rng.choice("0123456789()+-*/<>= abcxyz")
            holder[path[-1]] = value[:at] + rng.choice(("", mark)) + value[at + 1 :]
        elif isinstance(value, bool) or value is None:
            holder[path[-1]] = not value
        elif isinstance(value, int):
            holder[path[-1]] = value + rng.choice((-1, 1))
        elif isinstance(holder, dict):
            del holder[path[-1]]
        else:
            rng.choice((holder.remove, holder.append))(value)
        if found != record:
            return found, path


def test_every_random_damage_is_noticed() -> None:
    rng = random.Random(12)
    for _ in range(DAMAGES):
        record = sealed(RECORDS[rng.choice(sorted(RECORDS))])
        assert not rejected(record)
        found, path = damaged(record, rng)
        assert rejected(found), path


def test_damage_is_noticed_without_a_digest_but_for_what_changes_nothing_that_is_decided() -> None:
    """With the digest made anew, as one would who hides it: the checker's own work."""
    rng, noticed, missed = random.Random(13), 0, list[tuple[Any, ...]]()
    for _ in range(DAMAGES):
        found, path = damaged(RECORDS[rng.choice(sorted(RECORDS))], rng)
        if rejected(sealed(found)):
            noticed += 1
        else:
            missed.append(path)
    assert noticed >= 0.85 * DAMAGES
    told = [path for path in missed if path[0] in TOLD or path[-1] in TOLD]
    assert len(missed) - len(told) <= 0.05 * DAMAGES, missed
