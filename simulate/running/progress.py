"""Progress of a run on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeAlias

from lossproof.simulate.running.constants import SECONDS_BETWEEN_REPORTS

Report: TypeAlias = Callable[[int, int], object]


@contextmanager
def terminal(blocks: int, samples: int | None) -> Generator[Report, None, None]:
    """Show on stderr, if a terminal, how many blocks are added, how fast, and the time left.

    `samples` are those of a block, if known: the speed is then in samples.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda added, blocks: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn as TimeLeft,
    )

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("blocks"), MofNCompleteColumn(), BarColumn(), rate, TimeLeft())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        line = shown.add_task("", total=blocks, rate="")
        due = 0.0

        def report(added: int, blocks: int) -> None:
            nonlocal due
            if added == blocks or time.monotonic() >= due:
                due = time.monotonic() + SECONDS_BETWEEN_REPORTS
                speed = shown.tasks[0].speed or 0.0
                rate = f"{speed:.3g} blocks/s"
                if samples is not None:
                    rate = _rate(speed * samples)
                shown.update(line, completed=added, rate=rate)

        yield report


def _rate(speed: float) -> str:
    """Samples per second, in millions from one million on.

    >>> _rate(1234.5), _rate(0), _rate(2.5e6)
    ('1,234 samples/s', '', '2.5 M samples/s')
    """
    if speed >= 1e6:
        return f"{speed / 1e6:.3g} M samples/s"
    return f"{speed:,.0f} samples/s" if speed else ""
