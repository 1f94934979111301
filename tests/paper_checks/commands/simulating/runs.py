"""Runs of `lossproof simulate`, in this process and in others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from lossproof.paper_checks.commands.main import main
from lossproof.simulate.running import Execution
from tests.simulate.blocktask import one_code

ROOT = Path(__file__).parents[4]
SMALL = ("--loss", "cce", "--loss", "lq:q=7/10", "--noise", "0", "--noise", "2/5",
         "--samples", "2e4", "--backend", "numpy")  # fmt: skip
# About 20 blocks.
BLOCKS = ("--loss", "mae", "--noise", "0.4", "--samples", "1.6e7", "--backend", "numpy")
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from lossproof.paper_checks.commands.main import main
from lossproof.simulate.running import Execution
from tests.simulate.blocktask import one_code
main(obj=Execution(code=one_code))
"""


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["simulate", *arguments], obj=Execution(code=one_code))


def data(*arguments: str) -> Any:
    result = simulate(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(*arguments: str) -> str:
    """The one sentence of a command that must refuse its input."""
    result = simulate(*arguments)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.output


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "simulate", *arguments], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
