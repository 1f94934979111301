"""Records are written whole, read back the same, and compared place by place."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given, strategies as st

from lossproof.paper_checks import records
from tests.together import together


def step(name: str, states: str, *premises: str) -> dict[str, Any]:
    return {"step": name, "rule": "combination", "from": [*premises], "term": states}


A, B, C, D = (
    step("a", "(>= x 0)"), step("b", "(>= y 0)"), step("c", "(>= (+ x y) 0)", "a", "b"),
    step("d", "(> z 0)"),
)  # fmt: skip
CLAIM = {
    "id": "toy.a",
    "title": "A toy",
    "locus": "Eq. 1",
    "kind": "ineq",
    "repairs": None,
    "assumes": [],
    "verdict": "PROVED",
    "scope": "all x",
    "statement": {"parameters": {"x": "(interval 0 inf closed open)"}, "given": {}},
    "evidence": {"kind": "derivation", "steps": [A, B, C]},
    "witness": {"point": {"x": "1", "f": ["1/2", "1/2"]}, "given": {}, "conclusion": []},
    "hypotheses": {"small": {"dropped": None}},
    "uses": ["domain of x"],
    "trust": ["sympy"],
}
FILE = {"schema": 5, **CLAIM}


def with_steps(*steps: dict[str, Any]) -> dict[str, Any]:
    return {**CLAIM, "evidence": {"kind": "derivation", "steps": [*steps]}}


def test_what_is_saved_is_loaded(tmp_path) -> None:
    reading, other = {**CLAIM, "id": "toy.a/b-c"}, {**CLAIM, "id": "other.b"}
    written = records.save([CLAIM, reading, other], tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in written] == [
        "toy/a.json", "toy/a/b-c.json", "other/b.json",
    ]  # fmt: skip
    assert records.load(tmp_path) == {"toy.a": CLAIM, "toy.a/b-c": reading, "other.b": other}
    assert sorted(path for path in tmp_path.rglob("*.*")) == sorted(written)
    assert written[0].read_text().startswith('{\n "schema": 5,\n "id": "toy.a",\n')


def test_readings_stand_after_their_claim(tmp_path) -> None:
    ids = ["toy.a", "toy.a/z", "toy.a-b", "toy.a-b/c", "toy.ab"]
    records.save([{**CLAIM, "id": name} for name in reversed(ids)], tmp_path)
    assert [*records.load(tmp_path)] == ids


def test_records_in_linked_folders_are_found_and_a_closed_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, apart = tmp_path / "records" / "one", tmp_path / "apart"
    for folder in (inside, apart):
        folder.mkdir(parents=True)
        (folder / "a.json").write_text("{}")
    (inside / "linked").symlink_to(apart)
    (apart / "round").symlink_to(inside.parent)
    found = [inside / "a.json", inside / "linked" / "a.json"]
    assert records.files_in(inside.parent) == found
    assert not records.files_in(tmp_path / "missing")

    def closed(path: object) -> NoReturn:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("os.scandir", closed)  # whoever is root may list all
    with pytest.raises(ValueError, match=r"records cannot be listed \(Permission denied\)"):
        records.files_in(inside.parent)


def test_only_what_changed_is_written(tmp_path) -> None:
    other = {**CLAIM, "id": "toy.b"}
    first, _ = records.save([CLAIM, other], tmp_path)
    assert records.save([{**CLAIM, "scope": "all y"}, other], tmp_path) == [first]
    assert records.remove(["toy.b"], tmp_path) == [tmp_path / "toy" / "b.json"]
    assert [*records.load(tmp_path)] == ["toy.a"]


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch) -> None:
    records.save([CLAIM], tmp_path)

    def fail(self, target):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        records.save([{**CLAIM, "verdict": "REFUTED"}], tmp_path)
    assert records.load(tmp_path) == {"toy.a": CLAIM}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Expecting value"),
        ("{", "Expecting property name"),
        ("[" * 200_000, "recursion"),
        ("[]", "its schema must be 5; got none"),
        (json.dumps(CLAIM), "its schema must be 5; got none"),
        (json.dumps({"claims": [CLAIM]}), "its schema must be 5; got none"),
        (json.dumps({**FILE, "schema": 1}), "its schema must be 5; got 1"),
        (json.dumps({**FILE, "schema": 4}), "its schema must be 5; got 4"),
        (json.dumps({**FILE, "schema": "5"}), 'its schema must be 5; got "5"'),
        (json.dumps({**FILE, "schema": True}), "its schema must be 5; got true"),
        ('{"schema": 5, "id": "toy.a"}', "it lacks assumes, evidence, hypotheses"),
        (json.dumps({**FILE, "more": 1}), "more is not a field of a record"),
        (json.dumps({**FILE, "verdict": 1}), "its verdict has another type: 1"),
        (json.dumps({**FILE, "verdict": "TRUE"}), "its verdict must be one of PROVED, .*'TRUE'"),
        (json.dumps({**FILE, "kind": "lemma"}), "its kind must be one of id, .*; got 'lemma'"),
        (json.dumps({**FILE, "witness": []}), r"its witness has another type: \[\]"),
        (json.dumps({**FILE, "assumes": [[]]}), "its assumes must be texts"),
        (json.dumps({**FILE, "hypotheses": {"h": 1}}), "its hypotheses have another type"),
        (json.dumps({**FILE, "id": "other.a"}), r"other\.a must be in the file .*other.a\.json"),
        (json.dumps({**FILE, "id": "toy.a/b"}), r"toy\.a/b must be in the file .*toy.a.b\.json"),
        (json.dumps(FILE)[:-1] + ', "id": "toy.a"}', "a key occurs twice"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_record_is_named_with_the_way_out(tmp_path, text: str, why: str) -> None:
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "a.json").write_text(text)
    told = rf"toy.a\.json is not the record of a claim \(.*{why}.*\): restore it, or delete it and"
    with pytest.raises(ValueError, match=told):
        records.load(tmp_path)


def test_what_would_be_refused_is_not_written(tmp_path) -> None:
    with pytest.raises(ValueError, match="more is not a field of a record"):
        records.save([{**CLAIM, "more": 1}], tmp_path)
    assert not [*tmp_path.iterdir()]


@together(
    ("change", "line"),
    [
        ({"verdict": "REFUTED"}, "verdict: recorded REFUTED, now PROVED"),
        ({"extra": 1}, "extra: recorded 1, now nothing"),
        ({"extra": None}, "extra: recorded null, now nothing"),
        ({"trust": ["arb", "sympy"]}, "trust 1 removed: arb"),
        ({"uses": []}, "uses 1 added: domain of x"),
        ({"witness": {**CLAIM["witness"], "point": {"x": "1", "f": ["1/2", "1/3"]}}},
         "witness point f 2: recorded 1/3, now 1/2"),
    ],
)  # fmt: skip
def test_differences_are_named(change: dict, line: str) -> None:
    assert records.differences(CLAIM, CLAIM) == []
    assert records.differences({**CLAIM, **change}, CLAIM) == [line]


@together(
    ("old", "new", "lines"),
    [
        ((A, B, C), (A, D, B, C), ["step 2 added: z > 0, by combination"]),
        ((A, D, B, C), (A, B, C), ["step 2 removed: z > 0, by combination"]),
        ((A, B, C, D), (D, A, B, C), ["step 1 moved: recorded as 4"]),
        ((A, B, C), (A, B, step("c", "(>= (+ x y) 0)", "a")), ["step 3 from 2 removed: b"]),
        ((A, B, C), (A, D, B, step("c", "(>= (+ x y) 0)", "a", "d")),
         ["step 2 added: z > 0, by combination",
          "step 4 from 2: recorded b, now d"]),
        ((A, B, C), (A, step("b", "(> y 0)"), C),
         ["step 2 term: recorded y ≥ 0, now y > 0"]),
        ((A, B, C), (A, {**B, "rule": "square"}, C),
         ["step 2 rule: recorded combination, now square"]),
        ((A, B, C, D), (D, A, B, step("c", "(> (+ x y) 0)", "a", "b")),
         ["step 1 moved: recorded as 4",
          "step 4 term: recorded x + y ≥ 0, now x + y > 0"]),
    ],
)  # fmt: skip
def test_a_step_is_added_removed_moved_or_changed(old, new, lines: list[str]) -> None:
    assert records.differences(with_steps(*old), with_steps(*new)) == lines


@together(
    ("old", "new", "line"),
    [
        ("(== (sum #0 c (at f #0)) (+ -1 c))", "(== (sum #0 c (at f #0)) c)",
         "statement conclusion 1: recorded Σ_{j<c} f[j] = c − 1, now Σ_{j<c} f[j] = c"),
        ("(>= x 1/2)", "(>= x 2/4)",
         "statement conclusion 1: recorded (>= x 1/2), now (>= x 2/4)"),
        ("(>= x", "(>= x 0)", "statement conclusion 1: recorded (>= x, now x ≥ 0"),
        ("((", "(>= x 0)", "statement conclusion 1: recorded ((, now x ≥ 0"),
        ("()", "(>= x 0)", "statement conclusion 1: recorded (), now x ≥ 0"),
        (1, "(>= x 0)", "statement conclusion 1: recorded 1, now x ≥ 0"),
    ],
)  # fmt: skip
def test_relations_that_differ_are_shown_as_formulas(old: Any, new: str, line: str) -> None:
    """Unless they would look the same, or what is recorded is damaged."""
    was, now = ({**CLAIM, "statement": {"conclusion": [each]}} for each in (old, new))
    assert records.differences(was, now) == [line]


@together(
    ("old", "new", "line"),
    [
        ({}, {"uses": ["a", "b"]}, "uses: recorded nothing, now a, b"),
        ({"at": {"n": "3"}}, {"at": None}, "at: recorded n 3, now null"),
        ({"uses": ["a, b"]}, {"uses": {"a": "b"}}, "uses: recorded a, b, now a b"),
        ({"uses": [["a"]]}, {"uses": "(a)"}, 'uses: recorded [["a"]], now (a)'),
        ({}, {"where": {"L(u)": "(* 2 u)"}}, "where: recorded nothing, now L(u) 2u"),
    ],
)
def test_what_moved_is_told_in_words(old: dict, new: dict, line: str) -> None:
    assert records.differences(old, new) == [line]


def test_true_is_not_one() -> None:
    assert records.differences({"holds": 1}, {"holds": True}) == ["holds: recorded 1, now true"]


JSON = st.recursive(
    st.none() | st.booleans() | st.sampled_from([0, 1, 1.0, 0.5, "", "0", "a"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["step", "from", "a"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_two_values_differ_just_where_their_json_does(old: Any, new: Any) -> None:
    same = json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
    assert (records.differences({"a": old}, {"a": new}) == []) == same
    assert records.differences({"a": old}, {"a": copy.deepcopy(old)}) == []


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place below a value, as the keys and indices that lead to it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in inner:
        yield (*path, key)
        if isinstance(entry, (dict, list)):
            yield from places(entry, (*path, key))


OUTCOME = ("outcome",)  # the numbers of a simulation are those of one seed


def altered(record: dict[str, Any], path: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    """The record with one change at a place: of its value, of its type, without it, twice."""
    *above, last = path
    for change in ("other", "number", "none", "gone", "twice", "swapped"):
        changed = copy.deepcopy(record)
        inner: Any = changed
        for key in above:
            inner = inner[key]
        value = inner[last]
        if change == "other":
            inner[last] = f"{value}'"
        elif change == "number":
            inner[last] = 1 if value is True else 0
        elif change == "none":
            inner[last] = None
        elif change == "gone":
            del inner[last]
        elif change == "twice" and isinstance(inner, list):
            inner.insert(last, value)
        elif change == "swapped" and isinstance(inner, list) and last:
            inner[last - 1], inner[last] = value, inner[last - 1]
        if changed != record or json.dumps(changed) != json.dumps(record):
            yield changed


def test_any_change_at_any_place_of_any_record_is_noticed() -> None:
    for path in places(CLAIM):
        for changed in altered(CLAIM, path):
            assert records.differences(changed, CLAIM), path
            assert records.differences(CLAIM, changed), path
    for name, record in records.load().items():
        draw = random.Random(name)
        told = [path for path in places(record) if path[0] != "simulation" or path[1:] == OUTCOME]
        path = draw.choice(told)
        changed = draw.choice([*altered(record, path)])
        assert records.differences(changed, record), (name, path)


def test_every_record_is_laid_out_as_it_is_saved(tmp_path: Path) -> None:
    for path in records.save(records.load().values(), tmp_path):
        recorded = records.FOLDER / path.relative_to(tmp_path)
        assert recorded.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    "name",
    ["../esc.a", "..a", ".a", "toy.", "toy", "toy./esc", "toy.a/../../../esc", "toy..", "/esc.a",
     "toy.a\\b", "C:.a", "toy.nul", "con.a", "toy." + "x" * 300, "x" * 300 + ".a", "toy.a\x00"],
)  # fmt: skip
def test_no_record_is_written_read_or_removed_outside_of_its_folder(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "records" / "mine"
    folder.mkdir(parents=True)
    with pytest.raises(ValueError, match="no file or folder can have the name"):
        records.save([{**CLAIM, "id": name}], folder)
    with pytest.raises(ValueError, match="no file or folder can have the name"):
        records.remove([name], folder)
    assert [*tmp_path.rglob("*.json")] == []
    (folder / "a.json").write_text(json.dumps({**FILE, "id": name}))
    with pytest.raises(ValueError, match="is not the record of a claim"):
        records.load(folder)
