"""What `risks` takes, and what it says of anything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from simulate.problem import WORST_CONDITION, Channel, MatrixChannel
from theory.losses import LOSSES, FixedLoss, Loss

BACKENDS = ("auto", "numpy", "numba", "cupy")
DRAWS_ONLY = ("drawn", "sampling")
UNUSED = {
    "exact": ("samples", "half_width", *DRAWS_ONLY, "executor", "workers", "checkpoint", "backend"),
    "counts": (*DRAWS_ONLY, "backend"),
    "sample": (),
}


def check_law(law: object) -> None:
    """Raise TypeError where it is no law."""
    if isinstance(law, type) or not all(
        hasattr(law, name) for name in ("classes", "prior", "recipe", "fill")
    ):
        example = "such as Gaussian(2.0, classes=10)"
        raise TypeError(f"law must be one of simulate.problem.laws, {example}; got {law!r:.60}")


def check_losses(losses: object) -> tuple[FixedLoss, ...]:
    """The losses; TypeError where they are not a sequence of `FixedLoss`, ValueError if none."""
    if isinstance(losses, (FixedLoss, Loss, str)) or not isinstance(losses, Iterable):
        raise TypeError(f"losses must be a sequence of FixedLoss; got {_one(losses)}: use [loss]")
    found = tuple(cast("Iterable[object]", losses))
    if not found:
        raise ValueError("losses must hold at least one; got none")
    for i, loss in enumerate(found):
        if isinstance(loss, FixedLoss):
            continue
        known = LOSSES.get(loss) if isinstance(loss, str) else loss
        hint = f"there are {', '.join(LOSSES)}"
        if isinstance(known, Loss):
            values = ", ".join(f'{name}="7/10"' if name == "q" else f"{name}=…"
                               for name in known.parameters)  # fmt: skip
            hint = f'fix its parameters, LOSSES["{known.name}"].fix({values})'
        raise TypeError(f"losses[{i}] must be a FixedLoss; got {_one(loss)}: {hint}")
    return cast("tuple[FixedLoss, ...]", found)


def check_noises(name: str, noises: object) -> tuple[Any, ...]:
    """The noises; TypeError where they are not a sequence."""
    if isinstance(noises, str) or not isinstance(noises, Iterable):
        raise TypeError(f"{name} must be a sequence of noises; got {noises!r:.60}: use [noise]")
    return tuple(cast("Iterable[Any]", noises))


def check_used(way: str, given: Mapping[str, tuple[Any, Any]]) -> None:
    """Raise ValueError where an argument is not the default, but of no use to this way.

    `given` has the value and the default of every argument that some way does not use.
    """
    for name in UNUSED[way]:
        value, default = given[name]
        if value != default and not (name == "backend" and value == "numpy"):
            ways = " or ".join(f'"{each}"' for each in UNUSED if name not in UNUSED[each])
            raise ValueError(f'{name} goes with way={ways}; got {name}={value!r} and way="{way}"')


def check_invertible(correctors: Sequence[Channel]) -> None:
    """Raise ValueError where a backward correction has no inverse of a matrix to use."""
    for corrector in correctors:
        matrix = isinstance(corrector, MatrixChannel)
        if matrix and np.linalg.cond(corrector.rows()) > WORST_CONDITION:
            raise ValueError(
                f"backward correction needs an invertible matrix; {corrector.name} is singular, or "
                "nearly so: use forward correction, or mix the matrix with the identity, "
                "T.mixed_with_identity(weight)"
            )


def _one(loss: object) -> str:
    return f"the loss {loss.name}" if isinstance(loss, (FixedLoss, Loss)) else f"{loss!r:.60}"
