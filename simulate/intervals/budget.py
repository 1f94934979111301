"""The error level shared by all claims of a run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, init=False)
class ErrorBudget:
    """One error level for all claims of a run, divided before any data are seen.

    Union bound: where every estimand gets an interval that misses its value with probability at
    most its share, the chance that any interval of the run ever misses is at most `alpha`,
    however the estimands depend on each other.

    Parameters
    ----------
    alpha
        The chance of any miss in the run, in (0, 1).
    claims
        Names, which get equal shares, or name -> weight > 0. Where the weights are the numbers of
        estimands, m in all, each estimand gets alpha / m.

    Raises
    ------
    TypeError
        If `claims` is one string.
    ValueError
        If `alpha` or a weight is out of range, a name is given twice, or there is none.

    >>> ErrorBudget(0.05, {"mae": 1, "cce": 4}).share("cce", estimands=2)
    0.02
    """

    alpha: float
    claims: Mapping[str, float]

    def __init__(self, alpha: float, claims: Iterable[str] | Mapping[str, float]) -> None:
        if isinstance(claims, str):
            raise TypeError(f"claims must be a list of names; got {claims!r}: use [{claims!r}]")
        if isinstance(claims, Mapping):
            named = cast("Mapping[str, float]", claims)
            weights = {name: float(weight) for name, weight in named.items()}
        else:
            names = list(claims)
            weights = dict.fromkeys(names, 1.0)
            if len(weights) < len(names):
                twice = sorted({name for name in names if names.count(name) > 1})
                raise ValueError(
                    f"each claim must be named once; {twice} are not: use weights for larger shares"
                )
        if not weights:
            raise ValueError("claims must contain at least one name; got none")
        for name, weight in weights.items():
            if not 0 < weight < math.inf:
                raise ValueError(
                    f"the weight of {name!r} must be positive and finite; got {weight}: "
                    "leave out a claim that needs no share"
                )
        object.__setattr__(self, "alpha", float(check_alpha(alpha, ())))
        object.__setattr__(self, "claims", weights)

    def share(self, claim: str, *, estimands: int = 1) -> float:
        """The level of each of the `estimands` estimands of the claim.

        Raises ValueError if the budget has no such claim or `estimands < 1`.
        """
        if claim not in self.claims:
            raise ValueError(
                f"claim must be one of the budget's claims, {sorted(self.claims)}; got "
                f"{claim!r}: name every claim when the budget is made"
            )
        if estimands < 1:
            raise ValueError(f"estimands must be at least 1; got {estimands}")
        return self.alpha * self.claims[claim] / sum(self.claims.values()) / estimands


def check_alpha(alpha: ArrayLike, shape: tuple[int, ...] | None = None) -> NDArray[np.float64]:
    """An error level as floats, broadcast to `shape` if given.

    Raises ValueError if it is not in (0, 1) or cannot be broadcast to the shape.
    """
    levels = np.asarray(alpha, dtype=float)
    if not ((levels > 0) & (levels < 1)).all():
        raise ValueError(
            f"alpha must be in (0, 1); got {alpha}: it is an error probability, such as 0.05"
        )
    return levels if shape is None else np.broadcast_to(levels, shape)
