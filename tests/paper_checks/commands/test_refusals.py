"""What cannot be is refused with exit status 2, in one clear sentence, and nothing is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.paper_checks.commands.running import lossproof, refused
from tests.together import together

SUM, POINT = "explain zhang2018.class-sum-bounds", "--set q=1 --set c=2"
MATRIX = "explain ghosh2017.class-conditional --set n=1 --set c=2 --set F=[[0,1]] --set G=[[0,1]]"
K02, K03 = "explore zhang2018.tightens-k02", "explore zhang2018.tightens-k03"
SHORT = "train --epochs 1 --hidden 8 --seeds 2 --workers 1"

CLAIMS = [
    ("explain zhang2018.clas-sum-bounds", "did you mean zhang2018.class-sum-bounds"),
    ("check tests", "tests is a folder: name its files, as in tests/claims_*.py"),
    ("check zhang2081", "no claim is called zhang2081"),
    ("list zhang2018.nothing", "no claim is called zhang2018.nothing"),
    ("list xyzzy", "no claim is called xyzzy"),
    ("explain patrini2017.theorem99", "no claim is called patrini2017.theorem99"),
    ("check mine.square", "Searched in derived, dmi, ghosh2017,"),
    ("check mine.square", "; for a claim of your own, give its file as well."),
    ("recheck mine.square", "sce, xu2022, zhang2018."),
    ("check nowhere.py", "there is no file nowhere.py"),
    ("list --records nowhere", "the folder of records nowhere does not exist"),
    ("report --records none", "the folder of records none does not exist"),
    ("report zhang2019", "no claim is called zhang2019: did you mean zhang2018"),
    ("report --format html,pdf", "a format must be one of html, json, latex, junit"),
    ("report --from none.json", "none.json"),
    ("recheck li.sing", "did you mean li.sign"),
    ("recheck no.json", "does not exist"),
    ("recheck no.py", "does not exist"),
    ("check li.sign --timeout 0", "Invalid value for '--timeout'"),
    ("check li.sign --seed -1", "Invalid value for '--seed'"),
    ("check li.sign --seconds nan", "is not a number in the range"),
    ("check li.sign --timeout NaN", "is not a number in the range"),
    ("check zhang2018.mae-slower --backend numpy", "--backend requires --simulate"),
    ("check li.sign --checkpoint numpy", "--checkpoint requires --simulate"),
    ("check --without-proofs --update", "--without-proofs saves nothing: remove --update"),
    ("check --without-proofs --fresh", "--without-proofs saves nothing: remove --fresh"),
    ("check --without-proofs --simulate", "--without-proofs saves nothing: remove --simulate"),
    ("check --workers 2 --dask nowhere", "--dask cannot be combined with --workers"),
    ("check --timeout 9 --dask nowhere", "--dask cannot be combined with --timeout"),
    ("check li.sign --dask nowhere", "--dask must be an address with a port"),
    ("explain zhang2018.mae-slower --set q=1", "cannot be evaluated at a point"),
    (f"{SUM} --latex --json", "--latex and --fragment cannot be combined with"),
    (f"{SUM} --ascii --html", "give only one of --latex, --html, --ascii, --json and --write-pro"),
    ("explain zhang2018.tightens-k03 --write-proof", "is REFUTED: it has no proof"),
]
POINTS = [
    (f"{SUM} --set q=3/2 --set c=2 --set f=[1/2,1/2]", "q must be in (0, 1]; got 3/2"),
    (f"{SUM} --set q=nan --set c=2 --set f=[1/2,1/2]", "q must be a finite number"),
    (f"{SUM} --set q=1 --set c=1 --set f=[1]", "c must be a number of classes of at least 2"),
    (f"{SUM} {POINT} --set f=[1/2,1/3]", "f must be a point of the simplex"),
    (f"{SUM} --set q=1 --set c=3 --set f=[1/2,1/2]", "one entry per class, c = 3; got 2"),
    (f"{SUM} {POINT}", "f, g, h are missing"),
    (f"{SUM} {POINT} --set f=[1/2,1/2] --set k=1", "unknown parameter k"),
    (f"{SUM} --set q=]", "must be a number or a list"),
    (f"{SUM} --set q", "--set must be NAME=VALUE"),
    (f"{SUM} {POINT} --set f=1/2", "write a list such as [1/2, 1/2]"),
    (f"{SUM} {POINT} --set f=[3/2,-1/2]", "-1/2 is too small"),
    (f"{MATRIX} --set y=[0] --set T=[[1/2,1/2]]", "square"),
    (f"{MATRIX} --set y=[0] --set T=[[1/2,1/3],[0,1]]", "rows of T must sum to 1"),
    (f"{MATRIX} --set y=[0] --set T=[[1/2,1/4],[1/2,3/4]]", "from_columns"),
    (f"{MATRIX} --set y=[0] --set T=[[nan,1],[0,1]]", "T[0, 0] must be a number"),
    (f"{MATRIX} --set y=[0] --set T=[[2,-1],[0,1]]", "nonnegative"),
    (f"{MATRIX} --set y=[2] --set T=[[1,0],[0,1]]", "a label, an integer in 0..c-1 = 0..1; got 2"),
]
SEARCHES = [
    ("explore", "name claims or files of claims, or give --replay"),
    ("explore zhang2018.tightens-k20", "did you mean zhang2018.tightens-k0"),
    ("explore zhang2018.mae-slower", "cannot be evaluated at a point"),
    (f"{K02} --set q", "--set must be NAME=VALUE"),
    (f"{K02} --set q=1 --set q=2", "--set gives q twice"),
    (f"{K02} --set z=1", "no parameter is called z"),
    (f"{K02} --set q=2", "q must be in (0, 1]"),
    (f"{K02} --set q=1 --range q=0.1..1", "has both a value and a range"),
    (f"{K02} --range q", "--range must be NAME=LOW..HIGH"),
    (f"{K02} --range q=1", "--range must be NAME=LOW..HIGH"),
    (f"{K02} --range q=0.1..2", "the range of q must lie in its domain"),
    (f"{K02} --drop rate", "no hypothesis is called rate"),
    (f"{K02} --given 'q = 1'", 'write "==" for equality'),
    (f"{K02} --given 'z > 1'", "'z' is not a parameter"),
    (f"{K02} --given '9**9**9 > q'", "exponent"),
    (f"{K02} --points many", "--points must be a positive whole number"),
    (f"{K02} --seconds nan", "is not a number in the range"),
    (f"{K02} --keep nowhere/x.json", "there is no folder nowhere"),
    ("explore zhang2018 --keep x.json", "--keep needs exactly one claim"),
    (f"{K02} --workers 2 --dask nowhere", "--dask cannot be combined with --workers"),
    (f"{K02} --dask nowhere", "--dask must be an address with a port"),
    ("explore --replay x.json --set q=1 --drop a", "cannot be combined with --set, --drop"),
    ("explore --replay x.json --workers 2", "--replay cannot be combined with --workers"),
    (f"{K02} --map q --set c=10 --keep nowhere/x.json", "there is no folder"),
    (f"{K02} --map q --seconds 3", "--map cannot be combined with --seconds"),
    (f"{K02} zhang2018.lq-limits --map q --picture m.png", "need exactly one claim; got 2"),
    (f"{K03} --map q,k --picture m.png --width -nan", "is not a number in the range"),
    (f"{K03} --map q,z", "no parameter for the axis z; the parameters are c, q, k"),
    (f"{K03} --map q --set c=2", "k needs a value (--set k=…)"),
    (f"{K03} --map q,k --resolution 100", "power of two from 2 on, such as 512; got 100"),
    (f"{K03} --map q,k --resolution 8192", "must be at most 4096 over 2 parameters"),
    (f"{K03} --map q,k --resolution 1", "Invalid value for '--resolution'"),
    (f"{K03} --map q,k --picture map.gif", "must end in .png, .svg, .pdf"),
    (f"{K03} --map q,k --set c=1", "c must be a number of classes of at least 2"),
]
CARDS = [
    ("analyse '1 - p**q'", "'q' has no value: set it as in --set q=1/2"),
    ("analyse '1 - p' --set q=1", "q has a value but is not in the formula"),
    ("analyse '1 - p**q' --set q", "--set must be NAME=VALUE"),
    ("analyse '1 - p**q' --set q=1 --set q=2", "--set gives q twice"),
    ("analyse '1 - p**q' --set q=x", "q must be a finite number"),
    ("analyse '1 - p**q' --set q=1..0", "the range of q must be LOW..HIGH with LOW < HIGH"),
    ("analyse '1 - p**q' --set q=..1", "the range of q must have a lower end, as in q=0..1"),
    ("analyse '1-a*p**q' --set q=0..1 --set a=1..2", "only one parameter may have a range"),
    ("analyse '1 - p' --picture card.txt", "a picture must end in .png, .svg, .pdf"),
    ("analyse '1 - p**q' --set q=0..1 --picture a.png", "needs one value for every parameter"),
    ("analyse '1 - p' '2 - p' --set q=1", "--set gives q, which no formula contains"),
    ("analyse '1 - p' --classes two", "--classes must be whole numbers"),
    ("analyse '1 - p' --classes 1", "classes must be numbers in 2..20"),
    ("analyse '1 - p' --seconds nan", "is not a number in the range"),
    ("analyse '-log(p)' --bounded", "-log(p) is not bounded (c >= 2): it tends to ∞"),
    ("analyse '1 -'", "expected a number, a name or '('"),
    ("analyse '1 - p' --json --latex", "give only one of --latex, --csv and --json"),
    ("analyse '1 - p' mae --label A", "--label must name each of the 2 losses, once"),
    ("analyse '1 - p' --table --latex", "--table needs several losses, and --latex or"),
    ("analyse '1 - p' mae --table", "--table needs several losses, and --latex or"),
    ("analyse '1 - p' --rate 1", "No such option '--rate'"),
    ("analyse '1 - p' --csv --latex", "give only one of --latex, --csv and --json"),
    ("list dmi --csv --json", "--csv cannot be combined with --json: remove one of them"),
    ("analyse nowhere.py:loss", "nowhere.py cannot be read for a loss: there is no such file"),
    ("analyse no_such_module:loss", "no_such_module cannot be read for a loss"),
    ("analyse math:nothing", "math has no function 'nothing'"),
]
FIGURES = [
    ("figures los", "no figure is called los: did you mean losses"),
    ("figures gce-bound --loss '1 - p'", "the figure gce-bound does not accept a loss"),
    ("figures losses --format pdf,gif", "a format must be one of pdf, png, svg, pgf; got 'gif'"),
    ("figures losses --loss '1 - x'", "'x' has no value"),
    ("figures losses --loss lq:r=1", "the parameters of lq are: q; got: r"),
    ("figures losses --set q=1", "add --loss or remove --set"),
    ("figures losses --seed -1", "-1 is not in the range x>=0"),
]
TRAININGS = [
    (f"{SHORT} --losses nll", "a loss must be one of: cce"),
    (f"{SHORT} --loss savge", "no loss is called 'savge': did you mean savage?"),
    (f"{SHORT} --noise fog:1", "a noise must be one of: none"),
    (f"{SHORT} --hidden 8,x", "--hidden must be whole numbers"),
    (f"{SHORT} --hidden 8,0", "hidden must be at least 1"),
    (f"{SHORT} --dropout 1", "dropout must be a number in [0, 1)"),
    (f"{SHORT} --rate -1", "rate must be a number in"),
    (f"{SHORT} --percentile 101", "percentile must be in (0, 100]"),
    (f"{SHORT} --losses backward --noise symmetric:0.9", "is singular, or nearly so"),
]
RISKS = [
    ("", "--loss is missing: give a loss, such as --loss lq:q=7/10; known losses: cce, mae"),
    ("--loss cee", "--loss must be a formula in p or one of: cce, mae, mse, unhinged, lq:q=…"),
    ("--loss g*p", "--loss g*p: 'g' has no value: set it as in --set g=1/2"),
    ("--loss 1-p --set g=2", "--set gives g, which no formula of --loss contains"),
    ("--loss '1/(p-1/2)'", "must be a real number at every prediction"),
    ("--loss 'sin(p)'", "the function sin is not known"),
    ("--loss lq", "--loss lq: the parameters of lq are: q; got: none"),
    ("--loss lq:q", "--loss must be NAME:PARAMETER=VALUE,…"),
    ("--loss lq:q=1,q=1/2", "--loss must be NAME:PARAMETER=VALUE,…"),
    ("--loss lq:q=3/2", "--loss lq:q=3/2: q must be in (0, 1]; got 3/2"),
    ("--loss lq:q=nan", "q must be a finite number"),
    ("--loss mae --loss mae", "--loss gives a loss twice"),
    ("--loss mae --noise 1.5", "--noise must be a rate in [0, 1]; got 1.5"),
    ("--loss mae --noise -1/9", "--noise must be a rate in [0, 1]; got -1/9"),
    ("--loss mae --noise nan", "--noise must be a rate in [0, 1], such as 0.4"),
    ("--loss mae --noise 1 --noise 1", "the same noise twice"),
    ("--loss mae --samples 1.5", "--samples must be a whole number of at least 1"),
    ("--loss mae --samples 0", "--samples must be a whole number of at least 1"),
    ("--loss mae --samples many", "--samples must be a whole number, such as 1e7"),
    ("--loss mae --classes 1", "--classes must be an integer in 2..1000; got 1"),
    ("--loss mae --sigma nan", "--sigma must be positive and finite; got nan"),
    ("--loss mae --alpha 1", "alpha must be in (0, 1)"),
    ("--loss mae --half-width 0", "half_width must be positive; got 0"),
    ("--loss mae --dirichlet 1", "--dirichlet must be two numbers OWN,OTHER"),
    ("--loss mae --dirichlet 1,0", "--dirichlet must be positive; got 1,0"),
    ("--loss mae --dirichlet 1,1 --sigma 2", "--dirichlet cannot be combined with"),
    ("--loss mae --dirichlet 1,1 --classes 1", "--classes must be an integer"),
    ("--loss mae --separation nan", "--separation must be a finite number; got nan"),
    ("--loss mae --way exact", "--way must be sample without --data; got exact"),
    ("--loss mae --dask tcp://x:1 --workers 2", "--dask cannot be combined with"),
    *((f"--loss mae --dask '{each}'", "--dask must be an address with a port, such as " "tcp://host:87")
      for each in ("nope", "tcp://x", "x:0", "x:70000", "tcp://a b:1", "")),
]  # fmt: skip
TYPED = [*CLAIMS, *POINTS, *SEARCHES, *CARDS, *FIGURES, *TRAININGS]
TYPED += [(f"simulate {words}", sentence) for words, sentence in RISKS]


def test_refused_fails_on_a_command_that_succeeds() -> None:
    with pytest.raises(AssertionError):
        refused("--help")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@together(("words", "sentence"), TYPED)
def test_what_is_typed_wrong_gets_one_clear_sentence(
    nowhere: Path, words: str, sentence: str
) -> None:
    if words == "check tests":
        (nowhere / "tests").mkdir()
    assert sentence in refused(words)
    assert [path.name for path in nowhere.iterdir()] in ([], ["tests"])


@together(
    ("text", "sentence"),
    [
        ("x = 1 / 0", "mine.py, line 1: ZeroDivisionError"),
        ("def", "mine.py, line 1: SyntaxError"),
        ("import nothing_of_the_kind", "ModuleNotFoundError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("x = 1", "registers no claim"),
    ],
)
def test_a_file_with_a_mistake_is_named_with_its_line(
    nowhere: Path, text: str, sentence: str
) -> None:
    Path("mine.py").write_text(text + "\n")
    assert sentence in refused("check mine.py")


@together(
    ("text", "says"),
    [
        ("[1]", "<stdin> is not the output of lossproof check --json"),
        ('[{"format": "list/1"}]', "<stdin> is not the output of lossproof check"),
        ("{", "<stdin> is not the output of lossproof check --json"),
    ],
)
def test_no_report_is_written_of_what_is_no_check(nowhere: Path, text: str, says: str) -> None:
    found = lossproof("report --from - --out new", input=text)
    assert (found.exit_code, says in found.output) == (2, True), found.output
    assert not [*nowhere.iterdir()]


@together("words", ["report li --no-figures", "figures losses"])
def test_a_folder_that_is_a_file_is_refused(nowhere: Path, words: str) -> None:
    Path("file").write_text("kept")
    told = refused(f"{words} --out file/in")
    assert "cannot be written: Not a directory; choose another place" in told
    assert Path("file").read_text() == "kept"


@together(
    ("name", "text", "sentence"),
    [
        ("T.json", "[[1, 0], [1", "T.json: "),
        ("T.json", "[[1, 0], [1, 1]]", "rows of T must sum to 1"),
        ("T.csv", "1,0\n0,x\n", "T[1, 1] must be a number"),
        ("T.txt", "1 0", "must end in .json, .csv or .npy"),
    ],
)
def test_a_matrix_that_is_none_is_refused(
    nowhere: Path, name: str, text: str, sentence: str
) -> None:
    Path(name).write_text(text)
    assert sentence in refused(f"simulate --loss mae --transition {name}")


def test_data_that_are_none_are_refused(nowhere: Path) -> None:
    asked = "simulate --loss mae --data data.npz"
    Path("data.npz").write_text("probs")
    assert "it must be an .npz file with the arrays probs and labels" in refused(asked)
    np.savez("data.npz", probs=np.eye(2))
    assert "labels is missing (it contains probs)" in refused(asked)
    np.savez("data.npz", probs=np.eye(2), labels=np.array([0, 2]))
    assert "labels must be integers in 0..c-1 = 0..1" in refused(asked)
    assert "--data cannot be combined with" in refused(f"{asked} --classes 3")
    x, y = np.full((4, 2), np.nan), np.array([0, 1, 0, 1])
    np.savez("bad.npz", x_train=x, y_train=y, x_test=x, y_test=y)
    assert "x_train must contain numbers that are finite" in refused(f"{SHORT} --data bad.npz")


@together(
    ("way", "given"),
    [("exact", each) for each in ("--samples 1e6", "--half-width 0.1", "--drawn",
                                  "--sampling independent", "--workers 2", "--dask tcp://x:1",
                                  "--checkpoint run.db")]
    + [("counts", each) for each in ("--drawn", "--sampling sobol", "--backend llvm")],
)  # fmt: skip
def test_options_of_no_use_to_the_way_are_refused(nowhere: Path, way: str, given: str) -> None:
    np.savez("data.npz", probs=np.eye(2), labels=np.array([0, 1]))
    asked = f"simulate --loss mae --data data.npz {given}"
    message = refused(f"{asked} --way {way}")
    assert f"--way {way} cannot be combined with {given.split()[0]}: use --way " in message
    if way == "exact":
        assert refused(asked) == message


def test_a_terminal_that_lacks_a_sign_gets_another_one() -> None:
    around = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "lossproof", "analyse", "1-p", "--classes", "2"]
    done = subprocess.run(command, env=around, capture_output=True, encoding="latin-1", check=True)
    assert "[c ? 2]" in done.stdout
    done = subprocess.run([command[0], "-OO", *command[1:]], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "Error: the titles of claims are docstrings: run Python without -OO\n"
