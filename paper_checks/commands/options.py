"""Options of commands: a record of them makes Click's, and is what the command takes."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import redirect_stdout
from dataclasses import field, fields
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import click
from click.core import ParameterSource

from lossproof.paper_checks import records

Command = TypeVar("Command", bound=Callable[..., Any])

STDOUT = "lossproof.stdout"
FILE = click.Path(dir_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
AT_LEAST_1, NATURAL = click.IntRange(min=1), click.IntRange(min=0)
LARGEST = 86_400  # seconds that may be asked for


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


def takes(kind: type[Any]) -> Callable[[Command], Command]:
    """The decorator of a command that takes one record, whose fields are its options."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def called(**given: Any) -> Any:
            if (form := given.get("form")) and given["as_json"]:
                raise click.UsageError(
                    f"--{form} cannot be combined with --json: remove one of them"
                )
            return command(kind(**given))

        found: Any = called
        kinds = get_type_hints(kind)
        for each in reversed(fields(kind)):
            number = {int, float}.intersection((kinds[each.name], *get_args(kinds[each.name])))
            for make, names, settings in reversed(each.metadata["click"]):
                known = {"type": next(iter(number))} if number else {}
                found = make(*names, each.name, **{**known, **settings})(found)
        return found

    return decorate


def argument(metavar: str, **settings: Any) -> Any:
    """A field from any number of arguments, or as `click.argument` is asked."""
    return _field((click.argument, (), {"nargs": -1, "metavar": metavar, **settings}))


def option(*texts: str, **settings: Any) -> Any:
    """A field from an option: its names, its help, and what `click.option` takes besides.

    A default is shown; numbers have the type of the field.
    """
    names = [text for text in texts if text.startswith("-")]
    (told,) = (text for text in texts if not text.startswith("-"))
    shown = settings.get("default") is not None
    return _field((click.option, names, {"show_default": shown, "help": told, **settings}))


def flag(*texts: str) -> Any:
    """A field that is true where the option is given."""
    return option(*texts, is_flag=True)


def several(name: str, metavar: str, help: str) -> Any:
    """A field from an option that may be repeated."""
    return option(name, help, multiple=True, metavar=metavar)


def records_folder() -> Any:
    """The folder of the records."""
    told = "Folder of the records (default: those of lossproof)."
    return option("--records", told, type=FOLDER, default=records.FOLDER, show_default=False)


def seed(of: str = "random searches") -> Any:
    """The seed of what is random."""
    return option("--seed", f"Seed of the {of}.", type=NATURAL, default=0)


def seconds(default: float, help: str, **limits: Any) -> Any:
    """A limit of time."""
    kind = Within(**(limits or {"min": 0, "max": LARGEST, "min_open": True}))
    return option("--seconds", help, type=kind, default=default)


def workers(default: str = "one per core") -> Any:
    """The number of processes."""
    told = f"Number of processes.  [default: {default}]"
    return option("--workers", told, type=AT_LEAST_1)


def cluster() -> Any:
    """The address of a Dask cluster."""
    told = "Run on a Dask cluster, such as tcp://host:8786."
    return option("--dask", told, metavar="ADDRESS")


def backend(names: Iterable[Any], default: str = "auto", of: str = "") -> Any:
    """The array library."""
    told = f"Array library{of}; auto: cupy if it finds a CUDA device, else numpy."
    kind = click.Choice(["auto", *map(str, names)])
    return option("--backend", told, type=kind, default=default)


def checkpoint(of: str = "") -> Any:
    """The file in which progress is saved."""
    told = f"File for the progress{of}; the same command continues from it."
    return option("--checkpoint", told, type=FILE)


def in_ascii() -> Any:
    """Whether ASCII alone is written."""
    return flag("--ascii", "Write formulas and marks in ASCII.")


def matrix_files() -> Any:
    """Files with transition matrices."""
    told = "File with a transition matrix T[i][j] = P(noisy = j | clean = i): .json, .csv or .npy."
    return option("--transition", told, multiple=True, type=EXISTING)


def as_json() -> Any:
    """Whether JSON is written to stdout; what a user's code prints goes to stderr then."""
    told = "Write JSON to stdout."
    return option("--json", told, is_flag=True, callback=_apart)


def table_form() -> Any:
    """The form of the table of a command: latex or csv, or None."""
    forms = (("latex", "LaTeX (for booktabs)"), ("csv", "CSV"))
    made = [
        (click.option, (f"--{form}",), {"flag_value": form, "type": str,
                                        "help": f"Write the table in {told} to stdout."})
        for form, told in forms
    ]  # fmt: skip
    return _field(*made)


def given(context: click.Context | None = None) -> list[click.Parameter]:
    """The options that were typed."""
    context = context or click.get_current_context()
    typed = ParameterSource.COMMANDLINE
    return [
        each for each in context.command.params
        if context.get_parameter_source(str(each.name)) is typed
    ]  # fmt: skip


def refuse_others(name: str, allowed: Collection[str]) -> None:
    """`UsageError` for another option that would be ignored beside this one."""
    if more := [each.opts[0] for each in given() if each.name not in allowed]:
        raise click.UsageError(
            f"{name} cannot be combined with {', '.join(more)}: remove one of them"
        )


def cluster_alone(*names: str) -> None:
    """`UsageError` for options of this machine beside --dask."""
    typed = [str(each.name) for each in given()]
    for name in names if "scheduler" in typed else ():
        if name in typed:
            raise click.UsageError(f"--dask cannot be combined with --{name}: remove one of them")


def _field(*made: Any) -> Any:
    return field(metadata={"click": made})


def _apart(context: click.Context, _: click.Parameter, asked: bool) -> bool:
    if asked:
        context.meta[STDOUT] = sys.stdout
        context.with_resource(redirect_stdout(sys.stderr))
    return asked
