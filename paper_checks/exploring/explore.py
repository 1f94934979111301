"""Explore a claim: search it for counterexamples, explain the find, keep it and replay it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lossproof.paper_checks.claims import Counterexample, Record, Source, loaded, plain, said
from lossproof.paper_checks.exploring.question import Question
from lossproof.simulate.files import atomic_write
from lossproof.simulate.search import SECONDS, Exploration, Variation, explore, find, vary
from lossproof.theory.statement import MistakeError, Statement

FORMAT = "explore/1"


def search_claim(
    question: Question,
    *,
    seconds: float = SECONDS,
    points: int | None = None,
    seed: int = 0,
    device: str = "numpy",
    workers: int = 1,
    executor: Executor | None = None,
) -> Record:
    """Search a claim for counterexamples from nothing; what is recorded is not looked at.

    Parameters as of `lossproof.simulate.search.explore`.

    Returns
    -------
    dict
        Plain data: the question; "outcome" is "counterexample" or "none found"; the point with both
        sides of what it misses, and what matters in it ("varied"); or the nearest miss, and a point
        at which the conclusion has no value ("undefined"), if a short search finds one; what was
        covered, and how the search ended.

    Raises
    ------
    ValueError
        For a question or a budget that makes no sense; says what is allowed.
    """
    statement = question()
    found = explore(
        There.of(question) if workers > 1 or executor else statement,
        pinned=question.pinned,
        dropped=question.dropped,
        seconds=seconds,
        points=points,
        seed=seed,
        name=question.id,
        device=device,
        workers=workers,
        executor=executor,
    )
    record: Record = {"format": FORMAT, "id": question.id, "question": question.record()}
    if found.counterexample is None:
        record["outcome"] = "none found"
        record["nearest"] = _nearest(found)
        record |= _undefined(statement, question)
    else:
        dropped = tuple(question.dropped)
        record |= {"outcome": "counterexample", "way": found.way}
        refuted = Counterexample.at(statement, found.counterexample, dropped)
        record |= refuted.record() if refuted else {}
        varied = vary(statement, found.counterexample, dropped, question.pinned)
        record["varied"] = [_varied(each) for each in varied]
    return record | _effort(found)


@dataclass(frozen=True)
class There:
    """A question for workers, that read the same files; called, it gives the statement."""

    question: Question
    files: tuple[Source, ...]

    @classmethod
    def of(cls, question: Question) -> There:
        return cls(question, tuple(Source.of(Path(path)) for path in question.files))

    def __call__(self) -> Statement:
        with loaded(self.files):
            return self.question()


def replay(record: Mapping[str, Any], files: Sequence[str] = ()) -> Record:
    """Decide the point of a kept counterexample again, without a search.

    Parameters
    ----------
    record : what `search_claim` returned
    files : Python files with claims, in place of those in the record

    Returns
    -------
    dict
        The question, the outcome ("counterexample" or "refutes no longer"), and the point with what
        the statement says there.

    Raises
    ------
    ValueError
        If it holds no counterexample, or the claim or its parameters are others now.
    """
    if record.get("format") != FORMAT or not isinstance(record.get("point"), dict):
        raise ValueError(
            "the file contains no counterexample: give a file that lossproof explore --keep wrote "
            "when it found one"
        )
    question = _asked(record, files)
    statement, point = question(), record["point"]
    if unknown := sorted(set(question.pinned) - set(statement.parameters)):
        raise ValueError(
            f"no parameter is called {', '.join(unknown)}; there are: "
            f"{', '.join(statement.parameters)}"
        )
    exact = statement.check(point)
    if others := [
        name
        for name, value in question.pinned.items()
        if statement.parameters[name].check(value, exact) != exact[name]
    ]:
        raise ValueError(
            f"the point and the fixed values differ in {', '.join(others)}: the file was changed "
            "after lossproof explore --keep wrote it"
        )
    again = Counterexample.at(statement, point, tuple(question.dropped))
    outcome = "counterexample" if again else "refutes no longer"
    record = {
        "format": FORMAT,
        "id": question.id,
        "question": question.record(),
        "outcome": outcome,
    }
    return record | (again.record() if again else {"point": point})


def _asked(record: Mapping[str, Any], files: Sequence[str]) -> Question:
    """The question of a record; `ValueError` if it has another shape than it was given."""
    try:
        asked = dict(record["question"])
        question = Question(
            str(record["id"]),
            pinned=dict(asked["pinned"]),
            ranges={name: (low, high) for name, (low, high) in asked["ranges"].items()},
            dropped=tuple(asked["dropped"]),
            given=tuple(asked["given"]),
            files=tuple(files) or tuple(asked["files"]),
        )
        texts = (asked["dropped"], asked["given"], asked["files"])
        listed = all(isinstance(each, list | tuple) for each in texts)
        if listed and all(isinstance(text, str) for each in texts for text in each):
            return question
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    raise ValueError(
        "the saved search has an unknown format: give an unchanged file of lossproof explore --keep"
    )


def check_files(record: Mapping[str, Any], path: Path) -> None:
    """`ValueError` unless the files of a kept search are near: a replay runs them.

    They are Python files below the folder of `path`, where the search was kept, or below the
    current one.
    """
    question = record.get("question")
    files = question.get("files", ()) if isinstance(question, Mapping) else ()
    near = [path.resolve().parent, Path.cwd()]
    for each in (Path(file) for file in files if isinstance(file, str)):
        place = each.resolve()
        if each.suffix != ".py" or not any(place.is_relative_to(folder) for folder in near):
            raise ValueError(
                f"{path} would run the claims file {str(each)!r}: it must be a .py file below the "
                f"folder of {path.name} or below the current folder; if you trust it, change to "
                "its folder"
            )


def blamed(claim_id: str, error: Exception) -> str:
    """What went wrong with a claim, in one sentence; of what none explains, its kind too."""
    if isinstance(error, MistakeError):
        return str(error)
    kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
    return f"{claim_id}: {kind}{error}"


def keep(record: Mapping[str, Any], path: Path) -> None:
    """Write what `search_claim` returned to a file, whole or not at all.

    `lossproof.simulate.files.UnwritableError` if it cannot be written.
    """
    with atomic_write(path) as part:
        part.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kept(path: Path) -> Record:
    """What `keep` wrote; `ValueError` if the file is missing or something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(
            f"{path} is not a saved search ({error}): lossproof explore --keep writes one"
        ) from error
    if isinstance(found, dict):
        return found
    raise ValueError(f"{path} is not a saved search: lossproof explore --keep writes one")


def _undefined(statement: Statement, question: Question) -> Record:
    """A point that was asked for and gives the conclusion no value, if a short search finds one."""
    point = find(
        statement, refuting=False, undefined=True, dropped=question.dropped, limit=8, thorough=False
    )
    if point is None or any(
        statement.parameters[name].check(value, point) != point[name]
        for name, value in question.pinned.items()
    ):
        return {}
    return {"undefined": {name: plain(value) for name, value in point.items()}}


def _varied(each: Variation) -> Record:
    return {
        "name": each.name,
        "value": plain(each.value),
        "anything": each.anything,
        "tried": each.tried,
        "refuting": each.refuting,
        "range": None if each.low is None else [str(each.low), str(each.high)],
        "certified": each.certified,
        "because": list(each.because),
        "below": None if each.below is None else list(each.below),
        "above": None if each.above is None else list(each.above),
    }


def _nearest(found: Exploration) -> Record | None:
    if found.nearest is None:
        return None
    near = found.nearest
    point = {name: plain(value) for name, value in near.point.items()}
    closest = None if near.part is None else said(near.part)
    return {"point": point, "slack": near.slack, "closest": closest}


def _effort(found: Exploration) -> Record:
    covered = {way: asdict(each) for way, each in found.covered.items() if each.points}
    for each in covered.values():
        each["seconds"] = round(each["seconds"], 3)
    return {
        "structures": found.structures,
        "more structures": found.more,
        "covered": covered,
        "seconds": round(found.seconds, 3),
        "ended": found.ended,
    }
