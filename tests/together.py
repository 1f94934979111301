"""`parametrize` without a test for each case, for cases of which a hundred take a moment.

One test tries all, and says which failed and how: to set up and report a test costs more than
such a case. What the fixtures of the test give is shared, so no case may change it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

Test = Callable[..., None]


def together(names: str | tuple[str, ...], cases: Iterable[Any]) -> Callable[[Test], Test]:
    """A test of all cases, each a value for the name, or a tuple of one for each name."""
    many = (names,) if isinstance(names, str) else tuple(names)
    each = [(case,) if isinstance(names, str) else tuple(case) for case in cases]

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def tried(**fixtures: Any) -> None:
            failed = list[str]()
            for case in each:
                try:
                    test(**fixtures, **dict(zip(many, case, strict=True)))
                except (Exception, pytest.fail.Exception) as error:
                    said = ", ".join(f"{n} = {v!r}" for n, v in zip(many, case, strict=True))
                    failed.append(f"{said}: {type(error).__name__}: {error}")
            assert each, "there is no case"
            assert not failed, "\n".join([f"{len(failed)} of {len(each)} cases:", *failed])

        asked = inspect.signature(test)
        left = [value for name, value in asked.parameters.items() if name not in many]
        tried.__signature__ = asked.replace(parameters=left)  # pyright: ignore
        return tried

    return decorate
