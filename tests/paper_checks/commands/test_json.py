"""What commands write with --json is what the schema says, and nothing else would do."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import lossproof.paper_checks.commands.main as cli
from lossproof.paper_checks.claims import REGISTRY, load
from lossproof.paper_checks.records import Result
from lossproof.paper_checks.reports import check as report
from lossproof.paper_checks.reports.explain import about
from lossproof.paper_checks.reports.written.readable import readable
from tests.recorded import RECORDED

jsonschema = pytest.importorskip("jsonschema")
SCHEMA = json.loads(Path(cli.__file__).with_name("json.schema.json").read_text())
CLAIM = "zhang2018.tightens-k03"
COARSE = ("--resolution=16",)


def valid(name: str, found: Any) -> bool:
    schema = {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}
    return jsonschema.Draft202012Validator(schema).is_valid(found)


def written(*arguments: str) -> Any:
    return json.loads(CliRunner().invoke(cli.main, [*arguments]).stdout)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list", ("list", "--json")),
        ("check", ("check", CLAIM, "--json", "--workers", "1")),
        ("unaided", ("check", "li.sign", "--without-proofs", "--json", "--workers", "1")),
        ("explain", ("explain", CLAIM, "zhang2018.class-sum-bounds", "--json")),
        (
            "evaluation",
            ("explain", CLAIM, "--set", "q=1", "--set", "c=2", "--set", "k=1/2", "--json"),
        ),
        ("recheck", ("recheck", CLAIM, "dmi.mi-properties", "--json")),
        ("simulate", ("simulate", "--loss=cce", "--noise=1/5", "--samples=2000", "--json")),
        ("explore", ("explore", CLAIM, "zhang2018.class-sum-bounds", "--points=500", "--json")),
        ("map", ("explore", CLAIM, "--map=k", "--set=c=2", "--set=q=1/2", *COARSE, "--json")),
        ("map", ("explore", CLAIM, "--map=q,k", "--set=c=2", *COARSE, "--json")),
        ("sharpen", ("sharpen", "imae.emphasis", "--over=right 2", "--json")),
        ("analyse", ("analyse", "1 - p", "--json")),
        ("analyse", ("analyse", "max(p) - p", "1 - p/q", "--set=q=2", "--classes=2", "--json")),
        ("audit", ("audit", "ghosh2017.uniform-risk-identity", "--each=1", "--json")),
        (
            "train",
            ("train", "--epochs=1", "--hidden=8", "--seeds=2", "--workers=1", "--losses=cce",
             "--losses=forward-estimated", "--noise=symmetric:0.2", "--json"),
        ),
    ],
)  # fmt: skip
def test_what_a_command_writes_is_as_the_schema_says(name: str, arguments: tuple[str, ...]) -> None:
    found = written(*arguments)
    assert valid(name, found)
    assert not valid(name, {**found, "more": 1} if isinstance(found, dict) else [*found, {}])


def test_what_embeddings_tolerate_is_written_so_too(tmp_path: Path) -> None:
    labels, path = np.repeat(np.arange(3), 4), tmp_path / "points.npz"
    embeddings = np.random.default_rng(0).normal(4 * np.eye(3)[labels], 1)
    np.savez(path, embeddings=embeddings, labels=labels)
    for more in ((), ("--normalise",), ("--noise=0.9",)):
        found = written("tolerance", str(path), *more, "--json")
        assert valid("tolerance", found)
        assert not valid("tolerance", {**found, "format": "tolerance/0"})


def test_a_kept_counterexample_is_replayed_as_the_schema_says(tmp_path: Path) -> None:
    path = str(tmp_path / "kept.json")
    (found,) = written("explore", CLAIM, "--points=500", "--keep", path, "--json")
    again = written("explore", "--replay", path, "--json")
    assert found == json.loads(Path(path).read_text())
    assert valid("explore", again)
    assert again[0]["point"] == found["point"]


def test_a_report_is_written_so_too(tmp_path: Path) -> None:
    failed = {"id": "derived.gradient-norms/order", "verdict": "ERROR", "scope": "no time",
              "seconds": 1.0, "format": "check/2", "moved": [],
              "evidence": {"kind": "error"}}  # fmt: skip
    source = tmp_path / "check.json"
    source.write_text(json.dumps([*written("check", CLAIM, "--json"), failed]))
    for asked in (["sce"], ["--from", str(source), "--no-figures"]):
        command = ["report", *asked, "--format=json", f"--out={tmp_path / 'out'}"]
        done = CliRunner().invoke(cli.main, command)
        assert done.exit_code == 0, done.output
        found = json.loads((tmp_path / "out" / "report.json").read_text())
        assert valid("report", found)
        assert not valid("report", {**found, "edges": [{"claim": CLAIM}]})
        for claim in (found["claims"][0], found["claims"][-1]):
            claim["more"] = 1
            assert not valid("report", found)
            del claim["more"]


@pytest.mark.parametrize("part", [
    0, *(pytest.param(part, marks=pytest.mark.nightly("5 s each")) for part in range(1, 5)),
])  # fmt: skip
def test_every_recorded_claim_is_written_as_the_schema_says(part: int) -> None:
    load()
    for claim_id, record in [*RECORDED.items()][part::5]:
        told: Any = {"format": "explain/2", **readable(record), **about(REGISTRY[claim_id])}
        assert valid("explain", [told]), claim_id
        altered = deepcopy(told)
        for formula in altered["statement"]["conclusion"] or [altered]:
            del formula["latex" if "latex" in formula else "text"]
        assert not valid("explain", [altered])


@pytest.mark.parametrize(
    ("name", "value"), [("outcome", "fine"), ("seed", "0"), ("instances", None), ("more", 1)]
)
def test_what_was_drawn_has_its_parts_and_no_others(name: str, value: Any) -> None:
    claim_id = "ghosh2017.uniform-risk-identity"
    load()
    told = {"format": "explain/2", **readable(RECORDED[claim_id])}
    told |= about(REGISTRY[claim_id])
    assert valid("explain", [told])
    altered = deepcopy(told)
    altered["simulation"][name] = value
    assert not valid("explain", [altered])


def test_a_claim_that_could_not_be_decided_is_written_so_too() -> None:
    failed = {"id": "toy.a", "verdict": "ERROR", "scope": "?", "evidence": {"kind": "error"}}
    assert valid("check", report.as_json([Result("toy.a", failed, 0.1, "Traceback")], {}))
