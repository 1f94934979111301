"""Files: how they are named and written, where those are that may be lost, and the code that a
process runs.

Imports no NumPy.
"""

from lossproof.simulate.files.inside import named as named
from lossproof.simulate.files.written import (
    FOLDER as FOLDER,
    atomic_write as atomic_write,
    cache_folder as cache_folder,
)
