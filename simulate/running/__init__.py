"""Runs of blocks of work: executors, workers, progress, checkpoints and resumption.

A task defines what a block computes; this package does not depend on it.
"""

from lossproof.simulate.running.blocks import Task as Task, run as run
from lossproof.simulate.running.checkpoint import (
    OtherRunError as OtherRunError,
    Statistics as Statistics,
)
from lossproof.simulate.running.cluster import NoWorkersError as NoWorkersError, dask as dask
from lossproof.simulate.running.execution import HERE as HERE, Execution as Execution
from lossproof.simulate.running.workers import (
    OtherCodeError as OtherCodeError,
    Pool as Pool,
    processes as processes,
)
