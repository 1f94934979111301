"""The command: clear errors with exit 2, data on stdout, and the README's own words."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from lossproof.paper_checks import records
from lossproof.paper_checks.commands import arguments
from lossproof.paper_checks.commands.main import main
from tests.paper_checks.commands.running import lossproof
from tests.recorded import RECORDED

README = Path(__file__).parents[3] / "README.md"
CLASS_SUM = "zhang2018.class-sum-bounds"


def at(claim: str, **point: str) -> tuple[str, ...]:
    return ("explain", claim, *(f"--set={name}={value}" for name, value in point.items()))


def test_a_file_is_all_of_its_claims_unless_ids_name_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claims = [SimpleNamespace(id=f"mine.{name}") for name in ("one", "two")]
    monkeypatch.setattr("lossproof.paper_checks.claims.load_file", lambda path: claims)
    assert arguments.claims(["mine.py"])[0] == ["mine.one", "mine.two"]
    assert arguments.claims(["mine.py", "mine.two"])[0] == ["mine.two"]
    assert arguments.claims([CLASS_SUM, "mine.py"])[0] == [CLASS_SUM, "mine.one", "mine.two"]


MATRIX = "ghosh2017.class-conditional"


def test_a_point_is_evaluated() -> None:
    result = lossproof(*at(CLASS_SUM, q="1/2", c="2", f="[1/2,1/2]", g="[0,1]", h="[1/2,1/2]"))
    assert result.exit_code == 0
    assert "left 4 − 2·√2 ≈ 1.17157, right 2: 1.17157 ≤ 2 holds" in result.output


def test_list_is_data() -> None:
    rows = json.loads(lossproof("list", "--json").stdout)
    assert {"id", "title", "verdict", "locus", "kind", "repairs"} <= set(rows[0])
    assert CLASS_SUM in lossproof("list", "zhang2018").stdout


def test_list_tells_claims_of_some_verdicts_alone() -> None:
    every = json.loads(lossproof("list", "zhang2018", "--json").stdout)
    wanted = [row["id"] for row in every if row["verdict"] in ("REFUTED", "VACUOUS")]
    arguments = ("--verdict", "refuted", "--verdict", "VACUOUS", "--json")
    told = json.loads(lossproof("list", "zhang2018", *arguments).stdout)
    assert [row["id"] for row in told] == wanted
    assert 0 < len(wanted) < len(every)


def test_check_is_data_and_notices_what_was_altered(tmp_path: Path) -> None:
    folder = ["--records", str(tmp_path)]
    assert lossproof("check", CLASS_SUM, "--update", *folder).exit_code == 0
    done = lossproof("check", CLASS_SUM, "--json", *folder)
    (record,) = json.loads(done.stdout)
    assert done.exit_code == 0
    assert {"id", "verdict", "scope", "seconds", "evidence"} <= set(record)
    assert (record["id"], record["verdict"], record["moved"]) == (CLASS_SUM, "PROVED", [])
    assert record["statement"]["parameters"]["q"] == {
        "term": "(interval 0 1 open closed)", "text": "0 < q ≤ 1", "latex": r"0 < q \le 1",
    }  # fmt: skip
    assert all({"step", "rule", "from", "term", "text", "latex"} <= step.keys()
               for step in record["evidence"]["steps"])  # fmt: skip

    path = tmp_path / "zhang2018" / "class-sum-bounds.json"
    path.write_text(path.read_text().replace("(sum #0 c (at f #0))", "(sum #0 c (at f 0))"))
    altered = lossproof("check", CLASS_SUM, *folder)
    assert altered.exit_code == 1
    assert re.search(r"step \d+ term: recorded .*Σ_\{j<c\} f\[0\].*, now", altered.stdout)


def test_an_update_writes_what_changed_and_nothing_else(tmp_path: Path) -> None:
    folder = ["--records", str(tmp_path)]
    other = RECORDED["zhang2018.lq-limits"]
    (kept,) = records.save([other], tmp_path)
    before = kept.stat()
    done = lossproof("check", CLASS_SUM, "--update", *folder)
    assert done.exit_code == 0
    assert f"wrote {tmp_path / 'zhang2018' / 'class-sum-bounds.json'}" in done.stderr
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert "wrote" not in lossproof("check", CLASS_SUM, "--update", *folder).stderr


def test_a_record_without_a_claim_is_named_and_an_update_of_everything_removes_it(
    tmp_path: Path, monkeypatch
) -> None:
    recorded = RECORDED[CLASS_SUM]
    everything = arguments.claims([])[2]
    monkeypatch.setattr(arguments, "claims", lambda ids, known: ([CLASS_SUM], [], everything))
    folder = ["--records", str(tmp_path)]
    _, stale = records.save([recorded, {**recorded, "id": "zhang2018.gone/reading"}], tmp_path)
    done = lossproof("check", *folder)
    assert done.exit_code == 1
    assert "zhang2018.gone/reading changed:\n  the claim no longer exists" in done.stdout
    assert lossproof("check", CLASS_SUM, "--update", *folder).exit_code == 0
    assert stale.exists()
    assert f"removed {stale}" in lossproof("check", "--update", *folder).stderr
    assert [*records.load(tmp_path)] == [CLASS_SUM]


def test_check_notices_a_verdict_that_is_not_recorded(tmp_path: Path) -> None:
    result = lossproof("check", CLASS_SUM, "--records", str(tmp_path))
    assert result.exit_code == 1
    assert "no record: lossproof check" in result.stdout


def test_the_readme_claim_runs_as_printed(tmp_path: Path, monkeypatch) -> None:
    (text,) = re.findall(r"```python\n(# my_claims\.py\n.*?)```", README.read_text(), re.DOTALL)
    (tmp_path / "my_claims.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    result = lossproof("check", "my_claims.py")
    assert result.exit_code == 1
    refuted = r"mine\.root-is-symmetric: .*\n(?: .*\n)?        REFUTED at c = 2, f = \(1/2, 1/2\)"
    assert re.search(refuted, result.stdout)
    assert "left 2 − √2 ≈ 0.585786, right 1: 0.585786 = 1 is false" in result.stdout
    assert "REFUTED" in lossproof("explain", "my_claims.py").stdout


def test_the_readme_claim_is_proved_with_at_most(tmp_path: Path) -> None:
    (text,) = re.findall(r"```python\n(# my_claims\.py\n.*?)```", README.read_text(), re.DOTALL)
    path = tmp_path / "at_most.py"
    path.write_text(re.sub(r"\beq\b", "le", text).replace('"mine"', '"weaker"'))
    result = lossproof("check", str(path))
    assert (result.exit_code, "PROVED" in result.stdout) == (0, True), result.output


def test_the_readme_shows_lines_of_the_real_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    readme = README.read_text()
    (shown,) = re.findall(r"```text\n( ✓ .*?) …\n```", readme, re.DOTALL)
    real = lossproof("analyse", "exp(-p)").stdout
    assert {*shown.splitlines()} <= {*real.splitlines()}
    counted = re.findall(r"(\d+) (?:proved|refuted|computed|undecided)", real.splitlines()[1])
    assert f"of the {sum(map(int, counted))} lines" in readme


def test_one_lemma_of_the_page_on_proofs_is_enough_and_needed(tmp_path: Path) -> None:
    page = (README.parent / "docs" / "provers.md").read_text()
    (text,) = re.findall(r"```python\n(# one_lemma\.py\n.*?)```", page, re.DOTALL)
    path = tmp_path / "one_lemma.py"
    path.write_text(text)
    assert "lemma.least-sum  PROVED" in lossproof("check", "-q", str(path)).stdout
    alone = lossproof("check", str(path), "--without-proofs", "--workers", "1").stdout
    assert "0 of 1 claims are proved automatically" in alone


def test_the_proof_of_the_page_on_claims_runs_as_printed(tmp_path: Path) -> None:
    page = (README.parent / "docs" / "claims.md").read_text()
    (text,) = re.findall(r"```python\n(# my_proof\.py\n.*?)```", page, re.DOTALL)
    path = tmp_path / "my_proof.py"
    path.write_text(text)
    result = lossproof("check", str(path))
    assert result.exit_code == 0, result.output
    proved = r"mine\.squares: .*\n(?: .*\n)?        PROVED for all c ≥ 2, f on the simplex"
    assert re.search(proved, result.stdout)


def test_explain_shows_evidence_and_what_it_leans_on() -> None:
    text = lossproof("explain", CLASS_SUM).stdout
    for part in ("Derivation", "Uses    the hypotheses “g at", "weighted AM-GM"):
        assert part in text
    assert (
        "may use that c is a positive integer, and the entries of h are nonnegative Trusts"
        in " ".join(text.split())
    )
    assert "(2)  q·Σ_{j<c} f[j] + 1 ≥ q + (c^q·Σ_{j<c} f[j]^q)/c\n" in text
    assert "\n          by summing over the index in (1)\n" in text
    assert "Claim   (c − c^(1 − q))/q ≤ c/q − (Σ_{j<c} f[j]^q)/q\n" in text


def test_the_help_says_in_whole_what_each_command_is_for() -> None:
    told = CliRunner().invoke(main, ["--help"], terminal_width=80).stdout
    assert "  analyse    Decide properties of a loss, " in told
    assert "..." not in told.partition("Commands:")[2]


def test_ascii_is_ascii_and_a_page_is_one() -> None:
    text = lossproof("explain", CLASS_SUM, "--ascii").stdout
    assert text.isascii()
    assert "Claim   (c - c^(1 - q))/q <= c/q - (sum_{j<c} f[j]^q)/q" in text
    assert lossproof("explain", CLASS_SUM, "--html").stdout.startswith("<!DOCTYPE html>")
    both = lossproof("explain", CLASS_SUM, "--ascii", "--html")
    assert "give only one of --latex, --html, --ascii, --json and --write-proof" in both.stderr


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("claim", [CLASS_SUM, "zhang2018.tightens-k03", MATRIX])
def test_latex_compiles(claim: str, tmp_path: Path) -> None:
    document = lossproof("explain", claim, "--latex").stdout
    (tmp_path / "claim.tex").write_text(document)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "claim.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


def test_several_losses_are_one_table_with_headings_of_ones_own() -> None:
    losses = "analyse '(1-p**q)/q' -p/2 --set q=1/2 --classes 2 --fragment --table"
    table = lossproof(losses).stdout
    assert r"& $(1-p^{q})/q$, $q = 1/2$ & " in table  # the value is beside the formula
    assert r"\section" not in table
    assert r"\begin{longtable}" not in table
    assert r"& L\_a & B \\" in lossproof(f"{losses} --label L_a --label B").stdout
