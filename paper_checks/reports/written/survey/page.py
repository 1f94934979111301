"""A page for browsers that needs no other file: every claim, the graph, figures and sliders.

What is read first, each claim with its verdict and scope, stands in the page. Evidence, figures
and what sliders need are packed (gzip) and unpacked by the browser: plain, they are ten times as
large.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator, Mapping
from html import escape
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from lossproof.paper_checks.records import MEANING, several
from lossproof.paper_checks.reports.parts.statement import spoken
from lossproof.paper_checks.reports.written.page import body, link
from lossproof.paper_checks.reports.written.survey.graph import svg
from lossproof.paper_checks.reports.written.survey.play import SHOWN, SLIDERS, playable
from lossproof.paper_checks.reports.written.survey.survey import (
    VERSIONS,
    DrawnFigure,
    Rerun,
    Survey,
)
from lossproof.theory.printing.prose import unicode

Record = dict[str, Any]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_SCRIPTS = ("terms.js", "play.js", "page.js")


def page(survey: Survey, opened: Mapping[str, Record] | None = None) -> str:
    """The whole page; `opened` is what opens below each claim, as `opening` gives it."""
    room = files("lossproof.paper_checks.reports.written.survey")
    style = (room / "page.css").read_text("utf-8")
    script = "\n".join((room / name).read_text("utf-8") for name in _SCRIPTS)
    return "\n".join([
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<link rel="icon" href="data:,">',
        f"<title>{escape(_title(survey))}</title><style>{style}</style></head><body>",
        *_head(survey),
        "<main>",
        *_summary(survey),
        *_claims(survey),
        _play(survey),
        *_graph(survey),
        _figures(survey),
        "</main>",
        _foot(),
        f'<script type="application/octet-stream" id="packed">{_packed(survey, opened)}</script>',
        f"<script>{script}</script>",
        "</body></html>\n",
    ])  # fmt: skip


def _title(survey: Survey) -> str:
    """What the page is about: the source of its claims, where there is only one."""
    (first, *others) = survey.sections or [""]
    return survey.source(first) if first and not others else "Claims about noise-robust losses"


def _plotted(survey: Survey) -> bool:
    """Whether it has one of the claims that are plotted."""
    return any(name in survey.records for name, _ in SHOWN)


def _head(survey: Survey) -> Iterator[str]:
    places = {"summary": "Summary", "claims": "Claims", "play": "Plots",
              "graph": "Dependencies", "figures": "Figures"}  # fmt: skip
    empty = {"play": not _plotted(survey), "graph": not survey.edges, "figures": not survey.drawn}
    shown = [name for name in places if not empty.get(name)]
    links = "".join(f'<li><a href="#{name}">{places[name]}</a></li>' for name in shown)
    yield '<header><a class="skip" href="#claims">Skip to the claims</a>'
    yield f"<h1>{escape(_title(survey))}</h1>"
    yield (
        "<p>Each verdict comes with evidence: a proof whose every step is checked, or a "
        "counterexample in exact numbers.</p>"
    )
    yield f'<nav aria-label="Parts of this page"><ul>{links}</ul></nav></header>'


def _summary(survey: Survey) -> Iterator[str]:
    counts = survey.counts()
    shown = [verdict for verdict in MEANING if counts[verdict]]
    yield '<section id="summary"><h2>Summary</h2><div class="scroll" tabindex="0" role="group" '
    yield 'aria-label="Verdicts by section"><table><thead><tr><th scope="col">section</th>'
    yield "".join(f'<th scope="col" class="n {each}">{each}</th>' for each in shown)
    yield '<th scope="col" class="n">all</th></tr></thead><tbody>'
    for section, names in survey.sections.items():
        own = survey.counts(names)
        yield f'<tr><th scope="row">{_chosen(section, "", section)}<br>'
        yield f'<span class="source">{escape(survey.source(section))}</span></th>'
        for verdict in shown:
            text = _chosen(section, verdict, str(own[verdict])) if own[verdict] else "0"
            yield f'<td class="n">{text}</td>'
        yield f'<td class="n">{len(names)}</td></tr>'
    yield '<tr><th scope="row">all</th>'
    yield "".join(f'<td class="n">{counts[verdict]}</td>' for verdict in shown)
    yield f'<td class="n">{len(survey.records)}</td></tr></tbody></table></div><dl>'
    for verdict, meaning in MEANING.items():
        if counts[verdict]:
            yield f'<dt class="{verdict}">{verdict}</dt><dd>{escape(meaning)}</dd>'
    yield "</dl></section>"


def _chosen(section: str, verdict: str, text: str) -> str:
    label = f' aria-label="{text} {verdict} of {section}"' if verdict else ""
    return f'<a href="#claims" data-section="{section}" data-verdict="{verdict}"{label}>{text}</a>'


def _claims(survey: Survey) -> Iterator[str]:
    counts = survey.counts()
    yield '<section id="claims"><h2>Claims</h2>'
    yield '<form id="filters" onsubmit="return false"><fieldset><legend>Show</legend>'
    yield '<label>search <input type="search" id="words"></label>'
    yield '<label>section <select id="section"><option value="">all</option>'
    yield "".join(f'<option value="{name}">{name}</option>' for name in survey.sections)
    yield "</select></label>"
    for verdict in MEANING:
        if counts[verdict]:
            yield f'<label class="{verdict}"><input type="checkbox" name="verdict" checked '
            yield f'value="{verdict}"> {verdict}</label>'
    yield '<button type="button" id="reset">show all</button> '
    yield '<span id="count" role="status"></span>'
    yield "</fieldset></form>"
    yield (
        "<noscript><p>Evidence, figures and filters need JavaScript, which this file contains.</p>"
    )
    yield "</noscript>"
    for section, names in survey.sections.items():
        yield f'<section class="paper"><h3>{section}: {escape(survey.source(section))}</h3>'
        yield from _headlines(survey, names)
        yield "</section>"
    yield "</section>"


def _headlines(survey: Survey, names: list[str]) -> Iterator[str]:
    """Claims, each followed by its interpretations."""
    above, opened = "", False
    for name in names:
        headline, slash, _ = name.partition("/")
        inside = bool(slash) and headline == above
        if inside and not opened:
            yield '<div class="readings">'
        if opened and not inside:
            yield "</div>"
        opened = inside
        above = headline
        yield _claim(survey, name)
    if opened:
        yield "</div>"


def _claim(survey: Survey, name: str) -> str:
    record = survey.records[name]
    verdict, moved = record["verdict"], survey.told.get(name, Rerun()).moved
    figures = " ".join(survey.pictures_of(name))
    changed = ' <span class="badge moved">changed</span>' if moved else ""
    scope = escape(spoken(record)) if verdict != "ERROR" else ""
    return (
        f'<details class="claim" id="{escape(name)}" data-verdict="{verdict}" '
        f'data-figures="{figures}"><summary><span class="badge {verdict}">{verdict}</span>'
        f'{changed} <span class="id">{escape(name)}</span>'
        f'<span class="title">{escape(survey.title(name))}</span>'
        f'<span class="scope">{scope}</span></summary><div class="content"></div></details>'
    )


def _above(survey: Survey, name: str, how: str) -> list[str]:
    return [above for above, by, of in survey.edges if by == how and of == name]


def _content(survey: Survey, name: str, *, plays: bool) -> str:
    """What opens below a claim: its text, statement and evidence, and where else to look."""
    record, told = survey.records[name], survey.told.get(name, Rerun())
    around = {
        "Assumed by": _above(survey, name, "assumes"),
        "Used by": _above(survey, name, "uses"),
        "Corrects": several(record.get("repairs")),
        "Interpretations": [each for each in survey.records if each.startswith(f"{name}/")],
    }
    about = survey.abouts[name]
    first, _, rest = about["text"].partition("\n\n")
    if first.rstrip(".") == survey.title(name):  # it is in the summary
        about = {**about, "text": rest}
    lines = [body(record, about, survey.others).removeprefix("<p></p>"), "<dl>"]
    for title, found in around.items():
        if found:
            links = "".join(f"<dd>{_known(survey, each)}</dd>" for each in found)
            lines.append(f"<dt>{title}</dt>{links}")
    if told.moved:
        lines.append(
            f"<dt>Changed</dt>{''.join(f'<dd>{escape(each)}</dd>' for each in told.moved)}"
        )
    if told.traceback:
        lines.append(f"<dt>Error</dt><dd><pre>{escape(told.traceback)}</pre></dd>")
    if plays:
        lines.append('<dt class="play">Plot</dt><dd class="play"></dd>')
    lines.append('</dl><div class="figures gallery"></div>')
    return "".join(lines)


def _known(survey: Survey, name: str) -> str:
    record = survey.others.get(name)
    return f"{link(name)} ({record['verdict']})" if record else escape(name)


def _play(survey: Survey) -> str:
    hidden = "" if _plotted(survey) else " hidden"
    return (
        f'<section id="play"{hidden}><h2>Plots</h2><p>Move the sliders to evaluate both sides of a '
        "claim from the formulas in its record. The page computes with exact fractions, or with "
        "intervals if a value is not rational. It reports that the claim holds, fails, or that "
        'the sides are too close to decide.</p><div class="boards"></div></section>'
    )


def _graph(survey: Survey) -> Iterator[str]:
    alone = len(survey.records) - len({end for a, _, b in survey.edges for end in (a, b)})
    hidden = "" if survey.edges else " hidden"
    yield f'<section id="graph"{hidden}><h2>Dependencies</h2><p>A line leads from a claim to the '
    yield "claims on its left that it assumes or uses (solid), corrects (dashed) or interprets "
    yield "(dotted). "
    yield "Press Tab to enter the graph, the arrow keys to move and Enter to open a claim. "
    yield f"{alone} {'claim has' if alone == 1 else 'claims have'} no dependencies.</p>"
    yield f'<div class="scroll" tabindex="0" role="group" aria-label="Graph">{svg(survey)}</div>'
    yield "</section>"


def _figures(survey: Survey) -> str:
    hidden = "" if survey.drawn else " hidden"
    return f'<section id="figures"{hidden}><h2>Figures</h2><div class="gallery"></div></section>'


def _foot() -> str:
    said = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return f"<footer><p>Written by {said}. This page loads nothing from the network.</p></footer>"


def opening(name: str, survey: Survey) -> Record:
    """What opens below a claim, what it takes to play with it, and its text."""
    plays = playable(survey.records[name])
    html = _content(survey, name, plays=plays is not None)
    return {"html": html, "play": plays, "text": unicode(survey.abouts[name]["text"])}


def _packed(survey: Survey, opened: Mapping[str, Record] | None) -> str:
    claims = {name: (opened or {}).get(name) or opening(name, survey) for name in survey.records}
    data = {
        "claims": claims,
        "figures": {name: _figure(drawn, survey) for name, drawn in survey.drawn.items()},
        "featured": [
            {"id": name, "against": against, "title": survey.title(name),
             "recorded": " ".join((record["verdict"], spoken(record)))}
            for name, against in SHOWN if (record := survey.records.get(name))
        ],
        "start": SLIDERS,
    }  # fmt: skip
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(gzip.compress(text, 9, mtime=0)).decode()


def _figure(drawn: DrawnFigure, survey: Survey) -> dict[str, str]:
    links = ", ".join(_known(survey, each) if each in survey.records else escape(each)
                      for each in drawn.claims)  # fmt: skip
    source = f"data:image/{drawn.kind};base64,{base64.b64encode(drawn.content).decode()}"
    caption = f"{escape(unicode(drawn.caption))} Claims: {links}."
    return {"title": drawn.title, "caption": caption, "source": source}
