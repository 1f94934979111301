"""What commands write with --json is what the schema says, and nothing else would do."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import paper_checks.commands.main as cli
from paper_checks import records
from paper_checks.claims import REGISTRY, load
from paper_checks.records import Result
from paper_checks.reports import check as report
from paper_checks.reports.explain import about
from paper_checks.reports.written.readable import readable

jsonschema = pytest.importorskip("jsonschema")
SCHEMA = json.loads(Path(cli.__file__).with_name("json.schema.json").read_text())
CLAIM = "zhang2018.tightens-k03"


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
        ("explain", ("explain", CLAIM, "zhang2018.class-sum-bounds", "--json")),
        (
            "evaluation",
            ("explain", CLAIM, "--set", "q=1", "--set", "c=2", "--set", "k=1/2", "--json"),
        ),
        ("recheck", ("recheck", CLAIM, "li.l1-norm/factor", "--json")),
    ],
)
def test_what_a_command_writes_is_as_the_schema_says(name: str, arguments: tuple[str, ...]) -> None:
    found = written(*arguments)
    assert valid(name, found)
    assert not valid(name, {**found, "more": 1} if isinstance(found, dict) else [*found, {}])


def test_every_recorded_claim_is_written_as_the_schema_says() -> None:
    load()
    for claim_id, record in records.load().items():
        told: Any = {"format": "explain/1", **readable(record), **about(REGISTRY[claim_id])}
        assert valid("explain", [told]), claim_id
        altered = deepcopy(told)
        del altered["statement"]["conclusion"][0]["latex"]
        assert not valid("explain", [altered])


def test_a_claim_that_could_not_be_decided_is_written_so_too() -> None:
    failed = {"id": "toy.a", "verdict": "ERROR", "scope": "?", "evidence": {"kind": "error"}}
    assert valid("check", report.as_json([Result("toy.a", failed, 0.1, "Traceback")], {}))
