"""`lossproof init`: a folder for claims of one's own, with examples, their records, and CI."""

from __future__ import annotations

from pathlib import Path

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.commands import recording
from lossproof.paper_checks.commands.ending import Refused, clear_errors
from lossproof.simulate.files import atomic_write, try_writing

CLAIMS = '''"""Three claims: one that is true, one that is not, and what makes it true."""

from sympy import Rational

from lossproof import Classes, Label, Paper, Simplex, eq, ge, le

examples = Paper("examples", "our notes")


@examples.claim("mae-is-symmetric", locus="page 1", kind="id")
class MaeIsSymmetric:
    """The losses 2 (1 - f[l]) of all labels l sum to 2 (c - 1), whatever the prediction f."""

    c = Classes()
    f = Simplex(c)

    def conclusion(c, f):
        return eq(f.total(lambda u: 2 * (1 - u)), 2 * (c - 1))


@examples.claim("small-loss", locus="page 2", kind="ineq")
class SmallLoss:
    """The loss 2 (1 - f[y]) is at most 1."""

    c = Classes()
    f = Simplex(c)
    y = Label(c)

    def conclusion(f, y):
        return le(2 * (1 - f[y]), 1)


@examples.claim("small-loss/likely", locus="page 2", kind="ineq", repairs="examples.small-loss")
class SmallLossLikely:
    """The loss 2 (1 - f[y]) is at most 1 where y is given half of the probability."""

    c = Classes()
    f = Simplex(c)
    y = Label(c)
    given = {"likely": lambda f, y: ge(f[y], Rational(1, 2))}

    def conclusion(f, y):
        return le(2 * (1 - f[y]), 1)
'''
README = """# Our claims

`claims_examples.py` states them; `records/` holds their verdicts and the evidence, to be reviewed
and committed like code.

```sh
lossproof check claims_examples.py             # decide all; 1 is the exit status if one moved
lossproof check claims_examples.py --update    # record what is decided
lossproof recheck claims_examples.py           # confirm the records by a second checker
```

CI runs `ci.sh`; or `pytest`, which takes every claim in files called `claims_*.py` for a test.
"""
CI = """python3 -m venv .venv
.venv/bin/pip install -q "${LOSSPROOF:?set it to the folder or address you install lossproof from}"
.venv/bin/lossproof check claims_*.py
"""
FILES = {"claims_examples.py": CLAIMS, "README.md": README, "ci.sh": CI}


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Make a FOLDER for claims of your own.

    It has examples, their records, and what CI runs. A folder that holds something is refused.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused(f"{folder} holds something: give a folder that is empty, or not there yet")
    if folder.resolve().is_relative_to(records.FOLDER.parent):
        raise Refused(f"{folder} is inside of lossproof itself: give a folder elsewhere")
    with clear_errors():
        try_writing(folder, make=True)
        for name, text in FILES.items():
            with atomic_write(folder / name, make=True) as part:
                part.write_text(text, encoding="utf-8")
            click.echo(f"wrote {folder / name}", err=True)
    path = folder / "claims_examples.py"
    with clear_errors():
        from lossproof.paper_checks.claims import load_file, runner

        results = runner.run([claim.id for claim in load_file(path)], files=[path])
        written, _ = recording.Locked.of([path], update=True).save(results)
    for each in written:
        click.echo(f"wrote {each}", err=True)
    click.echo(f"Next: cd {folder}; lossproof check {path.name}")
