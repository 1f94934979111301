"""Bugs planted one by one in a copy of the project: `python -m tests.planted [WORD …]`.

Each is one text in place of another (`bugs.toml`), with tests that are to notice it. It is caught
if one of them fails that passes without it. With words, only bugs of files whose names hold one.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from tests.turns import slow_tests

ROOT = Path(__file__).resolve().parents[2]
BUGS: list[dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("bugs.toml").read_text(encoding="utf-8")
)["bug"]
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "site", "build")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+(?:\[.*?\])?)(?: - |$)", re.MULTILINE)
SECONDS = 900


def planted(text: str, bug: dict[str, str]) -> str:
    """The text with the bug in it; `ValueError` unless what it replaces is there once."""
    if (found := text.count(bug["old"])) != 1:
        raise ValueError(f"{bug['file']} must hold {bug['old']!r} once; it does {found} times")
    return text.replace(bug["old"], bug["new"])


def tested(copy: Path, *arguments: str) -> str | None:
    """The first test that fails in the copy, or None."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*command, *arguments], cwd=copy, env=environment, capture_output=True, text=True,
            timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "out of time"
    if done.returncode in (0, 5):
        return None
    found = FAILED.search(done.stdout)
    return found[1] if found else f"exit status {done.returncode}: {done.stdout[-300:]}"


def catcher(copy: Path, bug: dict[str, str]) -> str | None:
    """The test that notices the bug, or None; those that fail without it do not count."""
    path = copy / bug["file"]
    right, broken = path.read_text(encoding="utf-8"), list[str]()
    while True:
        path.write_text(planted(right, bug), encoding="utf-8")
        try:
            aside = [f"--deselect={each}" for each in broken if "::" in each]
            aside += [f"--ignore={each}" for each in broken if "::" not in each]
            found = tested(copy, *shlex.split(bug["tests"]), *aside)
        finally:
            path.write_text(right, encoding="utf-8")
        if found is None or not found.startswith("tests/") or tested(copy, found) is None:
            return found
        broken.append(found)


def main() -> None:
    """Plant every bug; exits with 1 if one is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=main.__doc__)
    parser.add_argument("words", nargs="*", help="of the names of files")
    parser.add_argument("--of", type=Path, default=ROOT, help="the project, in another state")
    options = parser.parse_args()
    chosen = [b for b in BUGS if not options.words or any(w in b["file"] for w in options.words)]
    missed, slow = 0, {"::".join(each) for each in slow_tests()}
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(options.of, copy, symlinks=True, ignore=LEFT_OUT)
        for bug in chosen:
            start = time.monotonic()
            found = catcher(copy, bug)
            missed += found is None
            said = f"caught by {found}" if found else "MISSED"
            if found and found.partition("[")[0] in slow:
                said += ", on the days of its turn and by .ci/nightly"
            print(f"{time.monotonic() - start:4.0f} s  {bug['file']}: {said}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} caught")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
