"""What was trained for a claim that is measured, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def trained_on(experiment: Mapping[str, Any]) -> str:
    """The data, networks and length of training; of embeddings the sizes that are compared."""
    first = "-".join(map(str, (experiment["features"], *experiment["hidden"])))
    if "classes" in experiment:
        layers, length = f"{first}-{experiment['classes']}", f"{experiment['epochs']} epochs"
    else:
        sizes, batches = (_several(experiment[key]) for key in ("dimensions", "batches"))
        layers = f"{first}-n for n of {sizes}"
        length = f"batches of {batches} points, {experiment['steps']} of each"
    return f"{experiment['data']}, ReLU layers {layers}, {length}"


def _several(numbers: Sequence[int]) -> str:
    *others, last = map(str, numbers)
    return f"{', '.join(others)} and {last}" if others else last
