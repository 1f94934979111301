"""`lossproof cite`: entries of papers and of verdicts."""

from __future__ import annotations

import re
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from lossproof.paper_checks import records
from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.recheck.record import sealed


def cited(*arguments: str) -> str:
    done = CliRunner().invoke(main, ["cite", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_verdict_is_cited_with_version_and_digest() -> None:
    name = "zhang2018.tightens-k03"
    text = cited(name)
    assert f"@misc{{{name}," in text
    assert f"lossproof {version('lossproof')}, claim {name}" in text
    assert sealed(records.load()[name])["digest"][:16] in text
    assert "title = {{REFUTED: " in text
    assert f"year = {{{date.today().year}}}" in text


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("zhang2018.tightens-k03", ("Z. Zhang and M. R. Sabuncu}", "{NeurIPS}", "{2018}")),
        ("sce.noisy-gradients", ("Y. Wang and X. Ma and", "title = {{Symmetric Cross", "{2019}")),
        ("le2018.majority-needed", ("N. Le and J.-M. Odobez}", "eprint = {1812.02676}", "{2018}")),
        ("xu2022.same-order", ("A. Xu and J.-Y. Hsieh and", "eprint = {2210.11173}", "{2022}")),
        ("li.sign", ("@misc{li,", "notes on five papers")),
    ],
)
def test_a_paper_is_cited_once(name: str, parts: tuple[str, ...]) -> None:
    section = name.partition(".")[0]
    others = [each for each in records.load() if each.startswith(f"{section}.")][:2]
    text = cited(name, *others)
    assert all(part in text for part in parts)
    assert len(re.findall(rf"@\w+{{{section},", text)) == 1


def test_what_has_no_author_has_a_key_to_sort_by() -> None:
    for entry in cited("li.sign", "zhang2018.tightens-k03").split("\n\n"):
        assert ("  author = {" in entry) != ("  key = {" in entry)


def test_braces_are_closed_and_our_own_claims_have_no_paper() -> None:
    text = cited("derived", "imae.emphasis")
    assert text.count("@") - text.count("\\@") == len(re.findall(r"^@", text, re.MULTILINE))
    for entry in text.split("\n\n"):
        assert entry.count("{") == entry.count("}")
    assert not re.search(r"@\w+{derived,", text)


def test_what_is_not_recorded_is_not_cited(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["cite", "li.sign", "--records", str(tmp_path)])
    assert done.exit_code == 2
    assert "li.sign is not recorded" in done.stderr
