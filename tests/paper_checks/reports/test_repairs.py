"""Which repairs are shown of a refuted claim."""

from pathlib import Path
from typing import Any

from lossproof.paper_checks import records
from lossproof.paper_checks.reports.explain import summary
from lossproof.paper_checks.reports.parts.repairs import (
    added,
    holds,
    mends,
    needed,
    repairs_of,
    repairs_of_plain,
    sorted_out,
)
from tests.paper_checks.commands.running import claims_text, lossproof
from tests.recorded import RECORDED


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
    known = RECORDED
    told = " ".join(summary(known["patrini2017.hessian-backward"], known, 400))
    title = known["patrini2017.hessian-backward/change"]["title"]
    assert f"Instead {title}  →" in told
    told = " ".join(summary(known["patrini2017.argmax-estimator"], known, 400))
    assert "Holds   if also T[k, i] < T[i, i] + [k = i] for every k < c  →" in told


def test_a_repair_adds_to_what_was_printed_only_if_it_concludes_the_same() -> None:
    printed = {
        "conclusion": ["(> x 0)"],
        "given": {"a": ["(< x 1)"]},
        "parameters": {"x": "(unit)"},
    }
    more = printed | {"given": {"named otherwise": ["(< x 1)"], "b": ["(> x 1/2)"]}}
    assert added({"statement": more}, {"statement": printed}) == ["b"]

    def mended(**other: object) -> bool:
        return mends({"statement": more | other}, {"statement": printed})

    assert mended()
    assert mended(parameters={"x": "(unit)", "y": "(unit)"})
    assert not mended(conclusion=["(>= x 0)"])
    assert not mended(parameters={"x": "(half)"})
    assert not mended(given=printed["given"])


def test_every_repair_that_adds_nothing_true_of_the_printed_claim_stands_instead() -> None:
    known = RECORDED
    told = {name: "\n".join(summary(each, known, 100)) for name, each in known.items()}
    beside = [
        (printed, each["id"])
        for each in known.values()
        for printed in records.several(each["repairs"])
        if each["statement"]["conclusion"] != known[printed]["statement"]["conclusion"]
    ]
    assert len(beside) > 40
    for printed, repair in beside:
        before, _, _ = told[printed].partition(f"{repair} (")
        assert "\nInstead " in before, printed


def test_of_every_refuted_claim_something_is_proved_in_its_place() -> None:
    known = RECORDED
    for name, record in known.items():
        if record["verdict"] != "REFUTED":
            continue
        repairs = repairs_of(name, known)
        assert any(holds(each, known) for each in repairs), name
        assert all(needed(each, record) for each in repairs if mends(each, record)), name


def test_only_what_is_refuted_is_repaired() -> None:
    known = RECORDED
    named = {each for record in known.values() for each in records.several(record["repairs"])}
    assert {known[name]["verdict"] for name in named} == {"REFUTED"}


def test_a_repair_that_says_something_else_is_told_by_its_title() -> None:
    known = RECORDED
    told = " ".join(summary(known["patrini2017.proper-composite-argmin"], known, 400))
    title = known["patrini2017.proper-composite-argmin/examples"]["title"]
    assert f"Instead {title}  →" in told
    told = " ".join(summary(known["ghosh2017.uniform-tolerance/drawn"], known, 400))
    assert (
        "Instead A symmetric loss tolerates averaged uniform noise of rate η < (c − 1)/c  →" in told
    )


def test_what_does_not_hold_itself_repairs_nothing() -> None:
    printed = {"conclusion": ["(<= x 1/2)"], "given": {}, "parameters": {"x": "(unit)"}}
    plain = {"id": "a.plain", "statement": printed, "repairs": None, "verdict": "REFUTED"}
    others: dict[str, dict[str, Any]] = {"a.plain": plain}
    for verdict in ("PROVED", "REFUTED", "VACUOUS", "UNDECIDED"):
        name, given = f"a.{verdict.lower()}", {"more": ["(<= x 1/3)"]}
        others[name] = {
            "id": name, "statement": printed | {"given": given}, "repairs": "a.plain",
            "verdict": verdict, "assumes": [], "hypotheses": {"more": {"dropped": {"point": {}}}},
        }  # fmt: skip
    adding, instead, tried = sorted_out(plain, others)
    assert ([each["id"] for each in adding], instead) == (["a.proved"], [])
    assert [each["id"] for each in tried] == ["a.refuted", "a.vacuous", "a.undecided"]


def test_a_claim_whose_repair_is_refuted_is_said_to_have_none(tmp_path: Path) -> None:
    half = "le(x, Rational(1, 2))"
    text = claims_text(
        ("half", "Real(0, 1)", half),
        ("half/more", "Real(0, 1)", half, '{"more": lambda x: ge(x, Rational(1, 10))}'),
        section="twice",
    )
    path = tmp_path / "claims_twice.py"
    path.write_text(text.replace('"page 2", kind', '"page 2", repairs="twice.half", kind'))
    assert lossproof("check", path, "--update", "--workers", "1").exit_code == 0
    own = lossproof("explain", path, "twice.half/more").output
    assert "no corrected version is known" in own
    assert "Tried" not in own
    told = lossproof("explain", path, "twice.half").output
    assert "True " not in told
    assert "no corrected version is known" in told
    assert "Tried   The claim half/more about a number  → twice.half/more (REFUTED)" in told
    for form in ("--html", "--latex"):
        written = lossproof("explain", path, "twice.half", form).output
        assert "Tried" in written
        assert "Repair" not in written
