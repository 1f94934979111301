"""Records are written whole, read back the same, and compared place by place."""

from __future__ import annotations

import pytest

from paper_checks import records

CLAIM = {"id": "toy.a", "verdict": "PROVED", "evidence": {"steps": [{"statement": "x >= 0"}]}}


def test_what_is_saved_is_loaded(tmp_path) -> None:
    other = {**CLAIM, "id": "other.b"}
    written = records.save([CLAIM, other], tmp_path)
    assert [path.name for path in written] == ["toy.json", "other.json"]
    assert records.load(tmp_path) == {"toy.a": CLAIM, "other.b": other}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.json", "toy.json"]


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch) -> None:
    records.save([CLAIM], tmp_path)

    def fail(self, target):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        records.save([{**CLAIM, "verdict": "REFUTED"}], tmp_path)
    assert records.load(tmp_path) == {"toy.a": CLAIM}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"claims": [{}]}', '{"claims": 3}'])
def test_a_spoilt_file_is_named(tmp_path, text: str) -> None:
    (tmp_path / "toy.json").write_text(text)
    with pytest.raises(ValueError, match=r"toy\.json is not a record of verdicts"):
        records.load(tmp_path)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"verdict": "REFUTED"}, "verdict: recorded REFUTED, found PROVED"),
        ({"evidence": {"steps": [{"statement": "x > 0"}]}},
         "step 1 statement: recorded x > 0, found x >= 0"),
        ({"evidence": {"steps": []}},
         'step: recorded [], found [{"statement": "x >= 0"}]'),
        ({"extra": 1}, "extra: recorded 1, found nothing"),
        ({"extra": None}, "extra: recorded null, found nothing"),
    ],
)  # fmt: skip
def test_differences_are_named(change: dict, line: str) -> None:
    assert records.differences(CLAIM, CLAIM) == []
    assert records.differences({**CLAIM, **change}, CLAIM) == [line]


def test_true_is_not_one() -> None:
    assert records.differences({"holds": 1}, {"holds": True}) == ["holds: recorded 1, found true"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"claims": [{"id": "toy.a"}, {"id": "toy.a"}]}', r"toy\.a is recorded twice"),
        ('{"claims": [{"id": "other.a"}]}', r"other\.a belongs in another file"),
        ('{"claims": [], "more": 1}', "nothing else"),
    ],
)
def test_a_record_with_more_than_it_should_hold_is_refused(tmp_path, text: str, why: str) -> None:
    (tmp_path / "toy.json").write_text(text)
    with pytest.raises(ValueError, match=why):
        records.load(tmp_path)
