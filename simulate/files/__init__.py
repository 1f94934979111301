"""Names of files, atomic writes, the cache folder, the code of a process, and ending workers.

Imports no NumPy.
"""

from lossproof.simulate.files.inside import named as named
from lossproof.simulate.files.staging import staged as staged
from lossproof.simulate.files.written import (
    FOLDER as FOLDER,
    UnwritableError as UnwritableError,
    atomic_write as atomic_write,
    cache_folder as cache_folder,
    is_folder as is_folder,
    try_writing as try_writing,
)
