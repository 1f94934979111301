"""Pages for browsers: well-formed, complete in themselves, with every formula as MathML."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from lossproof.paper_checks.claims import load
from lossproof.paper_checks.reports.explain import about
from lossproof.paper_checks.reports.written.page import page, part
from tests.recorded import RECORDED

CLAIMS = {claim.id: claim for claim in load()}


def body(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(part(RECORDED[name], about(CLAIMS[name]), RECORDED))


def test_a_page_needs_no_other_file() -> None:
    text = page(part(RECORDED[name], about(CLAIMS[name]), RECORDED) for name in [*RECORDED][:3])
    assert text.startswith("<!DOCTYPE html>")
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import", text)


def test_a_counterexample_and_its_repair_are_shown() -> None:
    text = "".join(body("zhang2018.tightens-k03").itertext())
    assert "0.349616 < 0.252276 is false" in text
    assert "Insteadderived.eq11-exact (PROVED)" in text
