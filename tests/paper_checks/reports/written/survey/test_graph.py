"""The graph: every claim that stands on another or under one has a place of its own."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

from lossproof.paper_checks.reports.written.survey.graph import placed, standing, svg
from lossproof.paper_checks.reports.written.survey.survey import Survey


def test_no_two_claims_share_a_place_and_each_stands_right_of_its_ground(
    everything: Survey,
) -> None:
    places = placed(everything.edges)
    ends = {end for claim, _, under in everything.edges for end in (claim, under)}
    assert places.keys() == ends
    rows: dict[int, list[float]] = {}
    for place in places.values():
        rows.setdefault(place.layer, []).append(place.row)
    for found in rows.values():
        found.sort()
        assert all(b - a >= 1 - 1e-9 for a, b in pairwise(found))
    for claim, under in standing(everything.edges).items():
        assert all(places[claim].layer > places[each].layer for each in under)


def test_what_is_assumed_counts_before_what_is_repaired() -> None:
    edges = [("a", "assumes", "b"), ("b", "repairs", "a"), ("c", "reads", "a")]
    assert standing(edges) == {"a": ["b"], "c": ["a"]}
    places = placed(edges)
    assert [places[name].layer for name in "bac"] == [0, 1, 2]


def test_a_reading_that_its_claim_repairs_is_joined_by_that_alone() -> None:
    kept = {"verdict": "PROVED", "repairs": ["a.b/drawn", "a.b/weak"]}
    lost = {"verdict": "REFUTED", "repairs": None}
    survey = Survey({"a.b": kept, "a.b/drawn": lost, "a.b/weak": lost, "a.b/other": lost}, {}, {})
    assert survey.edges == [
        ("a.b", "repairs", "a.b/drawn"), ("a.b", "repairs", "a.b/weak"),
        ("a.b/other", "reads", "a.b"),
    ]  # fmt: skip


def test_groups_stand_below_each_other() -> None:
    edges = [("b", "assumes", "a"), ("d", "assumes", "c"), ("e", "assumes", "c")]
    assert [(place.layer, place.row) for place in placed(edges).values()] == [
        (0, 0), (1, 0), (2, 0), (3, 0), (3, 1),
    ]  # fmt: skip


def test_the_drawing_links_to_every_claim_in_the_colour_of_its_verdict(everything: Survey) -> None:
    found = ElementTree.fromstring(svg(everything))
    links = found.findall("a")
    assert len(links) == len(placed(everything.edges))
    assert len(found.findall("path")) == len(everything.edges)
    for link in links:
        name = link.get("data-claim")
        assert link.get("href") == f"#{name}"
        assert link.get("class") == f"box {everything.records[name]['verdict']}"


def test_without_edges_it_says_so(everything: Survey) -> None:
    name = "zhang2018.cce-difficult"
    alone = Survey({name: everything.records[name]}, everything.abouts, everything.others)
    assert svg(alone) == "<p>These claims have no dependencies.</p>"
