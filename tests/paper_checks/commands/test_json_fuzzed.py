"""Whatever is asked for, --json is what the schema says; what is refused writes nothing there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import lossproof.paper_checks.commands.main as cli
from lossproof.paper_checks import records
from lossproof.paper_checks.claims import loading
from tests.paper_checks.commands.running import claims_text, lossproof
from tests.recorded import RECORDED
from tests.turns import in_turns

jsonschema = pytest.importorskip("jsonschema")
SCHEMA = json.loads(Path(cli.__file__).with_name("json.schema.json").read_text())
IDS = [*RECORDED]
QUICK = ("zhang2018.tightens-k02", "zhang2018.tightens-k03", "zhang2018.lq-limits", "li.sign",
         "zhang2018.class-sum-bounds", "dmi.mi-properties")  # fmt: skip
NUMBERS = ("0", "1", "2", "1/2", "0.3", "-1", "nan", "inf", "1e400", "1e-400", "1/0", "", "abc",
           "0..1", "1..0", "[1/2,1/2]", "[[]]", "[", "9" * 50, "½", "null")  # fmt: skip
FORMULAS = ("1-p", "-log(p)", "p", "1/p", "1/(p-p)", "log(p-1)", "0", "exp(1/p)", "(1-p)**q/q",
            "p*", "others(p**2)", "max(p, 1/2)", "sqrt(p - 1/2)", "p[y]", "import os")  # fmt: skip
MINE = (
    ("square", "Real()", "ge(x**2, -1)"),
    ("root", "Real(0, 2)", "le(x**2, x)", '{"low": lambda x: le(x, 3)}'),
    ("none", "Real(0, 2)", "le(x, 7)", '{"never": lambda x: le(x, -1)}'),
)
Words = st.SearchStrategy[list[str]]


def some(*options: Sequence[str]) -> Words:
    """Some of these options, each with one of its values, in any order."""
    each = [
        st.sampled_from([f"{option}={value}" for value in values] or [option])
        for option, *values in options
    ]
    return st.lists(st.one_of(each), max_size=4, unique=True)


def asked(*parts: str | Sequence[str] | Words) -> Words:
    """A command of words, one of several, or of those that a strategy gives."""
    each: list[Words] = []
    for part in parts:
        if isinstance(part, str):
            each.append(st.just([part]))
        else:
            chosen = part if isinstance(part, st.SearchStrategy) else st.sampled_from(part)
            each.append(chosen.map(lambda found: [found] if isinstance(found, str) else [*found]))
    return st.tuples(*each).map(lambda words: [word for part in words for word in part])


def told(name: str, *arguments: str) -> Any:
    """What a command writes to stdout, which is as the schema says; None where it is refused."""
    done = lossproof(*arguments, "--json")
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
    path.write_text(claims_text(*MINE, section="fuzzed"))
    yield str(path)
    loading._forget(path.resolve())


def test_what_is_refused_writes_nothing() -> None:
    assert told("list", "list", "no.claim") is None
    with pytest.raises(jsonschema.ValidationError):
        told("check", "list", "li.sign")


NAMES = st.lists(st.sampled_from([*IDS, "li", "dmi", "no.claim"]), max_size=3)
VALUES = st.tuples(*(st.sampled_from(NUMBERS) for _ in "qck"))
SMALL = ("--epochs=1", "--hidden=3", "--seeds=1", "--workers=1", "--backend=numpy")
FUZZED: dict[str, tuple[str, Words]] = {
    "lists": ("list", asked("list", NAMES, some(("--verdict", "PROVED", "refuted", "ERROR",
                                                 "no")))),
    "evaluations": ("evaluation", asked(
        "explain", [*QUICK, "no.claim"],
        VALUES.map(lambda found: [f"--set={n}={v}" for n, v in zip("qck", found, strict=True)]))),
    "searches": ("explore", asked(
        "explore", QUICK[:5], some(
            ("--set", *(f"{name}={value}" for name in "qkc" for value in NUMBERS)),
            ("--range", "k=0..1", "q=1/2..1", "c=..9", "q=2..1", "k=nan..1", "z=0..1"),
            ("--drop", "k > 1/c", "no such"), ("--seed", "3"),
            ("--given", "k*c >= 1", "q < q", "f[0] < f[1]", "k >")),
        "--points=100", "--seconds=5")),
    "maps": ("map", asked(
        "explore", QUICK[:3], [f"--map={each}" for each in ("q,k", "k", "c", "q,q", "z", "")],
        "--resolution=4", some(
            ("--set", "c=2", "q=1/2", "k=1/2", "c=nan", "q=2"), ("--range", "c=2..3", "k=0..1"),
            ("--drop", "k > 1/c", "no such"), ("--resolution", "3", "8")))),
    "cards": ("analyse", asked(
        "analyse", st.lists(st.sampled_from(FORMULAS), min_size=1, max_size=2),
        some(("--set", *(f"q={value}" for value in NUMBERS)), ("--classes", "2", "0", "x")),
        "--seconds=1")),
    "risks": ("simulate", asked(
        "simulate", some(
            ("--loss", "mae", "lq:q=1/2", "lq:q=nan", "lq:", "no", *FORMULAS),
            ("--noise", "0", "0.3", *NUMBERS), ("--classes", "2", "3", "1", "1000000"),
            ("--alpha", "0.1", "0", "nan"), ("--half-width", "0.1", "nan", "-1"),
            ("--separation", "2", "nan"), ("--sigma", "1", "0", "inf"),
            ("--correction", "forward", "backward"), ("--mix", *NUMBERS),
            ("--sampling", "sobol", "antithetic"), ("--way", "exact", "counts"),
            ("--dirichlet", "4,1/2", "1", "0,0")),
        "--samples=1000", "--backend=numpy")),
    "trainings": ("train", asked(
        "train", some(("--losses", "lq:q=1/2", "lq:q=2", "forward-estimated", "no", "1-p"),
                      ("--noise", "0.2", "symmetric:2", "binary:0.1", "no"),
                      ("--rate", "1e-3", "0", "nan"), ("--dropout", "0", "1", "nan"),
                      ("--percentile", "100", "nan", "-1"), ("--batch", "1000"),
                      ("--optimiser", "sgd", "adam")),
        "--losses=cce", "--noise=none", st.just(SMALL))),
    "audits": ("audit", asked(
        "audit", ["ghosh2017.uniform-risk-identity", "li.sign", "no.claim"], "--each=1",
        some(("--each", "0"), ("--seed", "1", "-1")))),
}  # fmt: skip
FEW = settings(
    max_examples=max(6, settings.default.max_examples // 8), deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@in_turns("kind", FUZZED, 4)
def test_whatever_is_asked_for(kind: str) -> None:
    name, words = FUZZED[kind]

    @FEW
    @given(words)
    def is_as_the_schema_says(arguments: list[str]) -> None:
        told(name, *arguments)

    is_as_the_schema_says()


@in_turns("kind", ["f8", "i8", "U3", "c16"], 4)
def test_whatever_the_points_are(kind: str, tmp_path: Path) -> None:
    """Embeddings of any type and size, with labels of any type."""
    path = tmp_path / "points.npz"

    @FEW
    @given(st.sampled_from(["i8", "u1", "f8", "U1"]), st.sampled_from([0, 1, 3, 12]),
           st.sampled_from([1, 1, 1e200, 0, np.nan]),
           some(("--noise", "0", "0.3", *NUMBERS), ("--classes", "2", "3", "50", "0", "5000"),
                ("--margin", *NUMBERS), ("--beta", *NUMBERS), ("--replicates", "1", "0"),
                ("--normalise",)))  # fmt: skip
    def is_as_the_schema_says(of_labels: str, n: int, scale: float, options: list[str]) -> None:
        points = np.random.default_rng(0).normal(size=(n, 2)) * scale
        with np.errstate(all="ignore"):
            values = points.astype(kind)
        np.savez(path, embeddings=values, labels=(np.arange(n) % 3).astype(of_labels))
        told("tolerance", "tolerance", str(path), *options)

    is_as_the_schema_says()


@FEW
@given(st.data())
def test_records_that_were_altered(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(IDS))
    source = records.FOLDER / f"{name.replace('.', '/', 1)}.json"
    text = source.read_text(encoding="utf-8")
    place, length = data.draw(st.integers(0, len(text) - 1)), data.draw(st.integers(0, 5))
    put = data.draw(st.sampled_from(["", "0", '"', "[", "x,"]))
    path = tmp_path / "altered.json"
    path.write_text(text[:place] + put + text[place + length :], encoding="utf-8")
    (found,) = told("recheck", "recheck", str(path))
    assert found["confirmed"] in (True, False)


def test_an_evaluation_of_several_claims_is_a_list() -> None:
    at = ("--set=c=10", "--set=q=1/2", "--set=k=1/2")
    assert [each["id"] for each in told("evaluation", "explain", *QUICK[:2], *at)] == [*QUICK[:2]]


def test_of_what_is_not_recorded_too(mine: str) -> None:
    for name in ("fuzzed.square", "fuzzed.root", "fuzzed.none"):
        assert told("explain", "explain", mine, name)[0]["id"] == name
        assert told("explore", "explore", mine, name, "--points=200")[0]["id"] == name
    assert told("recheck", "recheck", mine) is None
    assert len(told("list", "list", mine)) == 3
    assert told("evaluation", "explain", mine, "fuzzed.root", "--set=x=nan") is None
    found = told("check", "check", mine, "--workers=1")
    verdicts = {each["id"]: each["verdict"] for each in found}
    assert verdicts["fuzzed.root"] == "REFUTED"
    assert verdicts["fuzzed.none"] == "VACUOUS"
    assert told("unaided", "check", mine, "--without-proofs", "--workers=1") is not None


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("list", "list"), ("explain", "explain"), ("explore", "explore --points=100"),
     ("evaluation", "explain loud.square --set=x=1"), ("check", "check --workers=1"),
     ("unaided", "check --without-proofs --workers=1"), ("audit", "audit --each=1"),
     pytest.param("check", "check --workers=2 --simulate", marks=pytest.mark.nightly("8 s"))],
)  # fmt: skip
def test_what_a_claim_prints_is_no_part_of_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, arguments: str
) -> None:
    path = tmp_path / "claims_loud.py"
    text = claims_text(*MINE, section="loud", more="print('[')\n")
    path.write_text(text.replace("    return ge", "    print('{'); return ge", 1))
    try:
        assert told(name, *arguments.split(), str(path)) is not None
    finally:
        loading._forget(path.resolve())
    assert capfd.readouterr().out == ""
