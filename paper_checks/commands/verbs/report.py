"""The command `lossproof report`: all claims as a page, JSON, LaTeX, JUnit XML and Markdown."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.cache import ClaimTexts, entries, state
from lossproof.paper_checks.cache.claim_texts import MADE_OF
from lossproof.paper_checks.commands import arguments, options as opt, recording
from lossproof.paper_checks.commands.ending import clear_errors
from lossproof.paper_checks.commands.spreading import spread
from lossproof.simulate.files import cache_folder, staged
from lossproof.simulate.files.code import versions

if TYPE_CHECKING:
    from lossproof.paper_checks.reports.written.survey.survey import DrawnFigure, Survey

FORMATS = ("html", "json", "latex", "junit", "markdown")
# What is raised where data of another shape are shown.
MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
Record = dict[str, Any]
Bar = Callable[[str, int], Callable[[], object]]  # begins a part of the work, counts what is done
PICTURES = "pictures of the page"
TOGETHER = 64  # claims that a process writes, before it gets the records again


@dataclass(frozen=True)
class Options:
    """What `lossproof report` is asked for."""

    ids: tuple[str, ...] = opt.argument("[ID | SECTION | FILE.py]...")
    formats: str = opt.option(
        "--format", "Formats to write, separated by commas.", default="html",
        metavar=",".join(FORMATS))  # fmt: skip
    out: Path = opt.option(
        "--out", "Folder to write to.", type=opt.FOLDER, default=Path("report-out")
    )
    source: Any = opt.option(
        "--from", "Read the output of check --json (-: stdin) instead of the records.",
        type=click.File("r", encoding="utf-8"), metavar="FILE")  # fmt: skip
    figured: bool = opt.option(
        "--figures/--no-figures", "Include figures in the page.", default=True
    )
    folder: Path = opt.records_folder()


@click.command()
@opt.takes(Options)
def report(options: Options) -> None:
    """Write a report on claims from their records or from a check.

    \b
    lossproof report
    lossproof report zhang2018 --format html,latex --out paper
    lossproof check --json | lossproof report --from - --format html,junit

    report.html is one page that needs no other file and no network; report.json has all data;
    numbers.tex and tables.tex are for articles; junit.xml lists changed verdicts for CI; report.md
    has tables in Markdown.

    Exit status: 0 done, 2 bad input.
    """
    with clear_errors(OSError, ImportError):
        source, folder = options.source, options.folder
        chosen = [each.strip() for each in options.formats.split(",")]
        for each in chosen:
            if each not in FORMATS:
                raise ValueError(f"a format must be one of {', '.join(FORMATS)}; got {each!r}")
        figured = options.figured and bool({*chosen} & {"html", "json"})
        with clear_errors(RuntimeError), staged(options.out) as part, _bar() as bar:
            survey = _survey(options.ids, source, folder, bar, figured=figured)
            for each in dict.fromkeys(chosen):
                try:
                    found = _html(survey, bar) if each == "html" else _WRITERS[each](survey)
                except MALFORMED as error:
                    raise ValueError(_malformed(error, source, folder)) from error
                for name, written in found.items():
                    (part / name).write_text(written, encoding="utf-8")
            names = sorted(path.name for path in part.iterdir())
        click.echo(", ".join(str(options.out / name) for name in names))


@contextmanager
def _bar() -> Generator[Bar]:
    """A bar on stderr for each part of the work, if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda what, total: lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:

        def part(what: str, total: int) -> Callable[[], object]:
            task = shown.add_task(what, total=total)
            return lambda: shown.advance(task)

        yield part


def _survey(ids: tuple[str, ...], source: Any, folder: Path, bar: Bar, *, figured: bool) -> Survey:
    from lossproof.paper_checks.reports.written.survey.survey import Survey

    files = arguments.files(ids)
    recorded = recording.load(folder, files, intact=True)
    found, told = (recorded, {}) if source is None else _checked(source)
    others = {**recorded, **found}
    kept = ClaimTexts()
    abouts = {} if files else kept.abouts
    names = arguments.claims(ids)[0] if files else arguments.chosen(ids, [*found], ())
    if source is not None and (lost := [name for name in names if name not in found]):
        raise ValueError(f"{lost[0]} is not in {source.name}: name claims that were checked")
    names = recording.required(names, files, found)
    if not {*names} <= {*abouts}:
        abouts = _abouts()
        if not files:
            kept.keep(abouts)
    if lost := [name for name in names if name not in abouts]:
        raise ValueError(f"{lost[0]} is not a claim of the papers: name the file that contains it")
    drawn = _drawn(names, bar) if figured else {}
    said = {name: abouts[name] for name in names}
    return Survey({name: found[name] for name in names}, said, others, told, drawn)


def _abouts() -> dict[str, Record]:
    from lossproof.paper_checks.claims import load
    from lossproof.paper_checks.reports.explain import about

    return {claim.id: about(claim) for claim in load()}


def _drawn(names: Collection[str], bar: Bar) -> dict[str, DrawnFigure]:
    """The pictures of these claims, those that are kept with the sources that they came of."""
    key = [state((*MADE_OF, "figures")), versions(), version("matplotlib")]
    entry: Record = entries.read(cache_folder(), PICTURES)
    if entry.get("key") != key:
        entry = {"key": key, "claims": {}, "drawn": {}}
    if not entry["claims"] or any(
        {*claims} & {*names} and name not in entry["drawn"]
        for name, claims in entry["claims"].items()
    ):
        from lossproof.figures.picture import Request
        from lossproof.figures.writing import check_fonts
        from lossproof.paper_checks.claims import load
        from lossproof.paper_checks.reports.written.survey import drawing

        check_fonts()
        registry, told = load(), drawing.claims()
        done = bar("drawing figures", sum(bool({*each} & {*names}) for each in told.values()))
        new = drawing.drawn(Request(registry.__getitem__), names, lambda name: done())
        entry["claims"] = {name: [*claims] for name, claims in told.items()}
        for name, each in new.items():
            content = base64.b64encode(each.content).decode()
            entry["drawn"][name] = {**vars(each), "claims": [*each.claims], "content": content}
        entries.write(cache_folder(), PICTURES, entry)
    shown = [name for name, claims in entry["claims"].items() if {*claims} & {*names}]
    return {name: _picture(entry["drawn"][name]) for name in shown}


def _picture(kept: Record) -> DrawnFigure:
    from lossproof.paper_checks.reports.written.survey.survey import DrawnFigure

    content = base64.b64decode(kept["content"])
    return DrawnFigure(kept["title"], kept["caption"], (*kept["claims"],), content, kept["kind"])


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
        raise ValueError(
            f"{source.name} must have the format check/2; got {', '.join(sorted(formats))}: "
            f"write it "
            "with lossproof check --json"
        )
    return found, told


def _malformed(error: Exception, source: Any, folder: Path) -> str:
    """What was read and cannot be shown, and the way out."""
    why = f"{type(error).__name__}: {error}"
    if source is not None:
        return f"{source.name} is not the output of lossproof check --json: {why}"
    return f"a record in {folder} is damaged ({why}): lossproof recheck finds it"


def _html(survey: Survey, bar: Bar) -> dict[str, str]:
    from lossproof.paper_checks.reports.written.survey.page import opening, page

    names = [*survey.records]
    blank = {name: replace(each, content=b"") for name, each in survey.drawn.items()}
    look = partial(opening, survey=replace(survey, drawn=blank))
    done, opened = bar("writing claims", len(names)), dict[str, Record]()
    for name, each in zip(names, spread(look, names, None, together=TOGETHER), strict=True):
        opened[name] = each
        done()
    return {"report.html": page(survey, opened)}


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
    zip(FORMATS[1:], (_json, _latex, _junit, _markdown), strict=True)
)
