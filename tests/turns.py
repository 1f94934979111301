"""Cases that take turns: a run tries those whose turn it is, and `.ci/nightly` the others.

The turn is the day's: every case has its own within as many days as there are shares. A run says
which it is, and `LOSSPROOF_TURN=20781 pytest …` repeats it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest

OTHERS = pytest.mark.nightly("a like case has its turn")


def in_turns(names: str | tuple[str, ...], cases: Iterable[Any], shares: int, **more: Any) -> Any:
    """`parametrize`, with all but one case of `shares` marked nightly."""
    turn = int(os.environ["LOSSPROOF_TURN"]) % shares
    each = [case if isinstance(names, tuple) else (case,) for case in cases]
    made = [
        pytest.param(*case, marks=() if k % shares == turn else OTHERS)
        for k, case in enumerate(each)
    ]
    return pytest.mark.parametrize(names, made, **more)
