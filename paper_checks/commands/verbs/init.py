"""`lossproof init`: a folder for claims of one's own, with examples, their records, and CI."""

from __future__ import annotations

import json
import re
import subprocess
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.commands import recording
from lossproof.paper_checks.commands.ending import Refused, clear_errors
from lossproof.simulate.files import atomic_write, try_writing

CLAIMS = '''"""Three claims: a true claim, a false claim, and its corrected version."""

from sympy import Rational

from lossproof import Classes, Label, Paper, Simplex, eq, ge, le

examples = Paper("examples", "our notes")


@examples.claim("mae-is-symmetric", "page 1")
class MaeIsSymmetric:
    """The losses 2 (1 - f[l]) of all labels l sum to 2 (c - 1), whatever the prediction f."""

    c = Classes()
    f = Simplex(c)

    def conclusion(c, f):
        return eq(f.total(lambda u: 2 * (1 - u)), 2 * (c - 1))


@examples.claim("small-loss", "page 2")
class SmallLoss:
    """The loss 2 (1 - f[y]) is at most 1."""

    c = Classes()
    f = Simplex(c)
    y = Label(c)

    def conclusion(f, y):
        return le(2 * (1 - f[y]), 1)


@examples.claim("small-loss/likely", "page 2", repairs="examples.small-loss")
class SmallLossLikely:
    """The loss 2 (1 - f[y]) is at most 1 if the label y has probability at least 1/2."""

    c = Classes()
    f = Simplex(c)
    y = Label(c)
    given = {"likely": lambda f, y: ge(f[y], Rational(1, 2))}

    def conclusion(f, y):
        return le(2 * (1 - f[y]), 1)
'''
README = """# Our claims

`claims_examples.py` contains the claims. `records/` contains their verdicts and evidence; review
and commit these files like code.

```sh
lossproof check claims_examples.py             # decide all; exit status 1 if a verdict changed
lossproof check claims_examples.py --update    # save the verdicts
lossproof recheck claims_examples.py           # verify the records with the second checker
```

In CI run `ci.sh`. GitHub runs it on every push (`.github/workflows/lossproof.yml`). Where no
`lossproof` is installed, it installs `REQUIREMENT`; the variable `LOSSPROOF` names another version
or address for pip. If pytest is installed beside lossproof, `pytest` runs each claim in a file
`claims_*.py` as a test.
"""
CI = """set -e
if ! command -v lossproof > /dev/null; then
    python3 -m venv .venv
    .venv/bin/pip install -q "${LOSSPROOF:-REQUIREMENT}"
    PATH=$PWD/.venv/bin:$PATH
fi
lossproof check claims_*.py
lossproof recheck claims_*.py
"""
WORKFLOW = """name: claims
on: [push, pull_request]
jobs:
  claims:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - run: sh ci.sh
        env:
          LOSSPROOF: ${{ vars.LOSSPROOF }}
"""
FILES = {
    "claims_examples.py": CLAIMS,
    "README.md": README,
    "ci.sh": CI,
    ".gitignore": ".venv/\n",
    ".github/workflows/lossproof.yml": WORKFLOW,
}


def _requirement() -> str:
    """What pip installs this version from: its repository, its folder, or its name."""
    found = distribution("lossproof")
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    if "vcs_info" in origin:
        return f"lossproof @ git+{origin['url']}@{origin['vcs_info']['commit_id']}"
    if "dir_info" in origin:
        folder = url2pathname(urlsplit(origin["url"]).path)
        address = _git(folder, "remote", "get-url", "origin")
        if "@" in address and "://" not in address:  # user@host:path
            address = f"ssh://{address.replace(':', '/', 1)}"
        if "://" in address and not address.startswith("file:"):
            address = re.sub(r"(?<=https://)[^/@]*@", "", address)  # no password goes into a file
            return f"lossproof @ git+{address}@{_git(folder, 'rev-parse', 'HEAD')}"
        return f"lossproof @ {origin['url']}"
    return f"lossproof=={found.version}"


def _git(folder: str, *arguments: str) -> str:
    """What git prints, nothing where the folder is no repository."""
    try:
        done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip()


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Create a FOLDER for your own claims.

    The folder gets example claims, their records, and a script and a GitHub workflow for CI. It
    must be empty or new.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty: give an empty or a new folder")
    if folder.resolve().is_relative_to(records.FOLDER.parent):
        raise Refused(f"{folder} is inside the lossproof package: give another folder")
    with clear_errors():
        try_writing(folder, make=True)
        requirement = _requirement()
        for name, text in FILES.items():
            with atomic_write(folder / name, make=True) as part:
                part.write_text(text.replace("REQUIREMENT", requirement), encoding="utf-8")
            click.echo(f"wrote {folder / name}", err=True)
    path = folder / "claims_examples.py"
    with clear_errors():
        from lossproof.paper_checks.claims import load_file, runner

        results = runner.run([claim.id for claim in load_file(path)], files=[path])
        written, _ = recording.Locked.of([path], update=True).save(results)
    for each in written:
        click.echo(f"wrote {each}", err=True)
    if "file:" in requirement:
        click.echo(
            "ci.sh installs lossproof from a folder of this machine: on another one, set "
            "LOSSPROOF to what pip can install there, such as a wheel or a git+https address",
            err=True,
        )
    click.echo(f"Next: cd {folder}; lossproof check {path.name}")
