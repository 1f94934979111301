"""`lossproof check --without-proofs` counts what provers find alone, and changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lossproof.paper_checks import records
from lossproof.paper_checks.claims import load
from tests.paper_checks.commands.running import lossproof

# The second checker does not confirm what the provers find of these.
NEEDED = {"ghosh2017.only-mae", "patrini2017.forward-link/symmetric"}


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


@pytest.mark.nightly("every claim with a written proof is tried without it, for three seconds")
def test_no_written_proof_is_found_by_the_provers() -> None:
    claims = [claim for claim in load() if claim.prove]
    names = [claim.id for claim in claims]
    done = lossproof("check", *names, "--without-proofs", "--seconds", "6", "--json")
    alone = {each["id"] for each in json.loads(done.stdout) if each["proved"]} - NEEDED
    assert len(claims) > 100
    wanted = {claim.prove for claim in claims if claim.id not in alone}
    assert not [claim.id for claim in claims if claim.prove not in wanted]
