"""The command in this process, and files of claims for it."""

from __future__ import annotations

import shlex
from itertools import count
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from lossproof.paper_checks.commands.main import main

NUMBERS = count(1)  # a section for each file: a process registers a claim once
CLAIM = '''

@mine.claim("{name}", locus="page {page}", kind="ineq")
class Claim{page}:
    """The claim {name} about a number."""

    x = {domain}
    {given}

    def conclusion(x):
        return {conclusion}
'''
PROOF = """
    def prove(p):
        return {}
"""


def lossproof(*arguments: str | Path, **given: Any) -> Result:
    """What comes of the command; of one text with blanks, as a shell takes it apart."""
    words = [str(each) for each in arguments]
    if len(words) == 1:
        words = shlex.split(words[0])
    return CliRunner().invoke(main, words, **given)


def refused(*arguments: str | Path) -> str:
    """The error sentence of a command that must refuse its input."""
    done = lossproof(*arguments)
    assert done.exit_code == 2, done.output
    assert isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done.output


def claims_text(*claims: tuple[str, ...], section: str, more: str = "") -> str:
    """A file of claims about x, each by name, domain, conclusion, hypotheses and proof."""
    text = f"from sympy import Rational\n\nfrom lossproof import *\n{more}\n"
    text += f'mine = Paper("{section}", "my notes")\n'
    for page, claim in enumerate(claims, start=1):
        name, domain, conclusion, given, proof = (*claim, "", "")[:5]
        given = f"given = {given}" if given else ""
        text += CLAIM.format(
            name=name, page=page, domain=domain, conclusion=conclusion, given=given
        )
        text += PROOF.format(proof) if proof else ""
    return text


def claims_file(folder: Path, *claims: tuple[str, ...], section: str = "", more: str = "") -> Path:
    """The same, written to a file with a section of its own."""
    path = folder / "claims_mine.py"
    text = claims_text(*claims, section=section or f"mine{next(NUMBERS)}", more=more)
    path.write_text(text, encoding="utf-8")
    return path
