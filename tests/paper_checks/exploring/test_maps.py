"""Maps on the command line: data, words, files that are whole, and clear errors."""

from __future__ import annotations

import json
from decimal import localcontext
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from click.testing import Result

from benchmarks.claims.map import contradicted, decided
from lossproof.paper_checks.claims import load
from lossproof.paper_checks.exploring import Question, maps
from lossproof.paper_checks.exploring.maps import _decimal
from lossproof.theory.maps import FAILS, HOLDS, STATES, certified_map
from tests.paper_checks.commands.running import lossproof, refused
from tests.together import together

TIGHTENS = "zhang2018.tightens-k03"
OWN = '''
from lossproof.paper_checks.claims import Paper
from lossproof.theory.domain import Classes, Real
from lossproof.theory.language import ge, lt

mine = Paper("{section}", "mine")

@mine.claim("disc", locus="1", kind="ineq")
class Disc:
    """Inside the disc."""
    x, y = Real(0, 1), Real(0, 1)
    given = {{"right half": lambda x: ge(2 * x, 1)}}
    def conclusion(x, y):
        return lt(x**2 + y**2, 1)
'''


def run(*given: str) -> Result:
    return lossproof("explore", *given)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(OWN.format(section=f"mine{abs(hash(tmp_path)) % 10**12}"))
    return path


def test_a_claim_of_a_paper_in_words() -> None:
    result = run(TIGHTENS, "--map", "q,k", "--set", "c=2", "--resolution", "64")
    assert result.exit_code == 1, result.output
    assert "c = 2   undecided" in result.output
    assert "each undecided point is within 1 cell" in result.output
    rows = [line.split("|")[1] for line in result.output.splitlines() if line.count("|") == 2]
    assert len(rows) == 20
    assert "····" in rows[0]
    assert rows[12].endswith("####")
    assert not rows[-1].strip()


def test_a_claim_that_fails_nowhere_exits_with_0() -> None:
    small = "zhang2018.tightens-k03/small-q"
    result = run(small, "--map", "q,k", "--set", "c=3", "--resolution", "32")
    assert result.exit_code == 0, result.output


def test_data_says_what_the_picture_shows(own: Path) -> None:
    result = run(str(own), "--map", "x,y", "--resolution", "32", "--json")
    assert result.exit_code == 1, result.output
    ((data,),) = [json.loads(result.stdout)]
    (sheet,) = data["maps"]
    assert data["axes"] == ["x", "y"]
    assert sum(sp.Rational(share) for share in sheet["share"].values()) == 1
    assert sheet["cell"] == ["1/32", "1/32"]
    assert sheet["window"][0] == {"name": "x", "low": "0", "high": "1", "open": [False, False]}
    area = {
        state: sum(sp.Rational(1, 4 ** cell[0]) for cell in cells)
        for state, cells in sheet["cells"].items()
    }
    assert area == {state: sp.Rational(share) for state, share in sheet["share"].items()}
    kinds = [curve["kind"] for curve in sheet["boundary"]]
    assert kinds == ["conclusion", "hypothesis"]
    assert all(x**2 + y**2 == pytest.approx(1) for x, y in sheet["boundary"][0]["points"])


def test_a_table_rounds_towards_what_is_certified() -> None:
    result = run("zhang2018.k05-tighter/all-q-and-c", "--map", "q", "--set", "c=3")
    held, opened, failed = (
        [line for line in result.output.splitlines() if line.strip().startswith(state)][-1]
        for state in ("holds", "undecided", "fails")
    )
    turn = sp.nsolve(sp.sympify("3**(1-x) + 2**(-x) - 2"), 0.7)
    assert float(held.split(", ")[1].strip("]")) < turn < float(failed.split("[")[1].split(",")[0])
    low, high = opened.split("[")[1].strip("]").split(", ")
    assert float(low) < turn < float(high) < float(low) + 1e-5
    assert "(0, " in result.output


@together(
    ("low", "high", "up", "down"),
    [
        ("1/2 + 1/10**60", "1", "0.5000001", "1"),
        ("-1/3", "1/10**9", "-0.3333333", "0.000000001"),
        ("33333332/10**8", "33333333/10**8", "0.33333332", "0.33333333"),
        ("2 + 1/3**20", "2 + 2/3**20", "2.0000000002867972", "2.0000000005735943"),
        ("0", "10**60", "0", "1" + "0" * 60),
    ],
)
def test_ends_of_intervals_are_rounded_inwards(low: str, high: str, up: str, down: str) -> None:
    ends: list[Any] = [*map(sp.Rational, map(sp.sympify, (low, high)))]
    with localcontext() as context:
        context.prec = 3  # of a user: nothing depends on it
        width = ends[1] - ends[0]
        assert _decimal(ends[0], True, width) == up
        assert _decimal(ends[1], False, width) == down
    assert ends[0] <= sp.Rational(up) < sp.Rational(down) <= ends[1]


def test_files_are_written_whole(own: Path, tmp_path: Path) -> None:
    data, picture = tmp_path / "map.json", tmp_path / "map.svg"
    result = run(
        str(own), "--map", "x,y", "--resolution", "16", "--keep", str(data), "--picture",
        str(picture), "--drop", "right half",
    )  # fmt: skip
    assert result.exit_code == 1, result.output
    written = json.loads(data.read_text())
    assert written["format"] == maps.FORMAT
    assert written["question"]["dropped"] == ["right half"]
    assert written["maps"][0]["share"]["outside"] == "0"
    assert picture.read_text().startswith("<?xml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.json", "map.svg", "mine.py"]


def test_a_folder_that_is_missing_is_named(own: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "nowhere" / "map.json")
    assert "nowhere" in refused("explore", own, "--map", "x", "--set", "y=0", "--keep", place)


def test_a_claim_that_raises_is_named(tmp_path: Path) -> None:
    path = tmp_path / "raises.py"
    path.write_text(OWN.format(section="raises").replace("x**2 + y**2", "x / 0 * [][0]"))
    says = refused("explore", path, "--map", "x,y")
    assert "the conclusion of raises.disc (raises.py, line 14) raised IndexError" in says


def test_a_resolution_is_a_power_of_two() -> None:
    with pytest.raises(ValueError, match="a power of two from 2 on, such as 512; got 100"):
        maps.chart(Question(TIGHTENS, {"c": 2}), ("q", "k"), resolution=100)


def test_a_claim_may_declare_its_boundary() -> None:
    found = maps.chart(Question(TIGHTENS, {"c": 3}), ("q", "k"), resolution=64)
    (form,) = found.sheets[0].closed
    assert len(form.points) > 10
    text = "\n".join(maps.lines(Question(TIGHTENS, {"c": 3}), found))
    assert "boundary k = " in text


@pytest.mark.parametrize(
    ("name", "axes", "pinned"),
    [
        (TIGHTENS, ("q", "k"), {"c": 2}),
        ("imae.variance-underfits/any-two", ("u", "v"), {}),
        (
            "zhang2018.class-sum-bounds",
            ("f[0]", "f[1]"),
            {"c": 3, "q": "1/2", "g": [0, 1, 0], "h": ["1/3", "1/3", "1/3"]},
        ),
    ],
)
def test_random_points_of_what_holds_do_not_fail(name: str, axes: Any, pinned: Any) -> None:
    statement = load()[name].statement
    (sheet,) = certified_map(statement, axes, pinned=pinned, depth=6).sheets
    for state in (HOLDS, FAILS):
        exact = decided(statement, sheet)
        looked, wrong = contradicted(sheet.regions, state, 1000, exact)
        assert not wrong, (STATES[state], wrong[:3])
        assert looked > 700 or not (sheet.regions.codes == state).any()


def test_a_map_of_few_cells_is_drawn_of_whole_cells() -> None:
    result = run(TIGHTENS, "--map", "q,k", "--set", "c=2", "--resolution", "16")
    rows = [
        line.partition("|")[2].rstrip("|") for line in result.stdout.splitlines() if "|" in line
    ]
    assert {len(row) for row in rows} == {64}
    shares = {mark: sum(row.count(mark) for row in rows) / (64 * len(rows)) for mark in "·#?"}
    assert shares == pytest.approx({"·": 115 / 256, "#": 33 / 256, "?": 11 / 64}, abs=0.06)
