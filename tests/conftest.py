"""How many examples a property is tried on: few in every run, many with `.ci/nightly`.

Every run takes the same ones, so a change is judged by what it changes; the nightly ones are new.
"""

import gc
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from lossproof.paper_checks.cache import decisions
from lossproof.paper_checks.claims.runner import OBJECTS
from lossproof.paper_checks.records import store
from tests.turns import wait_for_their_turn

settings.register_profile("every run", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("nightly", max_examples=1000, deadline=None)
settings.load_profile("every run")


def pytest_configure(config: pytest.Config) -> None:
    """Slow tests take turns in a run of all tests, which names none of them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        every = config.args_source is pytest.Config.ArgsSource.TESTPATHS
        os.environ["LOSSPROOF_SLOW"] = "in turns" if every else "all"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ["LOSSPROOF_SLOW"] == "in turns":
        wait_for_their_turn(items)


def pytest_collection_finish() -> None:
    """What was imported stays, and garbage is looked for seldom, as in the workers of `check`."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS)


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Commands run in this process take apart a record, and hash the sources, only once."""
    known, read = dict[Any, Any](), store._read

    def remembered(path: Path, folder: Path, text: Any, *, intact: bool) -> Any:
        if not isinstance(text, bytes):
            return read(path, folder, text, intact=intact)
        key = path, folder, text, intact
        if key not in known:
            known[key] = read(path, folder, text, intact=intact)
        return dict(known[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_read", remembered)
        patch.setattr(decisions, "Sources", cache(decisions.Sources))
        yield
