r"""Verdicts for articles: `\lossproof{…}` for numbers, so that none is typed, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lossproof.paper_checks.records import MEANING
from lossproof.paper_checks.reports.written.document import value
from lossproof.paper_checks.reports.written.prose import typed
from lossproof.paper_checks.reports.written.survey.survey import Survey

_CALL = r"""\makeatletter
\newcommand\lossproof[1]{\@ifundefined{lossproof@#1}%
  {\PackageError{lossproof}{There is no `#1'}{See the file of numbers.}}{\@nameuse{lossproof@#1}}}
"""
_TABLES = r"""% Needs booktabs, longtable, amsmath and amssymb, and the numbers.
\makeatletter
\newcommand\lossprooftable[1]{\@nameuse{lossproof@table@#1}}
\newcommand\lossproofrow[1]{\@nameuse{lossproof@row@#1}}
\newcommand\lossproof@columns{@{}p{0.38\linewidth}lp{0.42\linewidth}@{}}
\newcommand\lossproof@head{\toprule claim & verdict & title\\\midrule}
\if@twocolumn % which longtable cannot be used in
  \newcommand\lossproof@long{\begin{tabular}{\lossproof@columns}\lossproof@head}
  \newcommand\lossproof@endlong{\bottomrule\end{tabular}}
\else
  \newcommand\lossproof@long{\begin{longtable}{\lossproof@columns}\lossproof@head\endhead}
  \newcommand\lossproof@endlong{\bottomrule\end{longtable}}
\fi
"""


def numbers(survey: Survey) -> str:
    r"""Numbers and verdicts by name, for `\input` in a preamble: `\lossproof{zhang2018.claims}`."""
    lines = [rf"\@namedef{{lossproof@{name}}}{{{text}}}" for name, text in _numbers(survey)]
    return _CALL + "\n".join(lines) + "\n\\makeatother\n"


def tables(survey: Survey) -> str:
    r"""Tables for `\input` in a preamble.

    `\lossproofsummary` counts; `\lossprooftable{SECTION}` lists a section, over pages unless the
    document has two columns;
    `\lossproofrow{ID}` is a row of a table of one's own: id, verdict and what it is about.
    """
    found = [_TABLES]
    for name, record in survey.records.items():
        cells = (rf"\texttt{{{_name(name)}}}", record["verdict"].lower(), typed(survey.title(name)))
        found.append(rf"\@namedef{{lossproof@row@{name}}}{{{' & '.join(cells)}}}")
    for section, names in survey.sections.items():
        rows = "\n".join(rf"\lossproofrow{{{name}}}\\" for name in names)
        found.append(
            rf"\@namedef{{lossproof@table@{section}}}{{\lossproof@long"
            f"\n{rows}\n\\lossproof@endlong}}"
        )
    return "\n".join([*found, *_summary(survey), "\\makeatother\n"])


def _name(claim_id: str) -> str:
    """An id that may break after its marks."""
    return re.sub(r"([./-])", r"\1\\allowbreak{}", claim_id)


def _numbers(survey: Survey) -> Iterator[tuple[str, str]]:
    counts = survey.counts()
    yield "claims", str(len(survey.records))
    for verdict in MEANING:
        yield verdict.lower(), str(counts[verdict])
    steps = [len(each["evidence"].get("steps", ())) for each in survey.records.values()]
    yield "steps", str(sum(steps))
    for section, names in survey.sections.items():
        own = survey.counts(names)
        yield f"{section}.claims", str(len(names))
        for verdict in MEANING:
            yield f"{section}.{verdict.lower()}", str(own[verdict])
    for name, record in survey.records.items():
        evidence = record["evidence"]
        yield name, record["verdict"].lower()
        if "steps" in evidence:
            yield f"{name}:steps", str(len(evidence["steps"]))
        for parameter, said in evidence.get("point", {}).items():
            yield f"{name}:{parameter}", rf"\ensuremath{{{value(said)}}}"
        for side in ("lhs", "rhs"):
            for part in evidence.get("missed", ())[:1]:
                near = part[side].rpartition(" = ")[2]
                rounded = r"\approx " if "." in near else ""
                yield f"{name}:{side}", rf"\ensuremath{{{rounded}{value(near)}}}"


def _summary(survey: Survey) -> Iterator[str]:
    counts = survey.counts()
    shown = [verdict for verdict in MEANING if counts[verdict]]
    yield rf"\newcommand\lossproofsummary{{\begin{{tabular}}{{@{{}}l{'r' * (len(shown) + 1)}@{{}}}}"
    heads = [verdict.lower() for verdict in shown]
    yield rf"\toprule {' & '.join(['', *heads, 'all'])}\\\midrule"
    for section in survey.sections:
        yield _cells(section, *(f"{section}.{each}" for each in [*heads, "claims"]))
    yield rf"\midrule {_cells('all', *heads, 'claims')}"
    yield r"\bottomrule\end{tabular}}"


def _cells(title: str, *names: str) -> str:
    return " & ".join([title, *(rf"\lossproof{{{name}}}" for name in names)]) + r"\\"
