"""What is typed or read at the edge of sense is refused in one short line, at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from lossproof.paper_checks import records
from lossproof.paper_checks.commands.ending import LONGEST, shortened
from tests.paper_checks.commands.running import lossproof, refused
from tests.recorded import RECORDED

CLAIM = "zhang2018.tightens-k02"
LONG = "x" * 10_000
DEEP = ("[" * 3_000, "[" * 3_000 + "]" * 3_000, "[" * 100_000, '{"a":' * 3_000)


@pytest.mark.parametrize("text", DEEP, ids=len)
def test_deep_brackets_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deep.json"
    path.write_text(text)
    assert "the value of q must be a number" in refused("explore", CLAIM, "--set", f"q={text}")
    assert "the value of q must be a number" in refused("explain", CLAIM, "--set", f"q={text}")
    assert "is not a saved search" in refused("explore", "--replay", str(path))
    assert "is not the output of lossproof check --json" in refused("report", "--from", str(path))
    simulated = ("simulate", "--loss", "mae", "--transition", str(path))
    assert "--transition" in refused(*simulated)


def test_a_long_formula_is_not_repeated_whole() -> None:
    long = "p+" * 5_000
    assert len(refused("analyse", f"{long}z")) < 2_000
    assert len(refused("explore", CLAIM, "--given", f"{long}z > 0")) < 2_000
    assert len(refused("analyse", "p*q", "--set", f"q={long}")) < 2_000


@pytest.mark.parametrize("verb", ["check", "cite", "explain", "explore", "list", "recheck"])
def test_an_id_may_be_longer_than_a_name_of_a_file(verb: str) -> None:
    told = refused(verb, "x" * 10_000)
    assert told.startswith("Error: no claim is called xxx")
    assert len(told) < 2_000


@pytest.mark.parametrize(
    "arguments",
    [("check", f"{LONG}.py"), ("recheck", f"{LONG}.json"), ("check", "--seed", LONG), (LONG,),
     ("explore", CLAIM, "--backend", LONG), ("list", "--records", LONG), ("list", f"--{LONG}")],
)  # fmt: skip
def test_no_message_repeats_the_whole_of_what_is_long(arguments: tuple[str, ...]) -> None:
    assert len(refused(*arguments)) < 2_000


def test_of_a_long_message_the_beginning_and_the_end_are_shown() -> None:
    assert shortened("a" * LONGEST) == "a" * LONGEST
    found = shortened("a" * 5_000 + "b" * 5_000)
    assert found == "a" * 1_000 + " … (8500 characters) … " + "b" * 500


def test_of_several_claims_it_is_said_that_each_has_the_limit() -> None:
    names = ("zhang2018.lq-limits", CLAIM)
    done = lossproof("explore", *names, "--points", "10", "--seconds", "2")
    assert done.stderr.startswith("searching 2 claims, for up to 2 seconds each\n")
    assert not lossproof("explore", CLAIM, "--points", "10").stderr


def test_a_checkpoint_of_another_rate_is_told_by_its_recipe(tmp_path: Path) -> None:
    path = tmp_path / "run.db"
    asked = ("simulate", "--loss", "mae", "--samples", "1e4", "--backend", "numpy",
             "--checkpoint", str(path), "--noise")  # fmt: skip
    assert lossproof(*asked, "0.2").exit_code == 0
    told = refused(*asked, "0.3")
    assert "recipe.noises[0].uniform is 0.2 there and 0.3 here" in told


@pytest.fixture
def some(tmp_path: Path) -> Path:
    """A folder of records of which one cannot be read."""
    folder = tmp_path / "records"
    shutil.copytree(records.FOLDER / "li", folder / "li")
    (folder / "li" / "sign.json").write_text("{")
    return folder


def test_a_record_that_cannot_be_read_does_not_hide_the_others(some: Path) -> None:
    for arguments in (("list",), ("check", "li.sign", "-q")):
        done = lossproof(*arguments, "--records", str(some))
        assert done.exit_code == 2
        assert done.stderr.count("sign.json is not the record of a claim") == 1
        assert "li.sign" in done.stdout or arguments == ("list",)
    rows = json.loads(lossproof("list", "--json", "--records", str(some)).stdout)
    expected = {name for name in RECORDED if name.startswith("li.")} - {"li.sign"}
    assert {row["id"] for row in rows} == expected


def test_records_are_not_written_beside_one_that_cannot_be_read(some: Path) -> None:
    told = refused("check", "li.sign", "--update", "--records", str(some))
    assert "sign.json is not the record of a claim" in told
    assert (some / "li" / "sign.json").read_text() == "{"


def test_a_claim_with_an_error_keeps_its_title(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "claims_wrong.py").write_text(
        "from lossproof import Paper, Real, le\n"
        "mine = Paper('wrong', 'my notes')\n"
        "@mine.claim('typing', 'page 1')\n"
        "class Typing:\n"
        "    'At most one.'\n"
        "    u = Real(0, 1)\n"
        "    def conclusion(u):\n"
        "        return le(u + unknown(u), 1)\n"
    )
    monkeypatch.chdir(tmp_path)
    done = lossproof("check", "claims_wrong.py")
    assert "wrong.typing  ERROR  At most one" in done.stdout
