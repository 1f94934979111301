"""The report in other forms: JSON, JUnit XML, Markdown and LaTeX."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lossproof.paper_checks.reports.written.survey.junit import junit
from lossproof.paper_checks.reports.written.survey.latex import numbers, tables, typed
from lossproof.paper_checks.reports.written.survey.markdown import markdown, plain
from lossproof.paper_checks.reports.written.survey.survey import Rerun, Survey, as_json

BROKEN, REPAIR = "zhang2018.tightens-k03", "derived.eq11-exact"


def test_json_holds_records_counts_and_edges(pictured: Survey) -> None:
    found = json.loads(json.dumps(as_json(pictured)))
    assert found["format"] == "report/1"
    claims = {each["id"]: each for each in found["claims"]}
    assert claims.keys() == pictured.records.keys()
    assert sum(found["counts"].values()) == len(claims)
    assert REPAIR in claims[BROKEN]["repaired by"]
    assert claims[BROKEN]["statement"]["conclusion"][0]["latex"]
    assert {"claim": REPAIR, "how": "repairs", "of": BROKEN} in found["edges"]
    assert claims["zhang2018.truncated-upper"]["figures"] == ["truncated-bounds"]


def test_junit_fails_what_moved_and_names_what_could_not_be_decided(pictured: Survey) -> None:
    root = ElementTree.fromstring(junit(pictured))
    assert root.get("failures") == root.get("errors") == "0"
    assert root.get("tests") == str(len(pictured.records)) == str(len([*root.iter("testcase")]))
    failed = {"id": "zhang2018.lost", "verdict": "ERROR", "scope": "no \x00 time", "evidence": {}}
    told = {
        BROKEN: Rerun(["verdict: PROVED -> REFUTED"], 0.25),
        "zhang2018.lost": Rerun(traceback="Traceback <x>"),
    }
    moved = replace(pictured, records={**pictured.records, "zhang2018.lost": failed}, told=told)
    root = ElementTree.fromstring(junit(moved))
    assert (root.get("failures"), root.get("errors"), root.get("time")) == ("1", "1", "0.250")
    failure, error = next(root.iter("failure")), next(root.iter("error"))
    assert failure.text == "verdict: PROVED -> REFUTED"
    assert (error.get("message"), error.text) == ("no � time", "Traceback <x>")


def test_markdown_has_a_row_for_every_claim(everything: Survey) -> None:
    text = markdown(everything)
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) == len(everything.records)
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 6 for row in rows)
    assert f"| all | {everything.counts()['PROVED']} |" in text
    assert plain("a|b_c <x>\n") == r"a\|b\_c \<x\> "


def test_signs_become_mathematics() -> None:
    assert typed("T̂ ≥ 50% of ω₁") == (
        r"\ensuremath{\hat{T}} \ensuremath{\ge} 50\% of \ensuremath{\omega}\ensuremath{_{1}}"
    )
    assert typed("Σ_(i≠y) T_iy") == r"\ensuremath{\sum_{i\ne y}} \ensuremath{T_{iy}}"
    assert typed("ỹ") == r"\ensuremath{\tilde{y}}"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("columns", ["", "[twocolumn]"])
def test_every_table_and_number_can_be_typeset(
    everything: Survey, tmp_path: Path, columns: str
) -> None:
    (tmp_path / "numbers.tex").write_text(numbers(everything), encoding="utf-8")
    (tmp_path / "tables.tex").write_text(tables(everything), encoding="utf-8")
    names = re.findall(r"\\@namedef\{lossproof@([^}]*)\}", numbers(everything))
    assert len(names) > 1000
    said = "\n".join(rf"\lossproof{{{name}}}," for name in names)
    listed = "\n".join(rf"\lossprooftable{{{section}}}" for section in everything.sections)
    text = (
        f"\\documentclass{columns}{{article}}\n\\usepackage[T1]{{fontenc}}\n"
        "\\usepackage{amsmath,amssymb,booktabs,longtable,textcomp}\n\\sloppy\n"
        "\\input{numbers}\n\\input{tables}\n\\begin{document}\n\\lossproofsummary\n"
        f"{said}\n{listed}\n\\end{{document}}\n"
    )
    (tmp_path / "all.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"],
        cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Missing character" not in done.stdout


def test_a_rounded_number_is_marked(everything: Survey) -> None:
    text = numbers(everything)
    assert r"acs-global:lhs}{\ensuremath{\approx -0.150509}}" in text
    assert r"bound-monotone/drawn:lhs}{\ensuremath{\tfrac{5}{12}}}" in text


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_a_number_that_does_not_exist_stops_latex(pictured: Survey, tmp_path: Path) -> None:
    text = f"\\documentclass{{article}}{numbers(pictured)}\\begin{{document}}\\lossproof{{no}}"
    (tmp_path / "one.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "one.tex"],
        cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "There is no `no'" in done.stdout
