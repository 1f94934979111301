"""How many examples a property is tried on: few in every run, many with `.ci/nightly`.

Decisions are kept in a folder of the tests' own.
"""

import os
import tempfile

from hypothesis import settings

settings.register_profile("every run", max_examples=50, deadline=None)
settings.register_profile("nightly", max_examples=1000, deadline=None)
settings.load_profile("every run")

_KEPT = tempfile.TemporaryDirectory(prefix="lossproof-kept-")
os.environ["LOSSPROOF_CACHE"] = _KEPT.name
