"""`lossproof check --without-proofs` counts what provers find alone, and changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

from lossproof.paper_checks import records
from tests.paper_checks.commands.running import lossproof


def test_what_is_proved_alone_and_what_is_left(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in (records.FOLDER / "ghosh2017").rglob("*.json")}
    names = ("patrini2017.unhinged-own-correction", "imae.released-weight/variance")
    done = lossproof("check", *names, "--without-proofs", "--workers", "1", "--json")
    assert done.exit_code == 0
    own, other = json.loads(done.stdout)
    assert (own["proved"], own["left"]) == (True, "")
    assert not other["proved"]
    assert other["left"]
    assert before == {path: path.read_bytes() for path in before}


def test_only_what_is_recorded_as_proved_is_tried() -> None:
    done = lossproof("check", "zhang2018.tightens-k03", "--without-proofs", "--workers", "1")
    assert done.stdout == "0 of 0 claims are proved automatically.\n"
