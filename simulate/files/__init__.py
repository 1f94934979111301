"""Files: how they are named and written, where those are that may be lost, the code that a
process runs, and how workers end.

Imports no NumPy.
"""

from lossproof.simulate.files.inside import named as named
from lossproof.simulate.files.written import (
    FOLDER as FOLDER,
    UnwritableError as UnwritableError,
    atomic_write as atomic_write,
    cache_folder as cache_folder,
    try_writing as try_writing,
)
