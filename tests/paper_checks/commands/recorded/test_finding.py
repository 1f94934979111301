"""Claims found by words and by places, and told without what decides."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lossproof.paper_checks import records
from lossproof.paper_checks.cache import ClaimTexts
from lossproof.paper_checks.commands.recorded.finding import at_locus, mentioning, spelled
from tests.paper_checks.commands.running import lossproof
from tests.turns import in_turns

NAME = "zhang2018.tightens-k03"
LOADED = (
    "import atexit, sys; from lossproof.paper_checks.commands.main import main; "
    "atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr)); "
    "main({!r}, prog_name='lossproof')"
)


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOSSPROOF_CACHE", str(tmp_path))


def ids(*arguments: str) -> list[str]:
    return [row["id"] for row in json.loads(lossproof("list", *arguments, "--json").stdout)]


def test_a_number_is_found_where_it_stands_alone() -> None:
    texts = {"a": ["Theorem 1"], "b": ["Theorem 12"], "c": ["Thm. 1, proof"], "d": ["1 theorem"]}
    assert mentioning(["theorem 1"], texts) == ["a", "c"]
    assert mentioning(["theorem", "1"], texts) == ["a", "c", "d"]


def test_a_word_is_found_from_its_start() -> None:
    texts = {"a": ["A symmetrical loss"], "b": ["an asymmetric one"]}
    assert mentioning(["symmetric"], texts) == ["a"]


def test_the_whole_place_comes_before_a_part_of_it() -> None:
    loci = {"z.a": "Theorem 1, proof", "z.b": "Theorem 1", "z.b/c": "Theorem 1", "y.d": "Theorem 1"}
    assert at_locus("z.theorem1", loci) == ["z.b"]
    assert at_locus("z.thm-1", loci) == ["z.b"]
    assert at_locus("z.proof", loci) == ["z.a"]
    assert at_locus("z.theorem", loci) == at_locus("z.", loci) == []
    assert spelled("theorem1") == spelled("Theorem 1")


def test_list_looks_in_titles_texts_and_places() -> None:
    recorded = records.load()
    found = ids("theorem 1")
    assert "patrini2017.backward-unbiased" in found
    assert not any("Theorem 12" in recorded[name]["locus"] for name in found)
    some = ids("patrini2017", "hessian")
    assert some
    assert all(name.startswith("patrini2017.") for name in some)
    assert "Theorem 1 " in lossproof("list", "patrini2017.backward-unbiased").stdout
    assert ids("li", "xyzzy") == []
    assert "no claim is called xyzzy" in lossproof("list", "xyzzy").stderr


def test_explain_finds_a_claim_by_its_place() -> None:
    text = lossproof("explain", "patrini2017.theorem4").stdout
    assert text.startswith("patrini2017.hessian-")
    assert "lossproof explain" not in text
    told = lossproof("explain", "patrini2017.theorem99").stderr
    assert "lossproof list patrini2017 shows the claims of patrini2017 with their places" in told


def test_words_that_are_no_id_lead_to_the_list() -> None:
    told = lossproof("explain", "theorem 1").stderr
    count, least = re.search(
        r"lossproof list 'theorem 1' finds (\d+), such as (\S+)\.", told
    ).groups()
    assert records.load()[least]["locus"] == "Theorem 1"
    loci = {each["id"]: (each["locus"],) for each in records.load().values()}
    assert len(mentioning(["theorem 1"], loci)) == int(count)
    assert "did you mean patrini2017" in lossproof("cite", "patrini").stderr


@pytest.mark.process
@in_turns(
    "arguments",
    [["explain", NAME], ["report", "li", "--out", "OUT", "--format", "html"], ["figures", "--list"],
     ["list", "li", "sign"]],
    4,
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_what_is_recorded_is_told_without_what_decides(
    arguments: list[str], tmp_path: Path
) -> None:
    asked = [str(tmp_path / "out") if each == "OUT" else each for each in arguments]
    command = [sys.executable, "-c", LOADED.format(asked)]
    first, again = (
        subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
        for _ in range(2)
    )
    assert first.stdout == again.stdout
    assert first.stdout
    loaded = [{*run.stderr.splitlines()} for run in (first, again)]
    assert "sympy" in loaded[0]
    assert not {"sympy", "numpy", "scipy", "matplotlib"} & loaded[1]


def test_another_record_is_not_taken_for_what_was_decided(tmp_path: Path) -> None:
    recorded = records.load()[NAME]
    told = ClaimTexts()
    told.keep({NAME: {"locus": "x"}}, [recorded])
    again = ClaimTexts()
    assert again.current(recorded)
    assert not again.current({**recorded, "verdict": "PROVED"})
    assert not again.current(None)
    forged = {**recorded, "verdict": "PROVED", "scope": "all of it"}
    records.save([forged], tmp_path / "forged")
    text = lossproof("explain", NAME, "--records", str(tmp_path / "forged")).stdout
    assert text.splitlines()[0].endswith("REFUTED")


def test_what_was_edited_since_is_not_told_as_before(tmp_path: Path) -> None:
    source = tmp_path / "root" / "theory" / "a.py"
    source.parent.mkdir(parents=True)
    source.write_text("x = 1")
    told = ClaimTexts(tmp_path / "kept", tmp_path / "root")
    told.keep({"a.b": {"locus": "x"}}, [{"id": "a.b"}])
    assert ClaimTexts(tmp_path / "kept", tmp_path / "root").current({"id": "a.b"})
    source.write_text("x = 2 + 1")
    other = ClaimTexts(tmp_path / "kept", tmp_path / "root")
    assert not other.abouts
    assert not other.current({"id": "a.b"})


@pytest.mark.parametrize("name", [NAME, "zhang2018.mae-slower/one-sample", "li.given-noisy"])
def test_records_about_a_claim_are_all_that_its_explanation_takes(name: str) -> None:
    every = records.load()
    some = records.load(about=[name])
    assert name in some
    assert len(some) < len(every)
    assert all(each == every[key] for key, each in some.items())
    naming = {key for key, each in every.items() if name in records.several(each["repairs"])}
    assert {*naming, *every[name]["assumes"], name.partition("/")[0]} & {*every} <= {*some}
