"""What the page says at a point, run by Node: terms, relations, conclusions of several parts."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lossproof.paper_checks.reports.written.survey import play
from lossproof.paper_checks.reports.written.survey.play import playable

FOLDER = Path(play.__file__).parent
NODE = shutil.which("node")
ONE_SLIDER = {"kind": "id", "evidence": {"kind": "search"}, "witness": None}


def answered(conclusion: list[str], **point: str) -> Any:
    """What the page says of a conclusion at a point: as a whole, and of each part."""
    if NODE is None:
        pytest.skip("Node is not installed")
    source = "\n".join((FOLDER / name).read_text("utf-8") for name in ("terms.js", "play.js"))
    claim = json.dumps({"given": [], "conclusion": conclusion})
    ask = (
        f"{source}\nconst found = PLAY.answer({claim}, {json.dumps(point)});"
        "const parts = found.conclusion.map((each) => each.holds);"
        "console.log(JSON.stringify([PLAY.outcome(found), ...parts]));"
    )
    done = subprocess.run([NODE, "-e", ask], capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("term", "point"),
    [("(<= (^ x n) 1/4)", {"x": "199/200", "n": "134"}),
     ("(<= (^ x n) 1/200)", {"x": "97/100", "n": "155"}),
     ("(>= (* -1 (^ x n)) -1/4)", {"x": "199/200", "n": "134"}),
     ("(>= (^ x n) 4)", {"x": "200/199", "n": "134"})],
)  # fmt: skip
def test_a_quotient_of_what_is_no_float_is_one(term: str, point: dict[str, str]) -> None:
    assert answered([term], **point)[0] is False


def test_a_number_on_top_that_may_be_whole_is_no_root() -> None:
    assert answered(["(<= (^ -1 (* 2 (^ q 1/2))) 0)"], q="1/4")[0] is None
    assert answered(["(<= (^ -1 q) 0)"], q="1/4")[0] == "undefined"


def test_a_conclusion_fails_where_a_part_does_whatever_the_others_are() -> None:
    fails, pole, holds = "(>= x 1)", "(<= (^ x -1) 0)", "(<= x 1)"
    assert answered([pole, fails], x="0") == [False, "undefined", False]
    assert answered([pole, holds], x="0") == ["undefined", "undefined", True]
    assert answered([holds], x="0") == [True, True]
    close = "(<= (exp x) (exp x))"
    assert answered([close, "(<= (^ (+ x -1) -1) 0)"], x="1") == [None, None, "undefined"]


def test_a_slider_stands_inside_a_narrow_domain() -> None:
    domain = "(interval 1/200 1/150 closed closed)"
    stated = {"parameters": {"x": domain}, "given": {}, "conclusion": ["(<= x 1/150)"]}
    found = playable({**ONE_SLIDER, "statement": stated, "id": "mine.small"})
    assert found
    step = found["sliders"]["x"]["step"]
    assert any(1 / 200 <= k / step <= 1 / 150 for k in range(step))
