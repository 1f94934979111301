"""Totals from a Dask cluster are those of one process, although a worker dies."""

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from lossproof.simulate.running import Execution, Statistics, dask, run
from tests.simulate.blocktask import BlockTask

distributed = pytest.importorskip(
    "distributed", reason="the package distributed is missing: pip install 'lossproof[dask]'"
)
BLOCKS = 40


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


def test_a_killed_worker_changes_nothing(cluster: Any) -> None:
    with distributed.Client(cluster, set_as_default=False) as client:
        workers = sorted(client.run(os.getpid).values())
    assert len(set(workers) - {os.getpid()}) == 2

    def watch(block: int, statistics: Statistics) -> bool:
        if block == 5:
            os.kill(workers[0], signal.SIGKILL)
        return False

    with dask(cluster.scheduler_address) as executor:
        found = run(BlockTask(seconds=0.02), BLOCKS, Execution(executor), watch=watch)
    assert found.blocks == BLOCKS
    assert found.digest == run(BlockTask(), BLOCKS).digest


def test_an_error_names_its_block(cluster: Any) -> None:
    with (
        dask(cluster.scheduler_address) as executor,
        pytest.raises(RuntimeError, match="one and another\nThis was block 3 of 40"),
    ):
        run(BlockTask(raises_at=3), BLOCKS, Execution(executor))
