"""What is kept during tests, decisions and compiled kernels, is kept in a folder of their own.

The workers of a session share it, and nothing is written where the user keeps things. They meet the
same expressions in test after test, as those of `check` do, so SymPy's cache is as large as there.
They share the day's turn as well (`tests/turns.py`).
"""

import os
import tempfile
import time

if "PYTEST_XDIST_WORKER" not in os.environ:
    _KEPT = tempfile.TemporaryDirectory(prefix="lossproof-kept-")
    os.environ["LOSSPROOF_CACHE"] = _KEPT.name
    os.environ.setdefault("SYMPY_CACHE_SIZE", "20000")
    os.environ.setdefault("LOSSPROOF_TURN", str(int(time.time() // 86400)))


def pytest_report_header() -> str:
    """What repeats the run on another day."""
    return f"LOSSPROOF_TURN={os.environ['LOSSPROOF_TURN']}"
