"""Which repairs are shown of a refuted claim."""

from paper_checks.reports.parts.repairs import repairs_of, repairs_of_plain


def record(conclusion: str, repairs: str | None = None) -> dict[str, object]:
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
