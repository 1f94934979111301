"""Risks from random samples."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

from lossproof.simulate import SAMPLERS, BackendName
from lossproof.simulate.intervals import FEWEST_REPLICATES
from lossproof.simulate.kernels import Compiled
from lossproof.simulate.machine import missing
from lossproof.simulate.problem import Gaussian, RiskProblem, digits, spread
from lossproof.simulate.risk.constants import (
    BLOCK_ELEMENTS,
    COMPILED_ELEMENTS,
    FEWEST_PER_CLASS,
    GPU_ELEMENTS,
    SAMPLES,
    WORTH_A_GPU,
    WORTH_COMPILING,
)
from lossproof.simulate.risk.result import Risks
from lossproof.simulate.risk.task import RiskTask, Sampling, chunk_width
from lossproof.simulate.risk.watch import Watch, check_samples, estimate
from lossproof.simulate.running import HERE, Execution


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Sample labels and outputs one by one.

    Parameters
    ----------
    samples : the largest number of samples, at least 1; rounded up to whole blocks
    half_width : stop once every interval's half-width is at most this; positive
    sample_noise : also sample the noisy labels, instead of integrating them out
    sampling : "independent"; for a `Gaussian` law also "antithetic", or "sobol": every block is
        one scramble of a Sobol net, and the interval comes from the means of the blocks
    seed, claim : of the random numbers, with the number of the block
    backend : "numpy", "llvm", "cupy" or "auto"; the two compiled ones need a `Gaussian` law with
        independent samples and the noise integrated out, without correction; there "auto" uses
        CuPy for a long run if there is a GPU, else LLVM where that is faster
    execution : where the blocks are computed

    Raises ValueError if an argument is not as above.
    """

    samples: int = SAMPLES
    half_width: float | None = None
    sample_noise: bool = False
    sampling: Sampling = "independent"
    seed: int = 0
    claim: str = "risks"
    backend: str = "auto"
    execution: Execution = HERE

    def __post_init__(self) -> None:
        check_samples(self.samples, self.half_width)
        for name, given, allowed in (
            ("sampling", self.sampling, get_args(Sampling)),
            ("backend", self.backend, ("auto", *map(str, SAMPLERS))),
        ):
            if given not in allowed:
                wanted = ", ".join(map(repr, allowed))
                raise ValueError(f"{name} must be one of {wanted}; got {given!r}")

    def risks(self, problem: RiskProblem, alpha: float) -> Risks:
        """The risks, with intervals that all hold with probability at least `1 - alpha`.

        Raises ValueError where `sampling` or `backend` does not fit the problem or the machine.
        """
        known, independent = spread(problem), self.sampling == "independent"
        if not independent and not isinstance(problem.law, Gaussian):
            name = type(problem.law).__name__
            raise ValueError(f'sampling must be "independent" for a {name} law')
        sequences = bool((known.bounded | known.subgaussian).all())
        task = RiskTask(problem, 1, self.seed, self.claim, self.sample_noise, self.sampling)
        backend = self._backend(task)
        elements = {BackendName.LLVM: COMPILED_ELEMENTS, BackendName.CUPY: GPU_ELEMENTS}
        blocks, size = self._blocks(
            problem.law.classes, sequences, elements.get(backend, BLOCK_ELEMENTS)
        )
        task = replace(task, samples_per_block=size, backend=backend)
        lost = digits(problem).lost * problem.gain
        watch = Watch(known, alpha, size, self.samples, half_width=self.half_width,
                      independent=independent, lost=lost)  # fmt: skip
        return estimate(problem, task, blocks, watch, self.execution)

    def _blocks(self, classes: int, sequences: bool, elements: int) -> tuple[int, int]:
        """The number of blocks, and of samples in a block: about `elements` logits."""
        # Every class of a block should fill a chunk; a sequence learns the variance from some
        # blocks.
        size = max(elements, chunk_width(classes) * classes**2) // classes
        some = max(-(-self.samples // FEWEST_REPLICATES), 1)
        if self.sampling != "independent":
            # A power of 2 keeps a net balanced.
            size = 1 << max(1, min(size, some).bit_length() - 1)
            return max(-(-self.samples // size), FEWEST_REPLICATES), size
        fewest = max(some, FEWEST_PER_CLASS * classes) if sequences else some
        size = min(size, fewest, self.samples)
        blocks = -(-self.samples // size)
        # Few blocks split the samples evenly, so that little is rounded up.
        return (
            (blocks, -(-self.samples // blocks)) if blocks < FEWEST_REPLICATES else (blocks, size)
        )

    def _backend(self, task: RiskTask) -> BackendName:
        """The backend that samples and evaluates a task."""
        if self.backend == "auto":
            if not task.is_plain:
                return BackendName.NUMPY
            logits = self.samples * task.problem.law.classes
            if logits >= WORTH_A_GPU and not missing("cupy"):
                return BackendName.CUPY
            long = logits >= WORTH_COMPILING
            return BackendName.LLVM if long and _compiles(task) else BackendName.NUMPY
        if reason := missing(self.backend):
            raise ValueError(f"the backend {self.backend!r} is not available: {reason}")
        if self.backend != BackendName.NUMPY and not task.is_plain:
            raise ValueError(
                f"backend {self.backend!r} samples a Gaussian law with independent samples, noise "
                "integrated out, no correction and losses that float32 can hold; use numpy for "
                "anything else"
            )
        return BackendName(self.backend)


def _compiles(task: RiskTask) -> bool:
    if missing("llvm"):
        return False
    moments = task.problem.moments
    try:
        Compiled(moments.forms, moments.sums, moments.classes)
    except ValueError:
        return False
    return True
