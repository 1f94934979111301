"""Running blocks of work: on executors, with workers, progress, checkpoints and resumption.

A task says what a block computes; nothing here knows what that is.
"""

from simulate.running.blocks import Task, dask, run
from simulate.running.checkpoint import OtherRunError, Statistics
from simulate.running.execution import HERE, Execution
from simulate.running.workers import processes

__all__ = ["HERE", "Execution", "OtherRunError", "Statistics", "Task", "dask", "processes", "run"]
