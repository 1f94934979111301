"""Cases and slow tests that take turns: a run tries some, and `.ci/nightly` the others.

The turn is the day's: every case has its own within as many days as there are shares. A run says
which it is, and `LOSSPROOF_TURN=20781 pytest …` repeats it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

OTHERS = pytest.mark.nightly("a like case has its turn")
WAITING = pytest.mark.nightly("it is slow, and another slow test has its turn")
SLOW = Path(__file__).with_name("slow.txt")
SHARES = 60
RARER = 8  # times as many shares have the cases of a test in a run of all tests


def in_turns(names: str | tuple[str, ...], cases: Iterable[Any], shares: int, **more: Any) -> Any:
    """`parametrize`, with all but one case of `shares` marked nightly; in a run of all, fewer."""
    shares *= RARER if os.environ.get("LOSSPROOF_SLOW") == "in turns" else 1
    turn = int(os.environ["LOSSPROOF_TURN"]) % shares
    each = [case if isinstance(names, tuple) else (case,) for case in cases]
    made = [
        pytest.param(*case, marks=() if k % shares == turn else OTHERS)
        for k, case in enumerate(each)
    ]
    return pytest.mark.parametrize(names, made, **more)


def slow_tests() -> Iterator[tuple[str, str]]:
    """The file and the name of every slow test."""
    file = ""
    for line in SLOW.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            yield file, line.strip()
        else:
            file = line


def wait_for_their_turn(items: Iterable[pytest.Item]) -> None:
    """Mark the slow tests that have not their turn as nightly."""
    places = {"::".join(each): k for k, each in enumerate(slow_tests())}
    turn = int(os.environ["LOSSPROOF_TURN"]) % SHARES
    for item in items:
        if places.get(item.nodeid.partition("[")[0], turn) % SHARES != turn:
            item.add_marker(WAITING)
