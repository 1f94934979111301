"""The outcome of a check: what moved, the evidence in brief, the table, the summary."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from lossproof.paper_checks import records
from lossproof.paper_checks.records import OURS, Result
from lossproof.paper_checks.reports import brief
from lossproof.paper_checks.reports.explain import summary
from lossproof.paper_checks.reports.parts.measured import is_measured, measured
from lossproof.paper_checks.reports.parts.repairs import holds, mends, needed, repairs_of
from lossproof.paper_checks.reports.parts.simulated import drawn as drawing, outcome
from lossproof.paper_checks.reports.table import WIDE, Row, flat, grouped
from lossproof.paper_checks.reports.written.readable import readable

Record = dict[str, Any]
Moved = dict[str, list[str]]

ENOUGH = 10  # claims, before which nobody knows how long the others take
_COLOUR = {"PROVED": "green", "CONFIRMED": "cyan", "REFUTED": "red", "ERROR": "bold red"}


@contextmanager
def progress(total: int) -> Generator[Callable[[Result], None]]:
    """A bar on stderr while claims are decided, if stderr is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda result: None
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=total, left="")
        came = list[float]()

        def advance(result: Result) -> None:
            came.append(time.monotonic())
            said = left(came, total)
            bar.update(task, advance=1, description=result.id, left=said)

        yield advance


def left(came: Sequence[float], total: int) -> str:
    """How long is left, from the times at which claims were decided, once a tenth of them are.

    >>> left([60.0 + i for i in range(50)], 500), left([0.0] * 49, 500)
    ('about 8 min left', '')
    """
    if len(came) < max(ENOUGH, total / 10):
        return ""
    seconds = (came[-1] - came[0]) / (len(came) - 1) * (total - len(came))
    return f"about {seconds / 60:.0f} min left" if seconds > 90 else f"about {seconds:.0f} s left"


def moved(
    results: Sequence[Result],
    recorded: Mapping[str, Record],
    own: Mapping[str, str],
    everything: Collection[str],
    *,
    update: bool = False,
) -> Moved:
    """What differs from the record, by claim; `own` names what to check so that it is recorded.

    With `update`, what is recorded for the first time has not moved.
    """
    found: Moved = {}
    for result in results:
        if result.id not in own or result.verdict == "ERROR":
            continue
        if result.id not in recorded:
            if update:
                continue
            what = f"lossproof check {own[result.id]} --update"
            found[result.id] = [f"no record: {what} saves one"]
        elif lines := records.differences(recorded[result.id], result.record):
            found[result.id] = lines
    if everything:
        for name in recorded:
            if name not in everything:
                found[name] = [
                    "the claim no longer exists: lossproof check --update removes its record"
                ]
    return found


def beside(results: Sequence[Result], simulated: Mapping[str, Record]) -> list[Result]:
    """The results with what was drawn in the record of each claim, after its witness."""

    def drawn(each: Result) -> Result:
        record = {key: value for key, value in each.record.items() if key != "simulation"}
        place = list(record).index("witness") + 1
        entries = list(record.items())
        entries.insert(place, ("simulation", simulated[each.id]))
        return replace(each, record=dict(entries))

    return [drawn(each) if each.id in simulated else each for each in results]


def opposed(results: Sequence[Result]) -> list[str]:
    """The claims that are not refuted, and from which their simulation differs."""
    return [r.id for r in results if _outcome(r) == "differs" and r.verdict != "REFUTED"]


def _outcome(result: Result) -> str:
    """What drawing says; nothing of a claim about training, whose verdict says it."""
    if is_measured(result.record):
        return ""
    return result.record.get("simulation", {}).get("outcome", "")


def as_json(results: Sequence[Result], moved: Moved) -> list[Record]:
    """One object per claim."""
    return [
        {
            "format": "check/2",
            **readable(result.record),
            "seconds": round(result.seconds, 3),
            "moved": moved.get(result.id, []),
            **({"traceback": result.traceback} if result.traceback else {}),
        }
        for result in results
    ]


def show(
    results: Sequence[Result],
    moved: Moved,
    others: Mapping[str, Record],
    files: Sequence[str] = (),
    *,
    own: Collection[str] = (),
    quiet: bool = False,
    verbose: bool = False,
    drawn: bool = False,
    update: bool = False,
    added: int = 0,
) -> None:
    """Print evidence in brief, then the table of verdicts and the summary.

    The evidence is that of claims which moved or are not `own` of this project, and with `verbose`
    of all; of one that is UNDECIDED always what is missing, and of an ERROR its message; with
    `quiet` of none. What drawing says stands beside it if it was `drawn` now. Of many claims,
    without `verbose`, it prints counts and headlines alone. An `update` has `added` records of
    claims that had none.
    """
    console = Console(highlight=False)
    width = console.width if console.is_terminal else WIDE
    own_alone = all(result.id in own for result in results)
    many = len(results) > brief.MANY and own_alone and not verbose
    for result in [] if quiet or many else results:
        told = verbose or result.id not in own or result.id in moved
        if not told and result.verdict not in ("UNDECIDED", "ERROR"):
            continue
        for line in summary(result.record, others, width):
            console.print(Text(line), soft_wrap=True)
        for line in _beside(result.record, drawn=drawn) if told else ():
            console.print(Text(f"        {line}"), soft_wrap=True)
    for result in [] if many else results:
        if result.traceback and (quiet or "\n" in result.traceback):
            console.print(Text(f"\n{result.id} failed:\n{result.traceback}"), soft_wrap=True)
    console.print()
    if many:
        _print_brief(console, results, width)
    else:
        _print_changes(console, results, moved, verbose=verbose, many=False)
        told = not quiet
        _print_table(console, results, moved, width, told=told, drawn=drawn, seconds=verbose)
    for line in _summary(results, moved, others, own, update=update, added=added, counted=many):
        console.print(Text(line), soft_wrap=True)
    if drawn:
        console.print(_simulations(results), soft_wrap=True)
    if many:
        _print_changes(console, results, moved, verbose=False, many=True)
    if told := brief.following(results, moved, files, update=update):
        console.print(Text(told), soft_wrap=True)


def _print_changes(
    console: Console, results: Sequence[Result], moved: Moved, *, verbose: bool, many: bool
) -> None:
    """What moved; of many claims the first ones."""
    found = {result.id: result for result in results}
    shown = list(moved.items())[: brief.CHANGES if many else None]
    for name, lines in shown:
        result = found.get(name)
        first, *rest = brief.changed(name, lines, result, verbose=verbose, brief=many)
        console.print(Text(first, style="bold red"), soft_wrap=True)
        for line in rest:
            console.print(Text(line), soft_wrap=True)
        if not many:
            console.print()
    if more := len(moved) - len(shown):
        console.print(Text(f"{more} more changed: -v shows all"), soft_wrap=True)


def _print_brief(console: Console, results: Sequence[Result], width: int) -> None:
    """Counts, refuted headlines and errors."""
    for line in brief.counted(results):
        console.print(Text(line), soft_wrap=True)
    console.print()
    for line in brief.headlines(results, width):
        console.print(Text(line), soft_wrap=True)
    for line in brief.errors(results, width):
        console.print(Text(line, style=_COLOUR["ERROR"]), soft_wrap=True)
    console.print()


def _print_table(
    console: Console,
    results: Sequence[Result],
    moved: Moved,
    width: int,
    *,
    told: bool,
    drawn: bool,
    seconds: bool,
) -> None:
    """A line for every claim, of which errors may have been told above."""
    rows = [*_rows(results, moved, told=told, drawn=drawn, seconds=seconds)]
    verdicts = {result.id: result.verdict for result in results}
    for line in grouped(rows, width) if console.is_terminal else flat(rows):
        shown = Text(line.before)
        shown.append(line.words, style=_COLOUR.get(verdicts.get(line.claim, ""), "yellow"))
        shown.append(line.after)
        shown.rstrip()
        console.print(shown, soft_wrap=True)
    console.print()


def _beside(record: Record, *, drawn: bool) -> Iterator[str]:
    """What was measured, or drawn now."""
    if is_measured(record):
        yield from measured(record)
    elif drawn and "simulation" in record:
        first, *rest = drawing(record)
        yield from (f"simulation {first}", *rest)


def _simulations(results: Sequence[Result]) -> Text:
    counts = Counter((r.verdict, said) for r in results if (said := _outcome(r)))
    parts = [
        f"{outcome(said, verdict)} for {count} {verdict}"
        for (verdict, said), count in sorted(counts.items())
    ]
    kinds = f" The simulation {', '.join(parts)}." if parts else ""
    count = counts.total()
    subject = "1 claim that contains" if count == 1 else f"{count} claims that contain"
    told = f"{subject} an expectation {'was' if count == 1 else 'were'} simulated.{kinds}"
    if names := opposed(results):
        return Text(
            f"{told} The simulation contradicts the verdict of {', '.join(names)}.",
            style="bold red",
        )
    return Text(told)


def _rows(
    results: Sequence[Result], moved: Moved, *, told: bool, drawn: bool, seconds: bool
) -> Iterator[Row]:
    """A row for every claim; after the title of an ERROR its message, unless it is told above."""
    for result in results:
        said = outcome(_outcome(result), result.verdict) if drawn else ""
        words = [result.verdict, said, "changed" * (result.id in moved)]
        why = result.record["scope"] if result.verdict == "ERROR" and not told else ""
        title = ": ".join(filter(None, (result.record.get("title"), why)))
        took = f" ({result.seconds:.1f} s)" if seconds else ""
        yield Row(result.id, " ".join(filter(None, words)), title + took)


def _summary(
    results: Sequence[Result],
    moved: Moved,
    others: Mapping[str, Record],
    own: Collection[str],
    *,
    update: bool,
    added: int,
    counted: bool,
) -> Iterator[str]:
    """How many of each verdict, those of papers apart from our own questions; how many moved.

    Verdicts that were `counted` are not counted again.
    """
    ours = [result for result in results if result.id.partition(".")[0] in OURS]
    theirs = [result for result in results if result not in ours]
    if counted:
        refuted = [result.record for result in results if result.verdict == "REFUTED"]
        if told := "; ".join(_corrected(refuted, others)):
            yield f"{told[:1].upper()}{told[1:]}."
    for found, whose in ((theirs, " of papers" if ours else ""), (ours, " of our own")):
        if found and not counted:
            yield _counted(found, whose, others)
    if moved and update:
        yield f"{len(moved)} changed; the records are updated."
    elif moved:
        yield f"{len(moved)} changed."
    if added:
        yield f"{added} saved for the first time."
    errors = sum(result.verdict == "ERROR" for result in results)
    if errors:
        yield f"{errors} ended in an error: see above."
    elif not (moved or added) and any(result.id in own for result in results):
        yield "No verdict or evidence changed."
    new = sum(each.verdict in ("REFUTED", "VACUOUS") and each.id not in own for each in results)
    if new:
        claims = "1 claim without a record does" if new == 1 else f"{new} claims without records do"
        yield f"{claims} not hold: check fails until that is corrected, or saved with --update."


def _counted(results: Sequence[Result], whose: str, others: Mapping[str, Record]) -> str:
    counts = Counter(result.verdict for result in results)
    parts = [f"{count} {verdict}" for verdict, count in counts.most_common()]
    refuted = [result.record for result in results if result.verdict == "REFUTED"]
    told = "; ".join([", ".join(parts), *_corrected(refuted, others)])
    return f"{len(results)} claim{'s' * (len(results) != 1)}{whose}: {told}."


def _corrected(refuted: Sequence[Record], others: Mapping[str, Record]) -> Iterator[str]:
    """How many refuted claims hold under an additional hypothesis, and how many are replaced."""
    known = Counter(_mended(record, others) for record in refuted)
    if held := known[True]:
        claims = "1 refuted claim holds" if held == 1 else f"{held} refuted claims hold"
        yield f"{claims} under an additional hypothesis"
    if instead := known[False]:
        which = f"{instead}" if held else f"{instead} refuted claim{'s' * (instead > 1)}"
        yield f"{which} {'have' if instead > 1 else 'has'} a proved corrected version"


def _mended(record: Record, others: Mapping[str, Record]) -> bool | None:
    """Whether a refuted claim holds if more is assumed; None if nothing is proved in its place."""
    proved = [each for each in repairs_of(record["id"], others) if holds(each, others)]
    sharp = any(mends(each, record) and needed(each, record) for each in proved)
    return sharp if proved else None
