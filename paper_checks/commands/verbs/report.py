"""The command `lossproof report`: all claims as a page, JSON, LaTeX, JUnit XML and Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.commands import arguments, recording
from lossproof.paper_checks.commands.ending import clear_errors

if TYPE_CHECKING:
    from lossproof.paper_checks.reports.written.survey.survey import Survey

FORMATS = ("html", "json", "latex", "junit", "markdown")
# What is raised where data of another shape are shown.
MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
Record = dict[str, Any]


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID | SECTION | FILE.py]...")
@click.option("--format", "formats", default="html", show_default=True, metavar=",".join(FORMATS),
              help="What to write.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("report-out"),
              show_default=True, help="The folder that it is written to.")  # fmt: skip
@click.option("--from", "source", type=click.File("r", encoding="utf-8"), metavar="FILE",
              help="What check --json wrote (-: stdin), in place of the records.")  # fmt: skip
@click.option("--figures/--no-figures", "figured", default=True, show_default=True,
              help="Draw figures into the page.")  # fmt: skip
@click.option("--records", "folder", type=click.Path(file_okay=False, path_type=Path),
              default=records.FOLDER, help="Folder of the recorded verdicts.")  # fmt: skip
def report(
    ids: tuple[str, ...], formats: str, out: Path, source: Any, figured: bool, folder: Path
) -> None:
    """Write what is recorded of claims, or what a check found.

    \b
    lossproof report
    lossproof report zhang2018 --format html,latex --out paper
    lossproof check --json | lossproof report --from - --format html,junit

    report.html is one page that needs no other file and no network; report.json holds all that is
    known; numbers.tex and tables.tex are for articles; junit.xml names what moved; report.md.

    Exit status: 0 done, 2 bad input.
    """
    with clear_errors(OSError, ImportError):
        chosen = [each.strip() for each in formats.split(",")]
        for each in chosen:
            if each not in FORMATS:
                raise ValueError(f"a format must be one of {', '.join(FORMATS)}; got {each!r}")
        from lossproof.figures.writing import CannotDrawError, staged

        with clear_errors(CannotDrawError), staged(out) as part:
            survey = _survey(ids, source, folder, figured=figured and {*chosen} & {"html", "json"})
            for each in dict.fromkeys(chosen):
                try:
                    found = _WRITERS[each](survey)
                except MALFORMED as error:
                    raise ValueError(_malformed(error, source, folder)) from error
                for name, written in found.items():
                    (part / name).write_text(written, encoding="utf-8")
            names = sorted(path.name for path in part.iterdir())
        click.echo(", ".join(str(out / name) for name in names))


def _survey(ids: tuple[str, ...], source: Any, folder: Path, *, figured: Any) -> Survey:
    from lossproof.paper_checks.claims import REGISTRY, load
    from lossproof.paper_checks.reports.explain import about
    from lossproof.paper_checks.reports.written.survey.survey import Survey

    files = arguments.files(ids)
    recorded = recording.load(folder, files)
    found, told = (recorded, {}) if source is None else _checked(source)
    others = {**recorded, **found}
    if files:
        names = arguments.claims(ids)[0]
    else:
        names = arguments.chosen(ids, [*found], ())
        load()
    if lost := [name for name in names if name not in found]:
        where = "recorded" if source is None else f"in {source.name}"
        raise ValueError(f"{lost[0]} is not {where}: lossproof check --update records it")
    if lost := [name for name in names if name not in REGISTRY]:
        raise ValueError(f"{lost[0]} is no claim of the papers: name the file it is of")
    abouts = {name: about(REGISTRY[name]) for name in names}
    drawn: Mapping[str, Any] = {}
    if figured:
        from lossproof.figures.picture import Request
        from lossproof.figures.writing import check_fonts
        from lossproof.paper_checks.reports.written.survey.drawing import drawn as draw

        check_fonts()
        drawn = draw(Request(REGISTRY.__getitem__), names)
    return Survey({name: found[name] for name in names}, abouts, others, told, drawn)


def _checked(source: Any) -> tuple[dict[str, Record], dict[str, Any]]:
    """The records that `check --json` wrote, and what it said besides."""
    from lossproof.paper_checks.reports.written.readable import recorded
    from lossproof.paper_checks.reports.written.survey.survey import Rerun

    try:
        said = json.load(source)
        formats = {each["format"] for each in said}
        found = {each["id"]: recorded(each) for each in said}
        told = {each["id"]: Rerun(each["moved"], each["seconds"], each.get("traceback"))
                for each in said}  # fmt: skip
    except MALFORMED as error:
        raise ValueError(_malformed(error, source, records.FOLDER)) from error
    if formats - {"check/2"}:
        raise ValueError(f"{source.name} holds {', '.join(sorted(formats))}, not check/2")
    return found, told


def _malformed(error: Exception, source: Any, folder: Path) -> str:
    """What was read and cannot be shown, and the way out."""
    why = f"{type(error).__name__}: {error}"
    if source is not None:
        return f"{source.name} is not what lossproof check --json writes: {why}"
    return f"a record in {folder} cannot be shown ({why}): lossproof recheck says which is wrong"


def _html(survey: Survey) -> dict[str, str]:
    from lossproof.paper_checks.reports.written.survey.page import page

    return {"report.html": page(survey)}


def _json(survey: Survey) -> dict[str, str]:
    from lossproof.paper_checks.reports.written.survey.survey import as_json

    return {"report.json": json.dumps(as_json(survey), indent=1, ensure_ascii=False) + "\n"}


def _latex(survey: Survey) -> dict[str, str]:
    from lossproof.paper_checks.reports.written.survey import latex

    return {"numbers.tex": latex.numbers(survey), "tables.tex": latex.tables(survey)}


def _junit(survey: Survey) -> dict[str, str]:
    from lossproof.paper_checks.reports.written.survey.junit import junit

    return {"junit.xml": junit(survey)}


def _markdown(survey: Survey) -> dict[str, str]:
    from lossproof.paper_checks.reports.written.survey.markdown import markdown

    return {"report.md": markdown(survey)}


_WRITERS: dict[str, Callable[[Any], dict[str, str]]] = dict(
    zip(FORMATS, (_html, _json, _latex, _junit, _markdown), strict=True)
)
