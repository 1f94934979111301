"""Claims as Markdown: a summary, and a table of each section."""

from __future__ import annotations

from collections.abc import Iterator

from lossproof.paper_checks.records import MEANING
from lossproof.paper_checks.reports.written.survey.survey import Rerun, Survey
from lossproof.theory.printing.prose import unicode

_SPECIAL = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>|#~"} | {"\n": " "})


def markdown(survey: Survey) -> str:
    """The whole report."""
    return "\n".join(_lines(survey)) + "\n"


def _lines(survey: Survey) -> Iterator[str]:
    counts = survey.counts()
    shown = [verdict for verdict in MEANING if counts[verdict]]
    yield "# Claims and verdicts\n"
    yield f"| section | {' | '.join(shown)} | all |"
    yield f"|---|{'--:|' * (len(shown) + 1)}"
    for section, names in survey.sections.items():
        own = survey.counts(names)
        cells = [str(own[verdict]) for verdict in shown]
        yield f"| [{section}](#{section}) | {' | '.join(cells)} | {len(names)} |"
    cells = [str(counts[verdict]) for verdict in shown]
    yield f"| all | {' | '.join(cells)} | {len(survey.records)} |"
    if moved := [name for name, told in survey.told.items() if told.moved]:
        yield f"\nChanged: {', '.join(moved)}."
    for section, names in survey.sections.items():
        yield f"\n## {section}\n\n{plain(survey.source(section))}\n"
        yield "| claim | verdict | title | scope or counterexample | corrected by |"
        yield "|---|---|---|---|---|"
        for name in names:
            yield _row(survey, name)


def _row(survey: Survey, name: str) -> str:
    record = survey.records[name]
    moved = " (changed)" if survey.told.get(name, Rerun()).moved else ""
    repairs = ", ".join(f"`{each}`" for each in survey.repaired_by(name))
    title, scope = plain(survey.title(name)), plain(unicode(record["scope"]))
    return f"| `{name}` | {record['verdict']}{moved} | {title} | {scope} | {repairs} |"


def plain(text: str) -> str:
    """A text in one line that means nothing to Markdown."""
    return text.translate(_SPECIAL)
