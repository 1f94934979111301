"""The growth of the cost of `recheck`, `check` without changes, and `check --fresh`.

    python -m benchmarks.claims.deciding --copies 1 2 4 --fresh 1 2

The project is copied with several copies of every paper and its records, each in a new section.
Times are processor seconds of all processes of a command. Copies have the same expressions, so
caches of a process help with later copies: the time of `check --fresh` for more claims is a lower
bound. The exponent is the slope of a least-squares line through the logarithms.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.scaling import exponent
from benchmarks.table import print_table

ROOT = Path(__file__).parents[2]
FOLDERS = ("lossproof", "theory", "simulate", "figures", "paper_checks")
PAPERS, RECORDS = Path("paper_checks/papers"), Path("paper_checks/records")
BUDGET, ROOM = Path("paper_checks/claims/monte_carlo.py"), "CLAIMS = 1e-6, 1000"
COMMANDS = {
    "recheck": ("recheck",),
    "check, unchanged": ("check", "--quiet"),
    "check --fresh": ("check", "--fresh", "--quiet"),
}
# Fills the cache as a run that decided as recorded would.
DECIDED = """
from lossproof.paper_checks import records
from lossproof.paper_checks.claims import load
from lossproof.paper_checks.cache import DecisionCache
from lossproof.paper_checks.records import Result
recorded = records.load()
cache = DecisionCache(recorded, 0)
cache.tell({claim.id: claim.module for claim in load()})
cache.keep({name: Result(name, record, 0.0) for name, record in recorded.items()})
"""


def project(root: Path, copies: int) -> int:
    """The project in a folder, every paper so many times; the number of claims."""
    skipped = shutil.ignore_patterns("__pycache__")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, root / folder, symlinks=True, ignore=skipped)
    sections = sorted(path.parent.name for path in (root / PAPERS).glob("*/__init__.py"))
    names = "|".join(sections)
    named = {  # in records a name alone is a method of training
        folder: re.compile(rf"(?<=papers\.)({names})\b|(?<=\")({names})(?=\.[a-z]{alone})")
        for folder, alone in ((PAPERS, '|"'), (RECORDS, ""))
    }
    for copy in range(2, copies + 1):
        for section in sections:
            for folder in (PAPERS, RECORDS):
                for path in (ROOT / folder / section).rglob("*.*[ny]"):
                    place = path.relative_to(ROOT / folder / section)
                    target = root / folder / f"{section}x{copy}" / place
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text(named[folder].sub(rf"\g<0>x{copy}", path.read_text()))
    shared = (root / BUDGET).read_text()
    assert ROOM in shared
    (root / BUDGET).write_text(shared.replace(ROOM, f"{ROOM}0"))
    _call(root, root / "cache", "-c", _SEALED)
    return len([*(root / RECORDS).rglob("*.json")])


# Records of claims that are called otherwise have other digests.
_SEALED = """
import json
from lossproof.paper_checks import records
for path in records.FOLDER.rglob("*.json"):
    records.save([{k: v for k, v in json.loads(path.read_text()).items()
                   if k not in ("schema", "digest")}])
"""


def _call(root: Path, cache: Path | str, *arguments: str) -> None:
    places = {"PYTHONPATH": str(root), "LOSSPROOF_CACHE": str(cache)}
    call = [sys.executable, *arguments]
    done = subprocess.run(call, cwd=root, env=os.environ | places, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{call[1:4]} ended with {done.returncode}: {done.stderr[-2000:]}")


def seconds(root: Path, command: str) -> float:
    """Seconds of the processor that a command takes, with all processes that it starts."""
    cache = root / "cache" if command == "check, unchanged" else ""
    if cache:
        _call(root, cache, "-c", DECIDED)
    before = _spent()
    _call(root, cache, "-m", "lossproof", *COMMANDS[command])
    return _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--fresh", type=int, nargs="*", default=[1, 2, 4], help="of --copies")
    options = parser.parse_args(arguments)
    timings: dict[str, dict[int, float]] = {command: {} for command in COMMANDS}
    for copies in options.copies:
        with TemporaryDirectory() as folder:
            claims = project(Path(folder), copies)
            for command, times in timings.items():
                if command != "check --fresh" or copies in options.fresh:
                    times[claims] = seconds(Path(folder), command)
                    print(f"{claims} claims, {command}: {times[claims]:.1f}", file=sys.stderr)
    slopes = {
        command: exponent([*times], [*times.values()]) if len(times) > 1 else float("nan")
        for command, times in timings.items()
    }
    sizes = sorted({claims for times in timings.values() for claims in times})
    print_table(
        "seconds of the processor by the number of claims",
        ("command", *map(str, sizes), "exponent"),
        [
            (command, *(f"{times[n]:.1f}" if n in times else "" for n in sizes),
             f"{slopes[command]:.2f}")
            for command, times in timings.items()
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
