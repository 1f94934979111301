"""Validation of the parts of a problem."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from lossproof.theory.losses import LOSSES, FixedLoss, Loss, parse


def check_law(law: object) -> None:
    """Raise TypeError where it is no law."""
    if isinstance(law, type) or not all(
        hasattr(law, name) for name in ("classes", "prior", "recipe", "fill")
    ):
        example = "such as Gaussian(2.0, classes=10)"
        raise TypeError(
            f"law must be a class of lossproof.simulate.problem.laws, such as {example}; "
            f"got {law!r:.60}"
        )


def check_losses(losses: object) -> tuple[FixedLoss, ...]:
    """The losses; TypeError where they are not a sequence of `FixedLoss`, ValueError if none."""
    if isinstance(losses, (FixedLoss, Loss, str)) or not isinstance(losses, Iterable):
        raise TypeError(f"losses must be a sequence of FixedLoss; got {_one(losses)}: use [loss]")
    items = tuple(map(_read, cast("Iterable[object]", losses)))
    if not items:
        raise ValueError("losses must contain at least one loss; got none")
    for i, loss in enumerate(items):
        if isinstance(loss, FixedLoss):
            continue
        known = LOSSES.get(loss) if isinstance(loss, str) else loss
        hint = f"there are {', '.join(LOSSES)}"
        if isinstance(known, Loss):
            values = ", ".join(f'{name}="7/10"' if name == "q" else f"{name}=…"
                               for name in known.parameters)  # fmt: skip
            hint = f'fix its parameters, LOSSES["{known.name}"].fix({values})'
        raise TypeError(f"losses[{i}] must be a FixedLoss; got {_one(loss)}: {hint}")
    return cast("tuple[FixedLoss, ...]", items)


def _read(loss: object) -> object:
    """A formula in p as a loss, of which no bound is known; anything else as it is."""
    if not isinstance(loss, str) or loss.strip().isidentifier():
        return loss
    try:
        return FixedLoss(loss, parse(loss).expression, None, None)
    except ValueError as error:
        raise ValueError(
            f"a loss must be a FixedLoss or a formula in p; got {loss!r}: {error}"
        ) from error


def check_noises(name: str, noises: object) -> tuple[Any, ...]:
    """The noises; TypeError where they are not a sequence."""
    if isinstance(noises, str) or not isinstance(noises, Iterable):
        raise TypeError(f"{name} must be a sequence of noises; got {noises!r:.60}: use [noise]")
    return tuple(cast("Iterable[Any]", noises))


def _one(loss: object) -> str:
    return f"the loss {loss.name}" if isinstance(loss, (FixedLoss, Loss)) else f"{loss!r:.60}"
