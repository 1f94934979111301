"""The page without a browser: complete in itself, small, and the same bytes again."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from lossproof.paper_checks.reports.parts.measured import is_measured
from lossproof.paper_checks.reports.parts.outline import outline
from lossproof.paper_checks.reports.written.survey.drawing import rounded
from lossproof.paper_checks.reports.written.survey.page import opening
from lossproof.paper_checks.reports.written.survey.play import HEADS, SHOWN, playable
from lossproof.paper_checks.reports.written.survey.survey import Rerun, Survey

BROKEN = "zhang2018.tightens-k03"
LARGEST = 3_000_000
Written = Callable[[Survey], str]
VOID = {"meta", "link", "br", "input", "img"}


def packed(text: str) -> Any:
    found = re.search(r'id="packed">([^<]*)<', text)
    assert found
    return json.loads(gzip.decompress(base64.b64decode(found[1])))


class Balanced(HTMLParser):
    """Elements that are opened and not closed, and every id."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for key, value in attrs if key == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_claim_is_there_and_every_element_is_closed(
    everything: Survey, written: Written
) -> None:
    text = written(everything)
    reader = Balanced()
    reader.feed(text)
    assert reader.open == []
    assert len(reader.ids) == len({*reader.ids})
    assert {*everything.records} <= {*reader.ids}
    content = packed(text)["claims"]
    assert content.keys() == everything.records.keys()
    for name, each in content.items():
        inside = Balanced()
        inside.feed(each["html"])
        assert inside.open == [], name
        if is_measured(record := everything.records[name]):
            continue
        parts, steps = record["statement"]["conclusion"], record["evidence"].get("steps", ())
        shown = outline(steps, len(parts)).labels if steps else ()
        assert each["html"].count("<math") >= max(len(parts), len(shown)), name
    assert len(text.encode()) < LARGEST


def test_it_asks_for_no_other_file_and_is_the_same_again(
    pictured: Survey, written: Written, opened: dict[str, Any]
) -> None:
    text = written(pictured)
    assert text == written(pictured)
    assert opened[BROKEN] == opening(BROKEN, pictured)
    assert "default-src 'none'" in text
    everything = text + json.dumps(packed(text))
    assert not re.search(r"""(src|href)=\\?["'](?!#|data:)""", everything)
    assert "@import" not in text
    assert packed(text)["figures"].keys() == {"truncated-bounds"}


def test_readings_stand_under_their_headline(pictured: Survey, written: Written) -> None:
    text = written(pictured)
    found = re.search(
        r'id="zhang2018\.tightens-k03".*?<div class="readings">(.*?)</div><details', text, re.S
    ) or re.search(r'id="zhang2018\.tightens-k03".*?<div class="readings">(.*)', text, re.S)
    assert found
    assert 'id="zhang2018.tightens-k03/small-q"' in found[1]


def test_places_are_rounded_and_scales_are_not() -> None:
    assert rounded('d="M 12.34567 -8.0049" scale(0.06543)') == 'd="M 12.35 -8.00" scale(0.06543)'


def test_what_moved_is_marked_and_said(pictured: Survey, written: Written) -> None:
    told = {BROKEN: Rerun(["verdict: PROVED -> <REFUTED>"], 0.5)}
    text = written(replace(pictured, told=told))
    assert text.count(">changed</span>") == 1
    assert "PROVED -&gt; &lt;REFUTED&gt;" in packed(text)["claims"][BROKEN]["html"]


def test_claims_of_numbers_can_be_played_with(everything: Survey) -> None:
    played = {name for name, record in everything.records.items() if playable(record)}
    assert {name for name, _ in SHOWN} <= played
    assert len(played) >= 70
    record = everything.records["zhang2018.tightens-k03"]
    found = playable(record)
    assert found
    assert found["conclusion"] == record["statement"]["conclusion"]
    assert found["start"] == {"c": "2", "q": "3/4", "k": "2/3"}
    assert found["sliders"]["k"] == {
        "low": "3/10", "high": "1", "step": 100, "open": [False, True],
    }  # fmt: skip
    assert playable(everything.records["zhang2018.class-sum-bounds"]) is None
    assert "sum" not in HEADS
