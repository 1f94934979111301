"""Which claims are decided already, and which pairs of them were held against each other."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lossproof.paper_checks.cache import entries
from lossproof.paper_checks.cache.sources import Sources
from lossproof.paper_checks.records import HELD, PAPERS, PATIENCE, Result
from lossproof.simulate.files import cache_folder
from lossproof.simulate.files.code import versions

Record = dict[str, Any]

ALL = "the claims"


class DecisionCache:
    """Decisions of earlier runs on this machine.

    Parameters
    ----------
    recorded : records by id
    seed : int
        Of the random part of the searches.
    seconds : float
        That provers may take for a claim without a proof.
    place : Path, optional
        The folder, if it is not `kept_in()`.
    sources : Sources, optional
        If it is not this project.
    """

    def __init__(
        self,
        recorded: Mapping[str, Record],
        seed: int,
        seconds: float = PATIENCE,
        *,
        place: Path | None = None,
        sources: Sources | None = None,
    ) -> None:
        self._recorded, self._place = recorded, place or cache_folder()
        self._modules = dict[str, str]()
        self._sources = sources or Sources()
        self._common: Any = [self._sources.common, seed, seconds, surroundings()]

    def claims(self) -> dict[str, str]:
        """The module of every claim of the papers, by id in their order; empty if not known."""
        entry = entries.read(self._place, ALL)
        if entry.get("key") != self._of_all():
            return {}
        self._modules = dict(entry["claims"])
        return self._modules

    def tell(self, modules: Mapping[str, str | None]) -> None:
        """What `claims` is to give: the module that registered each claim, if one did."""
        ours = (each for each in modules.items() if each[1] and each[1].startswith(f"{PAPERS}."))
        self._modules = {name: module for name, module in ours if module}
        if len(self._modules) == len(modules):
            entry = {"key": self._of_all(), "claims": [*self._modules.items()]}
            entries.write(self._place, ALL, entry)

    def found(self, ids: Iterable[str]) -> dict[str, Result]:
        """The decisions that would come out as they did, before others are looked at."""
        known: dict[str, Result] = {}
        for name in ids:
            entry, key = entries.read(self._place, name), self._key(name)
            if key is not None and entry.get("key") == key:
                said = {"verdict": entry["verdict"], "scope": entry["scope"]}
                known[name] = Result(name, {**self._recorded[name], **said}, 0.0)
        return known

    def opposed(self, known: Mapping[str, Result]) -> set[str]:
        """Those that were held against every witness that there is now."""
        standing = self._standing(known)
        return {
            name for name in known
            if standing[name] and entries.read(self._place, name).get("others") == standing[name]
        }  # fmt: skip

    def keep(self, results: Mapping[str, Result]) -> None:
        """Keep the decisions whose records are what is recorded, held against all witnesses."""
        standing = self._standing(results)
        for name, result in results.items():
            key, recorded = self._key(name), self._recorded.get(name)
            said = {"verdict": result.record["verdict"], "scope": result.record["scope"]}
            if key is not None and recorded and {**recorded, **said} == result.record:
                entry = {"key": key, **said, "others": standing[name]}
                if entries.read(self._place, name) != entry:
                    entries.write(self._place, name, entry)

    def _standing(self, results: Mapping[str, Result]) -> dict[str, str | None]:
        """For each claim all that may be against it: those with a witness of its parameters.

        None where their papers are not known.
        """
        records = {**self._recorded, **{name: each.record for name, each in results.items()}}
        alike: dict[tuple[str, ...], list[Any]] = {}
        for name, record in sorted(records.items()):
            told = [name, self._source(name), record["verdict"] in HELD, record.get("witness")]
            alike.setdefault(_names(record), []).append(told)
        found = {
            names: None if any(source is None for _, source, *_ in each) else entries.of(each)
            for names, each in alike.items()
        }
        return {name: found[_names(record)] for name, record in records.items()}

    def _key(self, name: str) -> str | None:
        """All that goes into a decision; None where that is not known."""
        sources = [self._source(each) for each in (name, *self._lemmas(name))]
        if None in sources or name not in self._recorded:
            return None
        return entries.of([self._common, sources, name, self._recorded[name]])

    def _lemmas(self, name: str) -> list[str]:
        """All claims whose proofs are made again in that of a claim."""
        found, waiting = dict.fromkeys([name]), [name]
        while waiting:
            record = self._recorded.get(waiting.pop(), {})
            new = [each for each in record.get("lemmas", ()) if each not in found]
            found |= dict.fromkeys(new)
            waiting += new
        return [*found][1:]

    def _source(self, name: str) -> str | None:
        """The digest of the paper that a claim is of; None where that is not known."""
        return self._sources.of(self._modules.get(name, ""))

    def _of_all(self) -> str:
        """All that goes into which claims there are."""
        return entries.of([self._common, dict(self._sources.papers)])


def _names(record: Record) -> tuple[str, ...]:
    """The parameters of its witness."""
    return tuple(sorted(record["witness"]["point"])) if record.get("witness") else ()


def surroundings() -> list[Any]:
    """The versions of Python, of the machine and of the packages that a decision may depend on."""
    settings = sorted((k, v) for k, v in os.environ.items() if k.startswith(("SYMPY_", "PYTHONO")))
    return [platform.machine(), versions(), settings]
