"""What commands take as arguments, and write: claims, values of parameters, tables and JSON."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands.ending import shortened
from lossproof.paper_checks.commands.options import STDOUT
from lossproof.paper_checks.commands.recorded.finding import at_locus, mentioning
from lossproof.simulate.files import is_folder


def echo_table(form: str, rows: Sequence[Mapping[str, Any]], **widths: float) -> None:
    """Write the rows in one of the forms of `options.table_form`, as `writing` does."""
    from lossproof.paper_checks.reports.writing import as_csv, as_latex

    click.echo(as_csv(rows) if form == "csv" else as_latex(rows, widths), nl=form != "csv")


def echo_result(result: Any, *, in_ascii: bool = False) -> None:
    """Write a result as text."""
    from lossproof.paper_checks.reports.writing import as_text

    click.echo(as_text(result, in_ascii=in_ascii), nl=False)


def echo_json(text: str, *, nl: bool = True) -> None:
    """Write JSON, or a part of it, to stdout."""
    click.echo(text, nl=nl, file=click.get_current_context().meta.get(STDOUT))


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
            hint = _hint(name, [*sections, *known], loci or {})
            file = " A file of claims must end in .py." if "/" in name and "." in name else ""
            raise ValueError(f"no claim is called {name}: {hint} {_looked(sections, files)}.{file}")
        found |= dict.fromkeys(matching)
    return list(found) if wanted else list(known)


def _hint(name: str, called: Sequence[str], loci: Mapping[str, str]) -> str:
    """Where to find what is asked for: in the section, under a name like it, or by words."""
    section, _, place = name.partition(".")
    if parts := {each.partition(".")[2]: each for each in called if each.startswith(f"{section}.")}:
        near = difflib.get_close_matches(place, parts, n=3, cutoff=0.6)
        if not near:
            return f"lossproof list {section} shows the claims of {section} with their places."
        return f"did you mean {' or '.join(parts[each] for each in near)}?"
    close = difflib.get_close_matches(name.lower(), called, n=3, cutoff=0.5)
    if close and " " not in name:
        return f"did you mean {' or '.join(close)}?"
    if found := mentioning([name], {each: (each, locus) for each, locus in loci.items()}):
        least = min(found, key=lambda each: len(loci[each]))
        return f"lossproof list '{name}' finds {len(found)}, such as {least}."
    return "lossproof list shows all claims."


def _looked(sections: Iterable[str], files: Sequence[Path] | None) -> str:
    """Where a claim was looked for."""
    where = ", ".join([*map(str, files or ()), *sorted(sections)])
    more = "; for a claim of your own, give its file as well"
    return f"Searched in {where}{more if files is not None and not files else ''}"


def settings(
    texts: Iterable[str], option: str = "--set", form: str = "NAME=VALUE", example: str = "q=1/2"
) -> dict[str, str]:
    """Values by parameter, from texts such as "q=1/2".

    Raises
    ------
    ValueError
        If a text is no such setting, or a parameter is given twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        if not (name and value):
            told = f"{option} must be {form}, as in {option} {example}"
            raise ValueError(f"{told}; got {shortened(repr(text))}")
        if name in found:
            raise ValueError(f"{option} gives {name} twice: give it once")
        found[name] = value
    return found


def values(texts: Iterable[str]) -> dict[str, Any]:
    """Numbers and lists by parameter, from texts such as "q=1/2" or "f=[1/2, 1/2]"."""
    return {name: _value(name, text) for name, text in settings(texts).items()}


def _value(name: str, text: str) -> Any:
    try:
        return json.loads(re.sub(r"[^\[\],\s]+", r'"\g<0>"', text))
    except (json.JSONDecodeError, RecursionError):
        raise ValueError(
            f"the value of {name} must be a number or a list such as [1/2, 1/2]; got "
            f"{shortened(repr(text))}"
        ) from None


def ranges(texts: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Ends by parameter from texts such as "q=1/2..1"; an end may be left out, as in "c=..9"."""
    given = settings(texts, "--range", "NAME=LOW..HIGH", "q=0.5..1")
    found = {name: text.partition("..") for name, text in given.items()}
    for name, (low, dots, high) in found.items():
        if not (dots and (low.strip() or high.strip())):
            raise ValueError(
                f"--range must be NAME=LOW..HIGH, as in q=0.5..1; got '{name}={given[name]}'"
            )
    return {name: (low.strip(), high.strip()) for name, (low, _, high) in found.items()}


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
