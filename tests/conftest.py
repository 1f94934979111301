"""How many examples a property is tried on: few in every run, many with `.ci/nightly`.

Every run takes the same ones, so a change is judged by what it changes; the nightly ones are new.
"""

import gc

from hypothesis import settings

from lossproof.paper_checks.claims.runner import OBJECTS

settings.register_profile("every run", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("nightly", max_examples=1000, deadline=None)
settings.load_profile("every run")


def pytest_collection_finish() -> None:
    """What was imported stays, and garbage is looked for seldom, as in the workers of `check`."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS)
