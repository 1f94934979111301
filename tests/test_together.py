"""Cases that are tried together are all tried, and each that fails is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.together import together


@together(("one", "other"), [(1, 2), (2, 3)])
def test_every_case_is_tried_with_the_fixtures(one: int, other: int, tmp_path: Path) -> None:
    (tmp_path / f"{one}").write_text("")
    assert len([*tmp_path.iterdir()]) == one
    assert other == one + 1


def test_all_that_fail_are_named() -> None:
    @together("case", ["a", "b", "", "c"])
    @together("number", range(3))
    def failing(case: str, number: int) -> None:
        with pytest.raises(ValueError, match="x"):
            int(case or "1")
        assert case != "b"

    with pytest.raises(AssertionError, match="4 of 4 cases") as failed:
        failing()
    for each in ("case = 'a'", "case = ''", "number = 2: Failed: DID NOT RAISE"):
        assert each in str(failed.value)


def test_there_is_a_case() -> None:
    @together("case", [])
    def none(case: str) -> None: ...

    with pytest.raises(AssertionError, match="there is no case"):
        none()
