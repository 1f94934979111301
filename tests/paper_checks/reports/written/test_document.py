"""All claims as one LaTeX document: it compiles, and no line leaves the page."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lossproof.paper_checks.claims import load
from lossproof.paper_checks.reports.explain import about
from lossproof.paper_checks.reports.parts.statement import cited
from lossproof.paper_checks.reports.written.document import document, part
from lossproof.paper_checks.reports.written.prose import described, typed
from tests.recorded import RECORDED

TOO_WIDE = 10.0  # points


def test_every_sign_of_texts_and_places_is_one_that_latex_knows() -> None:
    typeset = "".join(
        f"{described(told['text'])}{typed(cited(told))}" for told in map(about, load())
    )
    assert {sign for sign in typeset if not sign.isascii()} <= {*"…×±"}


@pytest.mark.nightly("all claims, typeset")
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_all_claims_are_one_document_without_a_line_that_leaves_the_page(tmp_path: Path) -> None:
    recorded, claims = RECORDED, {claim.id: claim for claim in load()}
    parts = (part(record, about(claims[name]), recorded) for name, record in recorded.items())
    (tmp_path / "all.tex").write_text(document(parts))
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    log = (tmp_path / "all.log").read_text(errors="replace")
    wide = re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\) (.*)", log)
    assert not [where for points, where in wide if float(points) > TOO_WIDE]
    assert int(re.findall(r"\((\d+) pages", log)[-1]) > len(recorded)
