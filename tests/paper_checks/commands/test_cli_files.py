"""Claims of a file: recorded beside it, compared on every check, and never in the package."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lossproof.paper_checks import records
from lossproof.paper_checks.claims import check, loading
from lossproof.paper_checks.claims.claim import REGISTRY
from lossproof.paper_checks.commands import recording
from lossproof.paper_checks.commands.deciding import Options, decided
from tests.paper_checks.commands.running import claims_text, lossproof

CLAIMS = claims_text(
    ("square", "Real()", "ge(x**2, 0)", "", "nonnegative(p.x**2)"),
    ("root", "Real(0, 2)", "le(x**2, x)"),
    section="mine",
)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file of claims in the current folder, which this process forgets afterwards.

    Whatever is done with it, nothing is written where the papers' records are.
    """
    before = in_the_package()
    monkeypatch.chdir(tmp_path)
    loading.load()
    monkeypatch.setattr(loading, "_LOADED", {})
    monkeypatch.setattr(REGISTRY, "_claims", dict(REGISTRY._claims))
    written(CLAIMS)
    yield
    assert in_the_package() == before


def in_the_package() -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in records.FOLDER.rglob("*.json")}


def written(text: str) -> None:
    Path("claims_mine.py").write_text(text, encoding="utf-8")
    loading._LOADED.clear()
    REGISTRY.keep([claim.id for claim in REGISTRY if not claim.id.startswith("mine.")])


def test_without_records_a_counterexample_is_the_outcome(mine: None) -> None:
    done = lossproof("check", "claims_mine.py", "-q")
    assert done.exit_code == 1
    assert "changed:" not in done.stdout
    told = "claims_mine.py has no records yet: lossproof check claims_mine.py --update"
    assert told in done.stderr
    assert not Path("records").exists()
    assert "recorded yet" not in lossproof("check", "claims_mine.py", "-q", "--update").stderr
    assert "recorded yet" not in lossproof("check", "claims_mine.py", "-q").stderr


def test_an_update_records_beside_the_file_and_a_check_compares(mine: None) -> None:
    done = lossproof("check", "claims_mine.py", "--update", "-q")
    assert done.exit_code == 0, done.output
    assert "\n2 saved for the first time.\n" in done.stdout
    assert "No verdict or evidence changed" not in done.stdout
    assert sorted(map(str, Path("records").rglob("*.json"))) == [
        "records/claims_mine/mine/root.json",
        "records/claims_mine/mine/square.json",
    ]
    assert lossproof("check", "claims_mine.py", "-q").exit_code == 0
    assert (
        "mine.root    REFUTED  page 2  The claim root about a number"
        in lossproof("list", "claims_mine.py").stdout
    )


def test_what_moved_is_named(mine: None) -> None:
    assert lossproof("check", "claims_mine.py", "--update", "-q").exit_code == 0
    written(CLAIMS.replace("Real(0, 2)", "Real(1, 2)").replace('"square"', '"squares"'))
    done = lossproof("check", "claims_mine.py", "-q")
    assert done.exit_code == 1
    line = "mine.root: statement changed, still REFUTED; -v shows all "
    assert line in done.stdout
    assert "Real" not in done.stdout.partition(line)[2].partition("\n")[0]
    assert "mine.root changed:\n" in lossproof("check", "claims_mine.py", "-v").stdout
    assert "mine.squares changed:\n  no record: lossproof check claims_mine.py --update" in (
        done.stdout
    )
    assert "mine.square changed:\n  claims_mine.py no longer contains this claim" in done.stdout
    assert lossproof("check", "claims_mine.py", "--update", "-q").exit_code == 0
    assert lossproof("check", "claims_mine.py", "-q").exit_code == 0
    assert not Path("records/claims_mine/mine/square.json").exists()


def test_a_claim_that_broke_is_told_by_where_it_fails_and_by_the_way_out(mine: None) -> None:
    assert lossproof("check", "claims_mine.py", "--update", "-q").exit_code == 0
    written(CLAIMS.replace("Real(0, 2)", "Real(0, 1)"))
    done = lossproof("check", "claims_mine.py")
    assert done.exit_code == 1
    told = done.stdout.partition("mine.root changed:\n")[2].partition("\n\n")[0]
    assert "verdict: recorded REFUTED, now PROVED" in told
    assert "evidence: recorded counterexample, now derivation" in told
    assert "witness" not in told
    assert "uses" not in told
    assert done.stdout.splitlines()[-2:] == [
        "1 changed.",
        "next: correct the claims, or save the changes: lossproof check claims_mine.py --update",
    ]
    updated = lossproof("check", "claims_mine.py", "--update", "-q")
    assert updated.exit_code == 0
    assert "1 changed; the records are updated." in updated.stdout
    written(CLAIMS)
    done = lossproof("check", "claims_mine.py")
    assert "9/4 ≤ 3/2 is false" in done.stdout
    text = lossproof("explain", "claims_mine.py", "mine.root").stdout
    assert "REFUTED" in text.splitlines()[0]
    assert "(PROVED)" not in text
    assert "no corrected version is known" in text


def test_a_recheck_names_what_has_changed_since_it_was_recorded(mine: None) -> None:
    assert lossproof("check", "claims_mine.py", "-q", "--update").exit_code == 0
    same = lossproof("recheck", "claims_mine.py")
    assert (same.exit_code, same.stderr) == (0, ""), same.output
    written(CLAIMS.replace("Real(0, 2)", "Real(0, 3)"))
    done = lossproof("recheck", "claims_mine.py")
    anew = "lossproof check claims_mine.py --update"
    assert "2 of 2 records confirmed" in done.stdout
    told = "mine.root has changed in claims_mine.py since it was recorded: lossproof check"
    assert done.stderr == f"{told} claims_mine.py decides it anew\n"
    assert done.exit_code == 1
    assert lossproof("recheck", "records").exit_code == 0
    written(CLAIMS.replace('"root"', '"branch"'))
    other = lossproof("recheck", "claims_mine.py").stderr
    assert f"mine.branch has no record: {anew} saves one, or says why it cannot" in other
    assert "claims_mine.py no longer contains mine.root" in other
    written(CLAIMS.replace("return nonnegative(p.x**2)", "return nonnegative(p.x * p.x)"))
    assert lossproof("recheck", "claims_mine.py").exit_code == 0


def test_a_recheck_names_what_uses_a_lemma_that_has_changed(mine: None) -> None:
    lemma, user = (
        f'@mine.claim("{name}", "p. 1"{more})\nclass Claim{name.title()}:\n    """It holds."""\n'
        f"    x = Real(0, 1)\n\n    def conclusion(x):\n        return {said}\n\n"
        for name, more, said in (
            ("first", "", "ge(x * (1 - x), 0)"),
            ("second", ', uses=("mine.first",)', "ge(2 * x * (1 - x), 0)"),
        )
    )
    top = CLAIMS[: CLAIMS.index("@mine.claim")]
    written(top + lemma + user)
    assert lossproof("check", "claims_mine.py", "-q", "--update").exit_code == 0
    assert lossproof("recheck", "claims_mine.py").stderr == ""
    written(top + lemma.replace("(1 - x)", "(2 - x)") + user)
    told = lossproof("recheck", "claims_mine.py").stderr.splitlines()
    assert [line.partition(": ")[0] for line in told] == [
        "mine.first has changed in claims_mine.py since it was recorded",
        "mine.second uses or assumes mine.first, which has changed in claims_mine.py",
    ]


def test_of_a_claim_that_is_an_error_nothing_can_be_recorded_or_explained(mine: None) -> None:
    written(CLAIMS[: CLAIMS.index('@mine.claim("root"')].replace("nonnegative(p.x**2)", "1 / 0"))
    for extra in ((), ("--update",), ()):
        done = lossproof("check", "claims_mine.py", *extra)
        assert done.exit_code == 2
        assert "division by zero" in done.stdout
        assert "saves" not in done.output
        assert "lossproof explain" not in done.output


def test_the_others_are_explained_beside_a_claim_that_is_an_error(mine: None) -> None:
    written(CLAIMS.replace("nonnegative(p.x**2)", "1 / 0"))
    done = lossproof("explain", "claims_mine.py", "--json")
    assert [each["id"] for each in json.loads(done.stdout)] == ["mine.root"]
    assert "division by zero" in done.stderr
    assert done.exit_code == 2
    alone = lossproof("explain", "claims_mine.py", "mine.square", "--json")
    assert (alone.stdout, alone.exit_code) == ("", 2)


def test_the_others_are_reported_and_cited_beside_a_claim_that_is_mistaken(mine: None) -> None:
    written(CLAIMS.replace("Real(0, 2)", "Real(0, two)"))
    assert "1 saved" in lossproof("check", "claims_mine.py", "--update").stdout
    for verb in ("report", "cite"):
        done = lossproof(verb, "claims_mine.py")
        assert done.exit_code == 0, done.output
        assert done.stderr.startswith("mine.root is left out: ")
        alone = lossproof(verb, "claims_mine.py", "mine.root")
        assert alone.exit_code == 2
        assert "name 'two' is not defined" in alone.stderr
    assert "mine.square" in Path("report-out/report.html").read_text()


def test_a_verdict_that_was_altered_is_not_told(mine: None) -> None:
    assert lossproof("check", "claims_mine.py", "--update").exit_code in (0, 1)
    path = Path("records/claims_mine/mine/square.json")
    path.write_text(path.read_text().replace('"verdict": "PROVED"', '"verdict": "CONFIRMED"'))
    for verb in ("list", "report", "cite"):
        done = lossproof(verb, "claims_mine.py")
        assert done.exit_code == 2, verb
        assert "CONFIRMED" not in done.stdout
        assert "its digest is not that of its content" in done.stderr


def test_of_a_wrong_id_the_files_are_told_that_it_was_looked_for_in(mine: None) -> None:
    said = lossproof("check", "mine.sqare", "claims_mine.py").stderr
    assert "did you mean mine.square" in said
    assert "Searched in claims_mine.py, derived, dmi," in said
    assert "give the file" not in said


def test_a_title_is_whole(mine: None) -> None:
    long = "A square of a real number is never a negative number, whatever sign the real number has"
    written(CLAIMS.replace("The claim square about a number", long))
    for verb in ("list", "check"):
        said = json.loads(lossproof(verb, "claims_mine.py", "--json").stdout)
        assert said[0]["title"] == long
        assert long in lossproof(verb, "claims_mine.py").stdout


SOON = ("--seconds", "1")


def opened(conclusion: str, given: str = "") -> str:
    return claims_text(("open", "Real(1, 2)", conclusion, given), section="mine")


@pytest.mark.parametrize(
    ("given", "conclusion", "verdict", "code"),
    [
        ("", "ge(1 / (x - 1), 0)", "UNDECIDED", 2),
        ('{"below": lambda x: lt(x, 1)}', "ge(x, 7)", "VACUOUS", 1),
    ],
)
def test_without_records_only_what_holds_is_a_success(
    mine: None, given: str, conclusion: str, verdict: str, code: int
) -> None:
    written(opened(conclusion, given))
    done = lossproof("check", "claims_mine.py", *SOON, "-q")
    assert (verdict in done.stdout, done.exit_code) == (True, code), done.output
    assert lossproof("check", "claims_mine.py", *SOON, "-q", "--update").exit_code == 0
    assert lossproof("check", "claims_mine.py", *SOON, "-q").exit_code == 0


def test_what_is_saved_of_hypotheses_that_no_point_is_found_for_is_confirmed(mine: None) -> None:
    hypothesis = '{"below": lambda x: gt(0, Max(x, -x))}'
    text = claims_text(("open", "Real()", "gt(x, 3)", hypothesis), section="mine")
    written(f"from sympy import Max\n{text}")
    assert lossproof("check", "claims_mine.py", *SOON, "-q", "--update").exit_code == 0
    done = lossproof("recheck", "claims_mine.py")
    assert (done.exit_code, "mine.open  UNDECIDED" in done.stdout) == (0, True), done.output


def test_what_is_missing_is_told_of_a_recorded_claim_that_is_undecided(mine: None) -> None:
    written(opened("ge(1 / (x - 1), 0)"))
    assert lossproof("check", "claims_mine.py", *SOON, "-q", "--update").exit_code == 0
    done = lossproof("check", "claims_mine.py", *SOON)
    assert re.search(r"mine\.open: .*\n        UNDECIDED found neither", done.stdout)
    assert "undefined at x = 1" in " ".join(done.stdout.split())
    assert "found neither" not in lossproof("check", "claims_mine.py", *SOON, "-q").stdout


@pytest.mark.parametrize(("term", "shown"), [("u * log(u)", True), ("log(u)", False)])
def test_the_limit_of_an_entropy_is_a_hint(mine: None, term: str, shown: bool) -> None:
    conclusion = f"ge(-x.total(lambda u: {term}), 0)"
    text = claims_text(("open", "Simplex(2)", conclusion, ""), section="mine")
    written(f"from sympy import log\nfrom lossproof import Simplex\n{text}")
    said = " ".join(lossproof("check", "claims_mine.py", *SOON).stdout.split())
    assert "an entry of x may be 0" in said
    assert ("Piecewise((0, Eq(u, 0)), (u * log(u), True))" in said) == shown, said


def test_claims_that_are_not_recorded_are_listed_too(mine: None) -> None:
    assert (
        "mine.square  not recorded  page 1  The claim square about a number"
        in lossproof("list", "claims_mine.py").stdout
    )


def test_a_claim_that_changed_has_no_verdict_in_a_list(mine: None) -> None:
    written(opened("ge(x, 1)"))
    assert lossproof("check", "claims_mine.py", *SOON, "-q", "--update").exit_code == 0
    assert "mine.open  PROVED" in lossproof("list", "claims_mine.py").stdout
    cited = lossproof("cite", "claims_mine.py").stdout
    assert "title = {{PROVED: " in cited
    assert "lossproof authors" not in cited
    written(opened("ge(x, 2)"))
    assert "mine.open  changed" in lossproof("list", "claims_mine.py").stdout
    assert not Path("out").exists()
    for command in (["cite"], ["report", "--no-figures", "--out", "out"]):
        done = lossproof(*command, "claims_mine.py")
        told = (
            "mine.open has changed since it was recorded: lossproof check claims_mine.py --update"
        )
        assert (done.exit_code, done.stdout) == (2, "")
        assert told in done.stderr
    assert not Path("out").exists()


def test_words_find_claims_of_a_file(mine: None) -> None:
    for words in (["square"], ["square", "page 1"], ["mine.square"]):
        found = lossproof("list", "claims_mine.py", *words).stdout
        assert [line.split(" ")[0] for line in found.splitlines()] == ["mine.square"]
    assert "no claim is called zzz" in lossproof("list", "claims_mine.py", "zzz").stderr


def test_what_is_recorded_of_a_paper_is_not_taken_from_beside_a_file(mine: None) -> None:
    name = "zhang2018.tightens-k03"
    forged = {**records.load()[name], "verdict": "PROVED"}
    records.save([forged], Path("records/my_claims"))
    assert recording.load(records.FOLDER, [Path("my_claims.py")])[name]["verdict"] == "REFUTED"
    records.save([forged], Path("records/claims_mine"))
    assert f"{name}  REFUTED" in lossproof("list", "claims_mine.py", name).stdout


APART = claims_text(("base", "Real(0, 1)", "le(x**2, 1)"), ("top", "Real(0, 1)", "le(x**3, 1)"),
                    section="mine")  # fmt: skip
ASSUMING = APART.replace("x**2", "y**2").replace("conclusion(x)", "conclusion(y)", 1)
ASSUMING = ASSUMING.replace("    x = ", "    y = ", 1)
ASSUMING = ASSUMING.replace(
    '"page 2", kind="ineq"', '"page 2", kind="ineq", assumes=("mine.base",)'
)


def decided_again(before: str, after: str) -> tuple[str, ...]:
    """What comes of `mine.top`, its file changed since it was recorded."""
    written(before)
    loading.load_file(Path("claims_mine.py"))
    recorded = {name: check(name).record() for name in ("mine.base", "mine.top")}
    assert {each["verdict"] for each in recorded.values()} == {"PROVED"}
    written(after)
    with ThreadPoolExecutor(1) as executor:
        options = Options(0, 1, 60, False, 10, executor)
        found = decided(["claims_mine.py", "mine.top"], recorded, options)
    assert [each.id for each in found.results] == found.names == ["mine.top"]
    return tuple(each.record["verdict"] for each in found.results)


def test_what_a_claim_assumes_is_decided_with_it_whatever_is_recorded(mine: None) -> None:
    assert decided_again(ASSUMING, ASSUMING.replace("y**2, 1", "y**2, -1")) == ("UNDECIDED",)
    told = lossproof("explain", "claims_mine.py", "mine.top").stdout
    assert "UNDECIDED" in told
    assert "mine.base (REFUTED)" in told


def test_a_claim_that_was_changed_is_not_held_against_others_by_its_record(mine: None) -> None:
    assert decided_again(APART, APART.replace("x**2, 1", "x**2, -1")) == ("PROVED",)


FIXED = claims_text(("bad", "Real(0, 2)", "le(x**2, 1)"), ("fix", "Real(0, 1)", "le(x**2, x)"),
                    section="mine").replace(
    '"page 2", kind="ineq"', '"page 2", kind="ineq", repairs="mine.bad"'
)  # fmt: skip


def test_a_corrected_version_that_has_changed_is_not_told_as_proved(mine: None) -> None:
    written(FIXED)
    assert lossproof("check", "claims_mine.py", "--update", "-q").exit_code == 0
    proved = "mine.fix (PROVED)"
    assert proved in lossproof("check", "claims_mine.py", "mine.bad", "-v").stdout
    written(FIXED.replace("le(x**2, x)", "ge(x**2, x)"))
    told = lossproof("explain", "claims_mine.py").stdout
    assert "Tried" in told
    assert "mine.fix (REFUTED)" in told
    assert proved not in told
    checked = lossproof("check", "claims_mine.py", "mine.bad", "-v").stdout
    assert "no corrected version is known" in checked
    assert "has a proved corrected version" not in checked
    written(FIXED[: FIXED.index('@mine.claim("fix"')])
    assert proved not in lossproof("explain", "claims_mine.py").stdout
    assert "mine.fix" not in lossproof("list", "claims_mine.py").stdout


BELOW = ASSUMING.replace("y**2, 1", "y**2, -1")


def test_a_claim_is_listed_no_better_than_what_it_assumes(mine: None) -> None:
    written(ASSUMING)
    assert lossproof("check", "claims_mine.py", "--update", "-q").exit_code == 0
    assert "mine.top   PROVED" in lossproof("list", "claims_mine.py").stdout
    written(BELOW)
    assert lossproof("check", "claims_mine.py", "mine.base", "--update", "-q").exit_code == 0
    found = lossproof("list", "claims_mine.py").stdout
    assert re.search(r"mine\.top +changed", found)
    assert re.search(r"mine\.base +REFUTED", found)


def test_where_a_failure_ends_a_check_no_claim_is_better_than_what_it_assumes(mine: None) -> None:
    top = ASSUMING.index('@mine.claim("top"')
    base = ASSUMING.index('@mine.claim("base"')
    swapped = ASSUMING[:base] + ASSUMING[top:] + ASSUMING[base:top]
    written(swapped)
    assert lossproof("check", "claims_mine.py", "--update", "-q").exit_code == 0
    written(swapped.replace("y**2, 1", "y**2, -1"))
    done = lossproof("check", "claims_mine.py", "--fail-fast", "--workers", "1", "-q")
    assert done.exit_code == 1
    assert "stopped by --fail-fast" in done.stderr
    assert re.search(r"mine\.base +REFUTED", done.stdout)
    assert not re.search(r"mine\.top +PROVED", done.stdout)


def test_an_update_that_a_failure_stops_saves_nothing_and_says_so(mine: None) -> None:
    written(claims_text(("half", "Real(0, 1)", "le(x, Rational(1, 2))"), section="mine"))
    done = lossproof("check", "claims_mine.py", "--update", "--fail-fast", "--workers", "1")
    assert done.exit_code == 1
    assert "nothing was saved" in done.stderr
    assert "saved for the first time" not in done.stdout
    assert "1 claim without a record does not hold" in lossproof("check", "claims_mine.py").stdout
    done = lossproof("check", "claims_mine.py", "--update", "--workers", "1")
    assert done.exit_code == 0
    assert "1 saved for the first time" in done.stdout


@pytest.mark.parametrize("section", ["", "../../esc", "{folder}/esc"])
def test_no_name_of_a_paper_leads_out_of_the_folder_of_its_records(
    mine: None, tmp_path: Path, section: str
) -> None:
    written(CLAIMS.replace('Paper("mine"', f'Paper("{section.format(folder=tmp_path)}"'))
    done = lossproof("check", "claims_mine.py", "--update", "-q")
    assert done.exit_code == 2
    assert "the section of a Paper must be words joined by hyphens" in done.output
    assert [*tmp_path.rglob("*.json")] == []


@pytest.mark.parametrize("name", ["..py", "...py", "con.py", "a:b.py"])
@pytest.mark.parametrize("command", [("check", "--update"), ("recheck",), ("list",)])
def test_no_name_of_a_file_leads_out_of_the_folder_of_its_records(
    mine: None, tmp_path: Path, name: str, command: tuple[str, ...]
) -> None:
    Path("claims_mine.py").rename(name)
    done = lossproof(*command, name)
    assert done.exit_code == 2
    assert "no file or folder can have the name" in done.output
    assert [*tmp_path.rglob("*.json")] == []
