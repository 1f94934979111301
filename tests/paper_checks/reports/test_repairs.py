"""Which repairs are shown of a refuted claim."""

from paper_checks import records
from paper_checks.reports.explain import summary
from paper_checks.reports.parts.repairs import holds, repairs_of, repairs_of_plain


def record(conclusion: str, repairs: str | list[str] | None = None) -> dict[str, object]:
    return {"statement": {"conclusion": [conclusion], "given": {}}, "repairs": repairs}


RECORDS = {
    "a.plain": record("(> x 0)"),
    "a.plain/same": record("(> x 0)"),
    "a.plain/other": record("(< x 0)"),
    "a.plain/mended": record("(> x 0)", "a.plain") | {"id": "a.plain/mended"},
}


def test_a_repair_is_shown_of_the_claim_that_it_names() -> None:
    assert [each["id"] for each in repairs_of("a.plain", RECORDS)] == ["a.plain/mended"]


def test_a_reading_borrows_the_repair_that_concludes_the_same() -> None:
    assert [each["id"] for each in repairs_of("a.plain/same", RECORDS)] == ["a.plain/mended"]


def test_a_reading_that_concludes_something_else_borrows_none() -> None:
    assert repairs_of("a.plain/other", RECORDS) == []
    assert [each["id"] for each in repairs_of_plain("a.plain/other", RECORDS)] == ["a.plain/mended"]


def test_one_claim_repairs_several() -> None:
    both = {"b.both": record("(> x 0)", ["a.plain", "a.plain/other"]) | {"id": "b.both"}}
    others = {**RECORDS, **both}
    assert [each["id"] for each in repairs_of("a.plain/other", others)] == ["b.both"]
    assert [each["id"] for each in repairs_of("a.plain", others)] == ["a.plain/mended", "b.both"]


def test_what_a_repair_adds_is_told_in_letters_of_the_page_or_by_its_title() -> None:
    known = records.load()
    told = " ".join(summary(known["patrini2017.hessian-backward"], known, 400))
    assert "True    By how much backward correction changes the Hessian  →" in told
    told = " ".join(summary(known["patrini2017.argmax-estimator"], known, 400))
    assert "True    if also T[k, i] < T[i, i] + [k = i] for every k < c  →" in told


def test_every_refuted_claim_holds_repaired() -> None:
    # Sampling one negative for every positive has a value only where both kinds are seen.
    undefined_without = {"le2018.one-to-one-more-robust"}
    known = records.load()
    refuted = {name: each for name, each in known.items() if each["verdict"] == "REFUTED"}
    left = {
        name
        for name, record in refuted.items()
        if not any(holds(repair, record, known) for repair in repairs_of(name, known))
    }
    assert left == undefined_without
    assert all(repair["verdict"] == "PROVED" for n in left for repair in repairs_of(n, known))


def test_only_what_is_refuted_is_repaired() -> None:
    known = records.load()
    named = {each for record in known.values() for each in records.several(record["repairs"])}
    assert {known[name]["verdict"] for name in named} == {"REFUTED"}


def test_a_repair_that_says_something_else_is_told_by_its_title() -> None:
    known = records.load()
    told = " ".join(summary(known["patrini2017.proper-composite-argmin/zero-one"], known, 400))
    assert "True    CE and square loss are proper composite  →" in told
    told = " ".join(summary(known["ghosh2017.uniform-tolerance/drawn"], known, 400))
    assert "True    if also “noise averaged”  →" in told
