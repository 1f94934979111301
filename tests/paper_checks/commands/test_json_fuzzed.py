"""Whatever is asked for, --json is what the schema says; what is refused writes nothing there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings, strategies as st

import lossproof.paper_checks.commands.main as cli
from lossproof.paper_checks import records
from lossproof.paper_checks.claims import loading
from tests.recorded import RECORDED

jsonschema = pytest.importorskip("jsonschema")
SCHEMA = json.loads(Path(cli.__file__).with_name("json.schema.json").read_text())
IDS = [*RECORDED]
QUICK = ("zhang2018.tightens-k02", "zhang2018.tightens-k03", "zhang2018.lq-limits", "li.sign",
         "zhang2018.class-sum-bounds", "dmi.mi-properties")  # fmt: skip
NUMBERS = ("0", "1", "2", "1/2", "0.3", "-1", "nan", "inf", "1e400", "1e-400", "1/0", "", "abc",
           "0..1", "1..0", "[1/2,1/2]", "[[]]", "[", "9" * 50, "½", "null")  # fmt: skip
FORMULAS = ("1-p", "-log(p)", "p", "1/p", "1/(p-p)", "log(p-1)", "0", "exp(1/p)", "(1-p)**q/q",
            "p*", "others(p**2)", "max(p, 1/2)", "sqrt(p - 1/2)", "p[y]", "import os")  # fmt: skip
FEW = settings(
    max_examples=min(25, settings.default.max_examples // 4), deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
MINE = """from lossproof import Paper, Real, Label, Classes, Simplex, eq, ge, le

mine = Paper("fuzzed", "notes")


@mine.claim("square", locus="1", kind="ineq")
class Square:
    "A square is at least minus one."

    x = Real()

    def conclusion(x):
        return ge(x**2, -1)


@mine.claim("root", locus="2", kind="ineq")
class Root:
    "A square is at most its root."

    x = Real(0, 2)
    given = {"low": lambda x: le(x, 3)}

    def conclusion(x):
        return le(x**2, x)


@mine.claim("none", locus="3", kind="ineq")
class Never:
    "Nothing is below itself."

    x = Real(0, 2)
    given = {"never": lambda x: le(x, -1)}

    def conclusion(x):
        return le(x, 7)
"""


def some(*options: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """Some of these options, each with one of its values, in any order."""
    each = [
        st.sampled_from(values).map(lambda v, o=option: f"{o}={v}") for option, *values in options
    ]
    return st.lists(st.one_of(each), max_size=4, unique=True)


def told(name: str, *arguments: str) -> Any:
    """What a command writes to stdout, which is as the schema says; None where it is refused."""
    done = CliRunner().invoke(cli.main, [*arguments, "--json"])
    assert done.exit_code in (0, 1, 2), done.output
    assert "Traceback" not in done.output
    if not done.stdout:
        assert done.exit_code == 2
        assert "Error: " in done.stderr
        return None

    def constant(text: str) -> None:
        raise AssertionError(f"{text} is no JSON")

    found = json.loads(done.stdout, parse_constant=constant)
    schema = {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}
    jsonschema.Draft202012Validator(schema).validate(found)
    return found


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A file of claims of which nothing is recorded, and that is forgotten afterwards."""
    path = tmp_path_factory.mktemp("mine") / "claims_fuzzed.py"
    path.write_text(MINE)
    yield str(path)
    loading._forget(path.resolve())


def test_what_is_refused_writes_nothing() -> None:
    assert told("list", "list", "no.claim") is None
    with pytest.raises(jsonschema.ValidationError):
        told("check", "list", "li.sign")


@FEW
@given(st.lists(st.sampled_from([*IDS, "li", "dmi", "no.claim"]), max_size=3),
       some(("--verdict", "PROVED", "refuted", "ERROR", "no")))  # fmt: skip
def test_lists(mine: str, names: list[str], options: list[str]) -> None:
    told("list", "list", *names, *options)
    told("list", "list", *names, mine, *options)


@FEW
@given(st.sampled_from([*QUICK, "no.claim"]), st.lists(st.sampled_from(NUMBERS), max_size=3))
def test_evaluations(mine: str, name: str, values: list[str]) -> None:
    settings = [f"--set={each}={value}" for each, value in zip("qck", values, strict=False)]
    if settings:
        told("evaluation", "explain", name, *settings)
    for value in values:
        told("evaluation", "explain", mine, "fuzzed.root", f"--set=x={value}")


def test_an_evaluation_of_several_claims_is_a_list() -> None:
    at = ("--set=c=10", "--set=q=1/2", "--set=k=1/2")
    assert [each["id"] for each in told("evaluation", "explain", *QUICK[:2], *at)] == [*QUICK[:2]]


@pytest.mark.parametrize("name", ["fuzzed.square", "fuzzed.root", "fuzzed.none"])
def test_of_what_is_not_recorded_too(mine: str, name: str) -> None:
    assert told("explain", "explain", mine, name)[0]["id"] == name
    assert told("explore", "explore", mine, name, "--points=200")[0]["id"] == name
    assert told("recheck", "recheck", mine) is None


def test_a_check_of_what_is_not_recorded(mine: str) -> None:
    found = told("check", "check", mine, "--workers=1")
    verdicts = {each["id"]: each["verdict"] for each in found}
    assert verdicts["fuzzed.root"] == "REFUTED"
    assert verdicts["fuzzed.none"] == "VACUOUS"
    assert told("unaided", "check", mine, "--without-proofs", "--workers=1") is not None


LOUD = MINE.replace("fuzzed", "loud").replace("    return ge", "    print('{'); return ge", 1)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("list", ("list",)), ("explain", ("explain",)), ("explore", ("explore", "--points=100")),
     ("evaluation", ("explain", "loud.square", "--set=x=1")),
     ("check", ("check", "--workers=1")), ("check", ("check", "--workers=2", "--simulate")),
     ("unaided", ("check", "--without-proofs", "--workers=1")),
     ("audit", ("audit", "--each=1"))],
)  # fmt: skip
def test_what_a_claim_prints_is_no_part_of_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, arguments: tuple[str, ...]
) -> None:
    path = tmp_path / "claims_loud.py"
    path.write_text(f"print('[')\n{LOUD}")
    try:
        assert told(name, *arguments, str(path)) is not None
    finally:
        loading._forget(path.resolve())
    assert capfd.readouterr().out == ""


@FEW
@given(st.sampled_from(QUICK[:5]),
       some(("--set", *(f"{name}={value}" for name in "qkc" for value in NUMBERS)),
            ("--range", "k=0..1", "q=1/2..1", "c=..9", "q=2..1", "k=nan..1", "z=0..1"),
            ("--drop", "k > 1/c", "no such"), ("--seed", "3"),
            ("--given", "k*c >= 1", "q < q", "f[0] < f[1]", "k >")))  # fmt: skip
def test_searches(name: str, options: list[str]) -> None:
    told("explore", "explore", name, *options, "--points=100", "--seconds=5")


@FEW
@given(st.sampled_from(QUICK[:3]), st.sampled_from(("q,k", "k", "c", "q", "q,q", "z", "")),
       some(("--set", "c=2", "q=1/2", "k=1/2", "c=nan", "q=2"), ("--range", "c=2..3", "k=0..1"),
            ("--drop", "k > 1/c", "no such"), ("--resolution", "3", "4", "8")))  # fmt: skip
def test_maps(name: str, axes: str, options: list[str]) -> None:
    options = (
        options if any("resolution" in each for each in options) else [*options, "--resolution=4"]
    )
    told("map", "explore", name, f"--map={axes}", *options)


@settings(FEW, max_examples=12)
@given(st.lists(st.sampled_from(FORMULAS), min_size=1, max_size=2),
       some(("--set", *(f"q={value}" for value in NUMBERS)),
            ("--classes", "2", "2,3", "0", "x")))  # fmt: skip
def test_cards(formulas: list[str], options: list[str]) -> None:
    told("analyse", "analyse", *formulas, *options, "--seconds=1")


@FEW
@given(some(("--loss", "mae", "lq:q=1/2", "lq:q=nan", "lq:", "no", *FORMULAS),
            ("--noise", "0", "0.3", *NUMBERS), ("--classes", "2", "3", "1", "1000000"),
            ("--alpha", "0.1", "0", "nan"), ("--half-width", "0.1", "nan", "-1"),
            ("--separation", "2", "nan"), ("--sigma", "1", "0", "inf"),
            ("--correction", "forward", "backward"), ("--mix", *NUMBERS),
            ("--sampling", "sobol", "antithetic"), ("--way", "exact", "counts"),
            ("--dirichlet", "4,1/2", "1", "0,0")))  # fmt: skip
def test_risks(options: list[str]) -> None:
    told("simulate", "simulate", *options, "--samples=1000", "--backend=numpy")


@FEW
@given(st.sampled_from(["f8", "f4", "i8", "?", "U3", "c16"]),
       st.sampled_from(["i8", "u1", "f8", "U1"]), st.sampled_from([0, 1, 2, 3, 12]),
       st.sampled_from([1, 1, 1e200, 0, np.nan]),
       some(("--noise", "0", "0.3", "1", *NUMBERS), ("--classes", "2", "3", "50", "0", "5000"),
            ("--margin", *NUMBERS), ("--beta", *NUMBERS), ("--replicates", "1", "0")))  # fmt: skip
def test_tolerances(
    tmp_path: Path, kind: str, of_labels: str, n: int, scale: float, options: list[str]
) -> None:
    points = np.random.default_rng(0).normal(size=(n, 2)) * scale
    path = tmp_path / "points.npz"
    with np.errstate(all="ignore"):
        held = points.real.astype(kind)
    np.savez(path, embeddings=held, labels=(np.arange(n) % 3).astype(of_labels))
    told("tolerance", "tolerance", str(path), *options)
    told("tolerance", "tolerance", str(path), "--normalise", *options)


@FEW
@given(st.data())
def test_records_that_were_altered(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(IDS))
    source = records.FOLDER / f"{name.replace('.', '/', 1)}.json"
    text = source.read_text(encoding="utf-8")
    place = data.draw(st.integers(0, len(text) - 1))
    length, put = (
        data.draw(st.integers(0, 5)),
        data.draw(st.sampled_from(["", "0", '"', "[", "x,"])),
    )
    path = tmp_path / "altered.json"
    path.write_text(text[:place] + put + text[place + length :], encoding="utf-8")
    (found,) = told("recheck", "recheck", str(path))
    assert found["confirmed"] in (True, False)


@settings(FEW, max_examples=6)
@given(some(("--losses", "cce", "lq:q=1/2", "lq:q=2", "forward-estimated", "no", "1-p"),
            ("--noise", "none", "0.2", "symmetric:2", "binary:0.1", "no"),
            ("--rate", "1e-3", "0", "nan"),
            ("--dropout", "0", "1", "nan"), ("--percentile", "100", "nan", "-1"),
            ("--batch", "1000"), ("--optimiser", "sgd", "adam")))  # fmt: skip
def test_trainings(options: list[str]) -> None:
    small = ("--epochs=1", "--hidden=3", "--seeds=1", "--workers=1", "--backend=numpy")
    some_loss = [] if any("--losses" in each for each in options) else ["--losses=cce"]
    some_noise = [] if any("--noise" in each for each in options) else ["--noise=none"]
    told("train", "train", *options, *some_loss, *some_noise, *small)


@settings(FEW, max_examples=4)
@given(st.sampled_from(["ghosh2017.uniform-risk-identity", "li.sign", "no.claim"]),
       some(("--each", "1"), ("--each", "0"), ("--seed", "1", "-1")))  # fmt: skip
def test_audits(name: str, options: list[str]) -> None:
    told("audit", "audit", name, "--each=1", *options)
