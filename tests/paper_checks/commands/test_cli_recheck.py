"""`lossproof recheck`: what it confirms, what it rejects, and that it needs no SymPy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lossproof.paper_checks import records
from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.commands.verbs import recheck as rechecking
from lossproof.paper_checks.recheck.record import digest, sealed
from lossproof.paper_checks.records import store
from tests.recorded import RECORDED
from tests.turns import in_turns

SIGN = "li.sign"
SECTIONS = sorted({name.partition(".")[0] for name in RECORDED})


def recheck(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["recheck", *arguments])


def altered(folder: Path, change: tuple[str, str], *, sealed: bool) -> Path:
    """A record with one text for another, its digest made anew if `sealed`."""
    (path,) = records.save([RECORDED[SIGN]], folder)
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    record = json.loads(text.replace(*change, 1))
    path.write_text(json.dumps({**record, "digest": digest(record)} if sealed else record))
    return path


@in_turns("section", SECTIONS, 5)
def test_everything_recorded_is_confirmed(section: str) -> None:
    names = {name for name in RECORDED if name.startswith(f"{section}.")}
    done = recheck(section, "--json")
    found = {each["id"]: each for each in json.loads(done.stdout)}
    assert done.exit_code == 0, done.output
    assert found.keys() >= names  # and what these rest on
    for name, each in found.items():
        record = RECORDED[name]
        assert each["steps"] == len(record["evidence"].get("steps", ())), name
        pointed = record["evidence"]["kind"] == "counterexample" or record["witness"]
        assert each["points"] >= bool(pointed), name


def test_without_ids_it_is_about_everything_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second checker is left aside here: it confirms two sections in every run."""
    asked = list[str]()

    def fine(path: Path, others: Any) -> dict[str, Any]:
        name = next(name for name in path_of if path_of[name] == path)
        asked.append(name)
        return {"id": name, "confirmed": True, "verdict": "PROVED", "steps": 2, "points": 1,
                "simulated": False, "trained": False}  # fmt: skip

    path_of = {name: store._file(name, records.FOLDER) for name in RECORDED}
    monkeypatch.setattr(rechecking, "_one", fine)
    done = recheck("--workers", "1")
    assert sorted(asked) == sorted(RECORDED)
    assert f"{len(RECORDED)} of {len(RECORDED)} records confirmed" in done.stdout


def test_a_record_rests_on_none_of_another_place(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    below = {**RECORDED[SIGN], "id": "mine.below"}
    top = {**RECORDED[SIGN], "id": "mine.top", "assumes": ["mine.below"]}
    records.save([below], one)
    records.save([top], other)
    for places in ((one, other), (other, one)):
        done = recheck(*map(str, places))
        assert done.exit_code == 1
        assert "mine.top is REJECTED" in done.stdout
        assert "mine.below, which is not decided" in done.stdout
    assert "2 of 2 records" in recheck(str(tmp_path), str(one)).stdout
    records.save([below], other)
    assert "3 of 3 records" in recheck(str(one), str(other)).stdout


def test_one_record_is_told_by_its_id_and_by_its_file(tmp_path: Path) -> None:
    (path,) = records.save([RECORDED[SIGN]], tmp_path)
    by_id, by_file = recheck(SIGN), recheck(str(path))
    assert by_id.exit_code == by_file.exit_code == 0
    steps = len(RECORDED[SIGN]["evidence"]["steps"])
    assert f"li.sign  PROVED: {steps} steps and 2 points verified" in by_id.stdout
    assert by_id.stdout == by_file.stdout


def test_records_of_ones_own_are_told_by_their_folder_and_by_the_file_of_claims(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A section is taken for itself, whatever folder is called so."""
    (path,) = records.save([RECORDED[SIGN]], tmp_path / "records" / "claims_mine")
    (tmp_path / "claims_mine.py").touch()
    (tmp_path / "ghosh2017").mkdir()
    monkeypatch.chdir(tmp_path)
    by_path = recheck(str(path))
    assert "1 of 1 records confirmed" in by_path.stdout
    assert recheck("claims_mine.py").stdout == recheck("records").stdout == by_path.stdout
    assert recheck("records", "claims_mine.py", str(path)).stdout == by_path.stdout
    section = recheck("ghosh2017").stdout
    own = sum(name.startswith("ghosh2017.") for name in RECORDED)
    assert f"{own} of {own} records confirmed" in section


def test_one_claim_of_a_file_is_rechecked_by_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = [{**RECORDED[SIGN], "id": f"mine.{name}"} for name in ("one", "two")]
    records.save(own, tmp_path / "records" / "claims_mine")
    (tmp_path / "claims_mine.py").touch()
    monkeypatch.chdir(tmp_path)
    assert "of 2 records" in recheck("claims_mine.py").stdout
    assert "of 1 records" in recheck("claims_mine.py", "mine.two").stdout
    assert "no claim is called mine.three" in recheck("claims_mine.py", "mine.three").stderr


def test_of_a_folder_a_claim_leans_on_what_stands_beside_it(tmp_path: Path) -> None:
    """What a claim assumes is looked up among the records that are given, too."""
    sign = RECORDED[SIGN]
    records.save(
        [{**sign, "id": "own.sign"}, {**sign, "id": "own.other", "assumes": ["own.sign"]}], tmp_path
    )
    done = recheck(str(tmp_path), "--records", str(tmp_path / "none"))
    assert "2 of 2 records confirmed" in done.stdout, done.output


def test_a_record_is_held_no_better_than_that_of_what_it_assumes(tmp_path: Path) -> None:
    sign = RECORDED[SIGN]
    base, other = {**sign, "id": "own.base"}, {**sign, "id": "own.other", "assumes": ["own.base"]}
    paths = records.save([base, other], tmp_path)
    alone = recheck(str(paths[1]))
    assert "gives UNDECIDED, as it assumes own.base, which is not decided" in alone.stdout
    there = ("own.other", "--records", str(tmp_path))
    assert recheck(*there).exit_code == 0
    paths[0].write_text(paths[0].read_text().replace("-2/9", "-1/9"))
    done = recheck(*there)
    assert done.exit_code == 1
    assert "own.other is REJECTED: it rests on own.base, whose record is rejected" in done.stdout


def test_several_records_of_one_id_that_differ_support_nothing(tmp_path: Path) -> None:
    known = RECORDED
    sign, false = known[SIGN], next(r for r in known.values() if r["verdict"] == "REFUTED")
    above = {**sign, "id": "own.above", "assumes": ["own.base"]}
    records.save([{**sign, "id": "own.base"}], tmp_path / "one")
    records.save([{**false, "id": "own.base"}, above], tmp_path / "two")
    nowhere = ("--records", str(tmp_path / "none"))
    done = recheck(str(tmp_path), *nowhere)
    assert done.exit_code == 1, done.output
    assert done.stdout.count("own.base is REJECTED: several different records have this id") == 2
    assert "own.above is REJECTED" in done.stdout
    records.save([{**sign, "id": "own.base"}, above], tmp_path / "two")
    assert recheck(str(tmp_path / "one"), str(tmp_path / "two"), *nowhere).exit_code == 0


def test_a_record_in_the_file_of_another_claim_is_rejected(tmp_path: Path) -> None:
    (path,) = records.save([RECORDED[SIGN]], tmp_path)
    path.rename(path.with_name("l1-order.json"))
    done = recheck("li", "--records", str(tmp_path))
    assert done.exit_code == 1
    assert "li.sign is REJECTED: its file is that of li.l1-order" in done.stdout


def test_what_is_recorded_of_a_paper_is_not_taken_from_beside_a_file(tmp_path: Path) -> None:
    """One that says so of a refuted claim, in full, stands for nothing."""
    sign, refuted = RECORDED[SIGN], "zhang2018.tightens-k02"
    assert RECORDED[refuted]["verdict"] == "REFUTED"
    forged = {**sign, "id": refuted}
    records.save([forged, {**sign, "id": "own.other", "assumes": [refuted]}], tmp_path)
    done = recheck(str(tmp_path))
    assert done.exit_code == 1
    assert f"gives UNDECIDED, as it assumes {refuted}, which is REFUTED" in done.stdout
    library = tmp_path / "library"
    (moved,) = records.save([forged], library)
    moved.rename(library / "other.json")
    records.save([{**sign, "id": "own.other", "assumes": [refuted]}], library)
    assert recheck("own.other", "--records", str(library)).exit_code == 1


@pytest.mark.parametrize(
    ("change", "sealed", "why"),
    [
        (("question after Eq. 16", "question after Eq. 17"), False, "its digest is recorded as"),
        (("(classes 2 inf)", "(classes 3 inf)"), True, "step 5ea61f, not confirmed: "),
        (('"PROVED"', '"REFUTED"'), True, "its verdict is recorded as REFUTED"),
        (("c >= 2, f inside", "c >= 2, f on"), True, "its scope is recorded as"),
        (('"lhs": "-2/9"', '"lhs": "-1/9"'), True, "is not -1/9 < 0 at the point"),
        (('["1/3", "2/3"]', '["1/3", "1/3"]'), True, "is not in its domain"),
        (('"by": {', '"with": {'), True, "step 694e19 has a key “with”"),
        (('"uses": ["another', '"learns": ["another'), True, "step e01202 has a key “learns”"),
    ],
)
def test_what_was_altered_is_rejected_with_the_reason(
    change: tuple[str, str], sealed: bool, why: str, tmp_path: Path
) -> None:
    done = recheck(str(altered(tmp_path, change, sealed=sealed)))
    assert done.exit_code == 1
    assert "li.sign is REJECTED: " in done.stdout
    assert why in done.stdout


def test_a_file_that_is_no_record_is_rejected(tmp_path: Path) -> None:
    for text in ("", "[]", '{"id": "a", "id": "b"}', '{"id": "a"}', "[" * 100_000):
        path = tmp_path / "a.json"
        path.write_text(text)
        done = recheck(str(path))
        assert done.exit_code == 1
        assert "is REJECTED" in done.stdout


@pytest.mark.parametrize(("written", "read"), [(r"\ud83d", False), (r"\ud83d\ude00", True)])
def test_half_a_character_is_no_text(tmp_path: Path, written: str, read: bool) -> None:
    (path,) = records.save([RECORDED[SIGN]], tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"title": "', f'"title": "{written}', 1), encoding="utf-8")
    assert ("it cannot be read: " not in recheck(str(path)).stdout) == read


def test_bad_input_gets_one_clear_sentence(tmp_path: Path) -> None:
    claims = tmp_path / "claims_mine.py"
    claims.touch()
    for argument, sentence in (
        ("li.sing", "did you mean li.sign"), ("no.json", "does not exist"), ("no.py", "does not "
                                                                                      "exist"),
        (str(tmp_path), "contains no records"),
        (str(claims), f"lossproof check {claims} --update saves"),
    ):  # fmt: skip
        done = recheck(argument)
        assert done.exit_code == 2
        assert sentence in done.output


@pytest.mark.process
def test_it_runs_where_sympy_and_what_made_the_records_cannot_be_imported() -> None:
    barred = (
        "sympy",
        "numpy",
        "lossproof.theory",
        "lossproof.simulate.search",
        "lossproof.paper_checks.claims",
    )
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({barred!r}))\n"
        "from lossproof.paper_checks.commands.main import main\n"
        "main(['recheck', 'li', '--workers', '1'], prog_name='lossproof')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "records confirmed" in done.stdout


def test_an_id_of_the_library_is_that_of_its_claim(tmp_path: Path) -> None:
    own = records.load()
    taken = {**own["li.sign"], "id": "zhang2018.tightens-k03"}
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(sealed(taken)))
    done = recheck(str(forged))
    assert done.exit_code == 1
    assert "the claim of the library with this id states something else" in done.stdout
    forged.write_text(json.dumps(sealed(own["li.sign"])))
    assert recheck(str(forged)).exit_code == 0
