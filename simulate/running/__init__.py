"""Running blocks of work: on executors, with workers, progress, checkpoints and resumption.

A task says what a block computes; nothing here knows what that is.
"""

from simulate.running.blocks import dask, run
from simulate.running.checkpoint import Statistics

__all__ = ["Statistics", "dask", "run"]
