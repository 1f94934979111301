"""A decision is kept as long as nothing that went into it has changed; else it is found again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lossproof.paper_checks.cache import DecisionCache, entries
from lossproof.paper_checks.cache.sources import Sources
from lossproof.paper_checks.records import Result
from lossproof.simulate.files import cache_folder, code
from tests.paper_checks.cache.test_sources import FILES, ONE, SCE, write

MODULES = {"dmi.one": ONE, "sce.two": SCE}


def record(name: str, point: int = 1) -> dict[str, Any]:
    witness = {"point": {"q": str(point)}, "given": {}, "conclusion": []}
    return {"id": name, "verdict": "PROVED", "scope": "all q", "assumes": [], "witness": witness}


RECORDS = {name: record(name) for name in MODULES}


class Place:
    """A project, a folder of decisions and records, in which everything was decided once."""

    def __init__(self, path: Path) -> None:
        self.root, self.place = path / "project", path / "kept"
        for name, text in FILES.items():
            write(self.root, name, text)
        self.decide()

    def cache(self, records: Any = RECORDS, seed: int = 0) -> DecisionCache:
        cache = DecisionCache(records, seed, place=self.place, sources=Sources(self.root))
        if not cache.claims():
            cache.tell(MODULES)
        return cache

    def decide(self) -> None:
        self.cache().keep({name: Result(name, each, 1.0) for name, each in RECORDS.items()})

    def found(self, **changed: Any) -> list[str]:
        return [*self.cache(**changed).found(MODULES)]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_what_was_decided_is_found_without_loading_a_claim(place: Place) -> None:
    cache = DecisionCache(RECORDS, 0, place=place.place, sources=Sources(place.root))
    assert cache.claims() == MODULES
    assert {name: each.record for name, each in cache.found(MODULES).items()} == RECORDS
    assert cache.opposed(cache.found(MODULES)) == {*MODULES}


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("paper_checks/papers/dmi/one.py", ["sce.two"]),
        ("paper_checks/papers/sce.py", ["dmi.one"]),
        ("theory/rules.py", []),
        ("paper_checks/claims/runner.py", []),
        ("paper_checks/reports/check.py", [*MODULES]),
    ],
)
def test_a_change_of_a_source_is_seen(place: Place, name: str, left: list[str]) -> None:
    write(place.root, name, FILES[name] + "# changed\n")
    assert place.found() == left


def test_a_new_module_is_seen_before_its_claims_are(place: Place) -> None:
    write(place.root, "paper_checks/papers/new.py", "")
    assert DecisionCache(RECORDS, 0, place=place.place, sources=Sources(place.root)).claims() == {}
    assert place.found() == [*MODULES]


def test_a_change_of_a_record_is_seen_and_whom_its_witness_is_against(place: Place) -> None:
    records = {**RECORDS, "sce.two": record("sce.two", point=2)}
    assert place.found(records=records) == ["dmi.one"]
    cache = place.cache(records)
    assert cache.opposed(cache.found(MODULES)) == set()


def test_another_seed_is_seen(place: Place) -> None:
    assert place.found(seed=1) == []


@pytest.mark.parametrize("name", ["sympy", "numpy", "python-flint", "python"])
def test_another_version_is_seen(place: Place, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = code._version
    monkeypatch.setattr(code, "_version", lambda n: "0" if n == name else before(n))
    if name == "python":
        monkeypatch.setattr("platform.python_version", lambda: "4.0")
    assert place.found() == []


def test_a_setting_of_sympy_is_seen(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYMPY_GROUND_TYPES", "python")
    assert place.found() == []


def damaged(text: str) -> dict[str, str]:
    entry = json.loads(text)
    return {
        "cut off": text[: len(text) // 2],
        "empty": "",
        "no object": "[1]",
        "of another name": json.dumps({**entry, "name": "other"}),
        "of another schema": json.dumps({**entry, "schema": 0}),
        "altered": json.dumps({**entry, "entry": {**entry["entry"], "scope": "all x"}}),
        "another entry": json.dumps({**entry, "entry": 3}),
    }


@pytest.mark.parametrize(
    "how", ["cut off", "empty", "no object", "of another name", "of another schema", "altered",
            "another entry"],
)  # fmt: skip
def test_what_is_damaged_or_of_others_is_not_believed(place: Place, how: str) -> None:
    for path in place.place.glob("*.json"):
        path.write_text(damaged(path.read_text())[how])
    assert place.found() == []


def test_what_differs_from_its_record_is_not_kept(place: Place) -> None:
    write(place.root, "paper_checks/papers/sce.py", "# changed\n")
    moved = {**RECORDS["sce.two"], "scope": "all q", "evidence": {"kind": "derivation"}}
    place.cache().keep({"sce.two": Result("sce.two", moved, 1.0)})
    assert place.found() == ["dmi.one"]


def test_what_a_function_registers_is_always_decided(place: Place) -> None:
    cache = DecisionCache(RECORDS, 0, place=place.place, sources=Sources(place.root))
    cache.tell({**MODULES, "dmi.one": None})
    assert [*cache.found(MODULES)] == ["sce.two"]
    cache.tell({**MODULES, "dmi.one": "lossproof.theory.rules"})
    assert [*cache.found(MODULES)] == ["sce.two"]


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (file := tmp_path / "file").write_text("")
    entries.write(file / "below", "name", {"a": 1})
    assert entries.read(file / "below", "name") == {}


def test_the_folder_is_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOSSPROOF_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("LOSSPROOF_CACHE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "lossproof"
    monkeypatch.setenv("LOSSPROOF_CACHE", "")
    entries.write(cache_folder(), "name", {"a": 1})
    assert entries.read(cache_folder(), "name") == {}
