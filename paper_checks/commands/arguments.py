"""What commands take as arguments: ids and files of claims, values of parameters, and --json."""

from __future__ import annotations

import difflib
import json
import math
import re
import sys
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, redirect_stdout
from itertools import chain
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands.ending import shortened
from lossproof.paper_checks.commands.recorded.finding import at_locus
from lossproof.simulate.files import is_folder

STDOUT = "lossproof.stdout"


def _alone(context: click.Context, _: click.Parameter, asked: bool) -> bool:
    """Let what a user's code prints go to stderr, while JSON is written to stdout."""
    if asked:
        context.meta[STDOUT] = sys.stdout
        context.with_resource(redirect_stdout(sys.stderr))
    return asked


json_option = click.option(
    "--json", "as_json", is_flag=True, callback=_alone, help="Write JSON to stdout."
)


def table_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options for the table of a command, in LaTeX or CSV; it gets them as `form`."""
    for form, told in (("csv", "CSV"), ("latex", "LaTeX (a tabular for booktabs)")):
        told = f"Write the table in {told} to stdout."
        command = click.option(f"--{form}", "form", flag_value=form, type=str, help=told)(command)
    return command


def echo_table(form: str, rows: Sequence[Mapping[str, Any]], wide: str = "") -> None:
    """Write the rows in the form that `table_options` gave."""
    from lossproof.paper_checks.reports.cells import as_csv, as_latex

    click.echo(as_csv(rows) if form == "csv" else as_latex(rows, wide), nl=form != "csv")


def echo_json(text: str, *, nl: bool = True) -> None:
    """Write JSON, or a part of it, to stdout."""
    click.echo(text, nl=nl, file=click.get_current_context().meta.get(STDOUT))


class Within(click.FloatRange):
    """A number in a range; click takes nan for one."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The number; a usage error if it is none, or outside of the range."""
        found = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail(
                f"{value!r} is not a number in the range {self._describe_range()}", param, ctx
            )
        return found


def claims(
    arguments: Sequence[str], known: Collection[str] = ()
) -> tuple[list[str], list[Path], list[str]]:
    """The ids asked for, the files they come from, and every id of the papers.

    A file is all of its claims, unless ids name some of them. `known` are the ids of the papers,
    where they are known without loading them.

    Raises
    ------
    ValueError
        If a claim does not exist, or a file has none.
    """
    found = files(arguments)
    if known and not found:
        return chosen(arguments, [*known], ()), [], [*known]
    from lossproof.paper_checks.claims import load, load_file

    registry = load()
    registered = [each.id for each in registry]
    added = [[each.id for each in load_file(path)] for path in found]
    everything = [each for each in registered if each not in {*chain.from_iterable(added)}]
    ids = [argument for argument in arguments if not argument.endswith(".py")]
    known = [*everything, *chain.from_iterable(added)]
    loci = {each.id: each.locus for each in registry}
    named = dict.fromkeys(chosen(ids, known, found, loci) if ids or not found else ())
    for own in added:
        if not named.keys() & own:
            named |= dict.fromkeys(own)
    return list(named), found, everything


def files(arguments: Iterable[str]) -> list[Path]:
    """The files of claims among the arguments."""
    return [Path(argument) for argument in arguments if argument.endswith(".py")]


def chosen(
    wanted: Sequence[str],
    known: Sequence[str],
    files: Sequence[Path] | None = None,
    loci: Mapping[str, str] | None = None,
) -> list[str]:
    """Ids, and every id of the sections named; all of them if none is.

    The claims of `files` are among those `known`; None where no file can be given with an id.
    With `loci` a claim is also found by its place, as in `zhang2018.theorem1`.

    Raises
    ------
    ValueError
        Names the claim that does not exist, and those that are called alike.
    """
    found: dict[str, None] = {}
    for name in wanted:
        matching = [each for each in known if each == name or each.split(".")[0] == name]
        matching = matching or at_locus(name, loci or {})
        if not matching and is_folder(Path(name)):
            example = Path(name, "claims_*.py")
            raise ValueError(f"{name} is a folder: name its files, as in {example}")
        if not matching:
            sections = dict.fromkeys(each.split(".")[0] for each in known)
            close = difflib.get_close_matches(name.lower(), [*sections, *known], n=3, cutoff=0.5)
            hint = (
                f"did you mean {' or '.join(close)}?"
                if close
                else "lossproof list shows all claims."
            )
            file = " A file of claims must end in .py." if "/" in name and "." in name else ""
            raise ValueError(f"no claim is called {name}: {hint} {_looked(sections, files)}.{file}")
        found |= dict.fromkeys(matching)
    return list(found) if wanted else list(known)


def _looked(sections: Iterable[str], files: Sequence[Path] | None) -> str:
    """Where a claim was looked for."""
    where = ", ".join([*map(str, files or ()), *sorted(sections)])
    more = "; for a claim of your own, give its file as well"
    return f"Searched in {where}{more if files is not None and not files else ''}"


def values(settings: Iterable[str], option: str = "--set") -> dict[str, Any]:
    """Values by parameter from texts such as "q=1/2" or "f=[1/2, 1/2]".

    Raises
    ------
    ValueError
        If a text is no such setting, or a parameter is given twice.
    """
    found: dict[str, Any] = {}
    for text in settings:
        name, value = _split(text, option, "NAME=VALUE", "q=1/2")
        if name in found:
            raise ValueError(f"{option} gives {name} twice: give it once")
        try:
            found[name] = json.loads(re.sub(r"[^\[\],\s]+", r'"\g<0>"', value))
        except (json.JSONDecodeError, RecursionError):
            raise ValueError(
                f"the value of {name} must be a number or a list such as [1/2, 1/2]; got "
                f"{shortened(repr(value))}"
            ) from None
    return found


def ranges(settings: Iterable[str], option: str = "--range") -> dict[str, tuple[str, str]]:
    """Ends by parameter from texts such as "q=1/2..1"; an end may be left out, as in "c=..9".

    Raises
    ------
    ValueError
        If a text is no such range, or a parameter is given twice.
    """
    found: dict[str, tuple[str, str]] = {}
    for text in settings:
        name, value = _split(text, option, "NAME=LOW..HIGH", "q=0.5..1")
        low, dots, high = value.partition("..")
        if not dots or not (low.strip() or high.strip()):
            raise ValueError(f"{option} must be NAME=LOW..HIGH, as in q=0.5..1; got {text!r}")
        if name in found:
            raise ValueError(f"{option} gives {name} twice: give it once")
        found[name] = low.strip(), high.strip()
    return found


@contextmanager
def executor(address: str | None) -> Generator[Executor | None]:
    """The Dask cluster at this address, or None without one.

    Raises
    ------
    ValueError
        If it is no address of a Dask scheduler.
    ModuleNotFoundError, OSError
        As `lossproof.simulate.running.dask` does.
    """
    if address is None:
        yield None
        return
    from lossproof.simulate.running import dask

    _check_address(address)
    with dask(address) as found:
        yield found


def _check_address(address: str) -> None:
    """Refuse what is no address of a Dask scheduler."""
    # A client whose address distributed cannot read waits forever when the interpreter ends.
    found = re.fullmatch(r"(?:(?:tcp|tls|ws|wss)://)?([^\s/]+):(\d{1,5})/?", address)
    if not found or not 0 < int(found[2]) < 65536:
        raise ValueError(
            f"--dask must be an address with a port, such as tcp://host:8786; got {address!r}"
        )


def _split(text: str, option: str, form: str, example: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueError(f"{option} must be {form}, as in {option} {example}; got {text!r}")
    return name.strip(), value.strip()
