"""A task for tests, and a program that runs it, for tests of what a process does as it ends.

python -m tests.simulate.blocktask CHECKPOINT BLOCKS WORKERS JSON: prints a line for every block
added, then the digest. JSON has the fields of the task.
"""

import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lossproof.simulate.running import Execution, Statistics, run


class Unpicklable(Exception):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


@dataclass(frozen=True)
class BlockTask:
    """Sums of floats, of integers and of integers beyond 2^64; all but the seed is how, not what.

    `seconds` each block takes, `slow_from` the first that takes a minute; `log` gets a line for
    each block computed; the worker of block `dies_at` kills itself, only once if there is a file
    `died` to tell; block `raises_at` raises an error that cannot be pickled.
    """

    seed: int = 0
    seconds: float = 0.0
    slow_from: int | None = None
    log: str | None = None
    dies_at: int | None = None
    died: str | None = None
    raises_at: int | None = None

    @property
    def recipe(self) -> dict[str, Any]:
        return {"seed": self.seed, "losses": [{"name": "L_q", "q": 0.7}], "block": 1000}

    def __call__(self, block: int) -> Statistics:
        if self.log is not None:
            with Path(self.log).open("a", encoding="utf-8") as log:
                log.write(f"{block}\n")
        if block == self.dies_at and not (self.died and Path(self.died).exists()):
            if self.died is not None:
                Path(self.died).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if block == self.raises_at:
            raise Unpicklable("one", "another")
        slow = self.slow_from is not None and block >= self.slow_from
        time.sleep(60.0 if slow else self.seconds)
        words = np.random.SeedSequence(self.seed, spawn_key=(block,))
        rng = np.random.Generator(np.random.SFC64(words))
        large = [int(x) << 70 for x in rng.integers(-1000, 1000, size=6)]
        return {
            "floats": rng.standard_normal((2, 3)) / 3,
            "count": np.array(rng.integers(1000)),
            "large": np.array(large, dtype=object).reshape(3, 2),
        }


def one_code(task: object) -> dict[str, str]:
    """What stands for `code_version` where sources may be edited while a test runs."""
    return {"lossproof": "under test"}


if __name__ == "__main__":
    # A program that was started in the background ignores Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    path, count, workers, fields = sys.argv[1:]
    execution = Execution(
        workers=int(workers),
        checkpoint=Path(path),
        progress=lambda added, blocks: print(added, flush=True),
        code=one_code,
    )
    ended = run(BlockTask(**json.loads(fields)), int(count), execution)
    print(ended.digest)
