"""A search for a counterexample with a budget, which reports what it examined.

Structured families of every structure come first, then some points with larger integers, then
numbered units. The first unit that finds a counterexample counts, so any number of workers ends
with the same one; only a limit in seconds may stop them at different places.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Collection, Generator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from lossproof.simulate.running import Pool
from lossproof.simulate.search.effort import SECONDS
from lossproof.simulate.search.units import Covered, Miss, Question, Unit, Units
from lossproof.simulate.violation import Point
from lossproof.theory.statement import Statement

WAYS = ("structured", "random", "ascent", "local optimiser", "global optimiser")


@dataclass(frozen=True)
class Exploration:
    """The outcome of a search.

    Attributes
    ----------
    counterexample : a certified point, or None
    way : which of `WAYS` found it
    nearest : without a counterexample, the point with the least slack that meets the hypotheses
    structures : number of choices of the integers that were examined
    more : whether there are further ones
    covered : the points that each way examined
    seconds : until the end
    first : seconds until the first row of floats that seemed to be a counterexample
    ended : "found", "points", "seconds", or "nothing left" where no parameter is real and all
        structures were examined
    """

    counterexample: Point | None
    way: str
    nearest: Miss | None
    structures: int
    more: bool
    covered: Mapping[str, Covered]
    seconds: float
    first: float | None
    ended: str


def explore(
    question: Question,
    *,
    pinned: Mapping[str, Any] | None = None,
    dropped: Collection[str] = (),
    seconds: float = SECONDS,
    points: int | None = None,
    seed: int = 0,
    name: str = "",
    device: str = "numpy",
    workers: int = 1,
    executor: Executor | None = None,
    structured: bool = True,
) -> Exploration:
    """Search for a point that meets the hypotheses and violates the conclusion.

    Parameters
    ----------
    question : Statement, or a function that makes it, which must pickle for other workers
    pinned : values by parameter, optional
        Only points with these values are examined.
    dropped : names of hypotheses
        These are ignored.
    seconds : float > 0
        After this time nothing new is begun.
    points : int, optional
        Stop after the unit in which so many points have been examined; reproducible.
    seed, name : of the random units
    device : name of a `lossproof.simulate.machine.backends`
        Where batches are evaluated; "auto" is CuPy where it finds a CUDA device.
    workers : int >= 1
        Processes that share the units.
    executor : Executor, optional
        Used instead of new processes, such as that of Dask, whose workers have this package; the
        units of a lost worker are started again.
    structured : bool
        False goes straight to the units.

    Raises
    ------
    ValueError
        If no structure fits the pinned values, a hypothesis or backend does not exist, or a number
        is out of its range.
    TypeError
        If several workers or an executor are given and `question` is a Statement.
    """
    if not seconds > 0 or workers < 1 or (points is not None and points < 1):
        raise ValueError(
            "seconds must be above 0, workers and points at least 1; got "
            f"{seconds:g}, {workers} and {points}"
        )
    if (workers > 1 or executor) and isinstance(question, Statement):
        raise TypeError(
            "more than one worker requires a function that returns the statement: give "
            "this function"
        )
    start = time.perf_counter()
    deadline = start + seconds
    units = Units(question, dict(pinned or {}), tuple(dropped), seed, name, device)
    total, best, ended = {way: Covered() for way in WAYS}, Unit(), "nothing left"
    first: float | None = None
    results = _results(units, workers, executor, deadline, structured)
    for unit in results:
        for way, covered in unit.covered.items():
            total[way].add(covered)
        first = unit.first if first is None else first
        if unit.counterexample is not None or unit.best > best.best:
            best = unit
        if unit.counterexample is not None:
            ended = "found"
        elif points is not None and sum(effort.points for effort in total.values()) >= points:
            ended = "points"
        elif time.perf_counter() > deadline:
            ended = "seconds"
        else:
            continue
        break
    results.close()
    nearest = None if best.counterexample is not None else units.nearest(best)
    if nearest and nearest.part and nearest.part.holds is False:  # by less than floats show
        best.counterexample, best.way, ended, nearest = nearest.point, best.met, "found", None
    return Exploration(
        counterexample=best.counterexample,
        way=best.way,
        nearest=nearest,
        structures=units.looked_at,
        more=units.more,
        covered=total,
        seconds=time.perf_counter() - start,
        first=None if first is None else first - start,
        ended=ended,
    )


def _results(
    units: Units, workers: int, executor: Executor | None, deadline: float, structured: bool
) -> Generator[Unit, None, None]:
    """The results of the structured points, then of the units in the order of their numbers."""
    if structured:
        yield units.structured(deadline)
        yield units.beyond(deadline)
    if not units.searched:
        return
    if workers == 1 and executor is None:
        yield from (units.unit(number, deadline) for number in itertools.count())
    ready: dict[int, Unit | BaseException] = {}
    submitted = 0
    with Pool(_Unit(units, token_hex()), executor, workers) as pool:
        for number in itertools.count():
            while submitted <= number + 2 * pool.size:
                pool.submit(submitted, submitted, deadline - time.perf_counter())
                submitted += 1
            while number not in ready:
                if (done := pool.next()) is not None:
                    ready[done[0]] = done[1]
            unit = ready.pop(number)
            if isinstance(unit, BaseException):
                raise unit
            yield unit


@dataclass(frozen=True)
class _Unit:
    """A unit of a search for a worker that may not know the search yet."""

    units: Units
    search: str

    def __call__(self, number: int, seconds_left: float) -> Unit:
        with _ONE_AT_A_TIME:
            if self.search not in _SEARCHES:
                _SEARCHES.clear()
                _SEARCHES[self.search] = self.units
            return _SEARCHES[self.search].unit(number, time.perf_counter() + seconds_left)


# The compiled state of the last search of this worker.
_SEARCHES: dict[str, Units] = {}
_ONE_AT_A_TIME = threading.Lock()
