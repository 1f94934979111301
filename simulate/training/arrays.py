"""Operations that differ between array libraries: results in a given array, moved axes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lossproof.simulate.machine import Backend, BackendName


def into(device: Backend) -> Callable[..., None]:
    """Calls a function of the device's arrays, by name, and puts its result in `out`."""
    xp = device.xp
    if device.name is BackendName.STRICT:

        def stored(name: str, *arguments: Any, out: Any) -> None:
            out[...] = getattr(xp, name)(*arguments)

        return stored

    def call(name: str, *arguments: Any, out: Any) -> None:
        getattr(xp, name)(*arguments, out=out)

    return call


def moved(array: Any, source: int, target: int) -> Any:
    """A view with one axis moved to another place, as NumPy's `moveaxis`, which is slow."""
    axes = _axes(array.ndim, source, target)
    if hasattr(array, "transpose"):
        return array.transpose(axes)
    return array.__array_namespace__().permute_dims(array, axes)


def turned(matrices: Any) -> Any:
    """A view with the last two axes swapped."""
    return moved(matrices, -1, -2)


@lru_cache(maxsize=64)
def _axes(count: int, source: int, target: int) -> tuple[int, ...]:
    axes = list(range(count))
    axes.insert(target % count, axes.pop(source))
    return tuple(axes)
