"""What the options of `lossproof simulate` mean; a ValueError names the option."""

from __future__ import annotations

import json
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from lossproof.simulate.files.arrays import undamaged
from lossproof.theory.noise import written_out

SEPARATION, SIGMA = 2.0, 1.0
UNUSED = {
    "exact": (
        "samples",
        "half_width",
        "drawn",
        "sampling",
        "workers",
        "scheduler",
        "checkpoint",
        "backend",
    ),
    "counts": ("drawn", "sampling", "backend"),
    "sample": (),
}


def noises(rates: Sequence[str], matrices: Sequence[Path]) -> dict[str, Any]:
    """What each column is called, and its noise."""
    noises: dict[str, Any] = {}
    for text in rates:
        rate = _number("--noise", text, "a rate in [0, 1], such as 0.4 or 2/5")
        if not 0 <= rate <= 1:
            raise ValueError(f"--noise must be a rate in [0, 1]; got {text}")
        noises[f"uniform {text}"] = rate
    for path in matrices:
        noises[path.name] = _matrix(path)
    if len(noises) < len(rates) + len(matrices):
        raise ValueError("--noise or --transition gives the same noise twice: give it once")
    return noises


def correctors(noises: Mapping[str, Any], correction: str | None, mix: str | None) -> Any:
    """The noises, each mixed with the identity; None where nothing is mixed."""
    from lossproof.simulate.problem import mixed_with_identity

    if mix is None:
        return None
    wanted = "the weight of the identity in [0, 1], such as 0.1 or 1/10"
    weight = _number("--mix", mix, wanted)
    if not 0 <= weight <= 1:
        raise ValueError(f"--mix must be {wanted}; got {mix}")
    if correction is None:
        raise ValueError(
            "--mix requires --correction: it mixes the matrices of the correction with the identity"
        )
    return [mixed_with_identity(noise, weight) for noise in noises.values()]


def _matrix(path: Path) -> Any:
    from lossproof.theory.noise import TransitionMatrix

    try:
        return TransitionMatrix.from_rows(_cells(path))
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(f"--transition {path}: {error}") from error


def _cells(path: Path) -> Any:
    import numpy as np

    if path.suffix == ".npy":
        with undamaged("it"):
            return np.load(path, allow_pickle=False)
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    if path.suffix == ".csv":
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        return [[cell.strip() for cell in line.split(",")] for line in lines if line.strip()]
    raise ValueError("the name of a matrix file must end in .json, .csv or .npy")


def check_way(context: click.Context, way: str) -> None:
    """Refuse a way that needs data where there are none, and options of no use to it."""
    from click.core import ParameterSource

    if way != "sample" and context.params["data"] is None:
        raise ValueError(
            f"--way must be sample without --data; got {way}: add --data or use --way sample"
        )
    given = ParameterSource.COMMANDLINE
    unused = {name for name in UNUSED[way] if context.get_parameter_source(name) is given}
    if context.params["backend"] in ("auto", "numpy"):
        # Where the others compute, too.
        unused.discard("backend")
    found = [each.opts[0] for each in context.command.params if each.name in unused]
    if found:
        ways = [each for each in UNUSED if not unused & set(UNUSED[each])]
        hint = (
            f"use --way {' or --way '.join(ways)}, or remove {'it' if len(found) == 1 else 'them'}"
        )
        raise ValueError(f"--way {way} cannot be combined with {', '.join(found)}: {hint}")


def named(message: str, noises: Mapping[str, Any]) -> str:
    """A message about `noises[0]`, or its corrector, as one about the option that gave it."""
    names = [f"--transition {name}" if hasattr(noise, "classes") else f"--noise {name.split()[-1]}"
             for name, noise in noises.items()]  # fmt: skip
    return re.sub(r"(?:noises|corrected_by)\[(\d+)\]", lambda found: names[int(found[1])], message)


def law(
    classes: int | None, separation: float | None, sigma: float | None, dirichlet: str | None,
    data: Path | None,
) -> tuple[Any, str]:  # fmt: skip
    """The law asked for, and a description of it."""
    from lossproof.simulate.problem import MAX_CLASSES, Dirichlet, Gaussian

    normal = separation is not None or sigma is not None
    if data is not None:
        if normal or dirichlet or classes is not None:
            raise ValueError(
                "--data cannot be combined with --classes, --separation, --sigma or --dirichlet: "
                "remove them"
            )
        found = _empirical(data)
        return found, f"{found.classes} classes, {len(found.outputs)} points of {data.name}"
    c = 10 if classes is None else classes
    if not 2 <= c <= MAX_CLASSES:
        raise ValueError(f"--classes must be an integer in 2..{MAX_CLASSES}; got {c}")
    if separation is not None and not math.isfinite(separation):
        raise ValueError(f"--separation must be a finite number; got {separation}")
    if sigma is not None and not 0 < sigma < math.inf:
        raise ValueError(f"--sigma must be positive and finite; got {sigma}")
    if dirichlet is None:
        mean = SEPARATION if separation is None else separation
        deviation = SIGMA if sigma is None else sigma
        found = Gaussian(mean, sigma=deviation, classes=c)
        return found, f"{c} classes, normal logits: separation {mean:g}, sigma {deviation:g}"
    if normal:
        raise ValueError("--dirichlet cannot be combined with --separation or --sigma: remove them")
    wanted = "two numbers OWN,OTHER, such as 4,1/2"
    parts = dirichlet.split(",")
    if len(parts) != 2:
        raise ValueError(f"--dirichlet must be {wanted}; got {dirichlet!r}")
    own, other = (float(_number("--dirichlet", part, wanted)) for part in parts)
    if not (own > 0 and other > 0):
        raise ValueError(f"--dirichlet must be positive; got {dirichlet}")
    rows = [[own if i == j else other for j in range(c)] for i in range(c)]
    return Dirichlet(
        rows
    ), f"{c} classes, Dirichlet outputs: concentration {own:g} at the clean class, {other:g}"


def _empirical(path: Path) -> Any:
    from lossproof.simulate.problem import Finite

    try:
        return Finite.from_arrays(*_arrays(path))
    except (ValueError, TypeError) as error:
        raise ValueError(f"--data {path}: {error}") from error


def _arrays(path: Path) -> tuple[Any, Any]:
    probs, labels = held(path, "probs")
    if labels.size == 0:
        raise ValueError("it must contain at least one point; got none")
    return probs, labels


def held(path: Path, *names: str) -> tuple[Any, Any]:
    """The first of the arrays that an .npz file holds by these names, and its labels."""
    import numpy as np

    wanted = f"{' or '.join(names)} and labels"
    if not zipfile.is_zipfile(path):
        raise ValueError(f"it must be an .npz file with the arrays {wanted}, as np.savez writes it")
    with undamaged("it"), np.load(path, allow_pickle=False) as arrays:
        there = [name for name in names if name in arrays.files]
        if len(there) > 1:
            raise ValueError(
                f"it must contain the arrays {wanted}; got both {' and '.join(there)}: remove one"
            )
        if not there or "labels" not in arrays.files:
            missing = "labels" if there else names[0]
            found = ", ".join(arrays.files) or "nothing"
            raise ValueError(
                f"it must contain the arrays {wanted}; {missing} is missing (it contains {found})"
            )
        return arrays[there[0]], arrays["labels"]


def embedded(path: Path) -> tuple[Any, Any]:
    """Embeddings and their labels from a file."""
    try:
        return held(path, "embeddings", "points")
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from error


def nonnegative(option: str, text: str) -> Fraction:
    """A number of at least 0, such as 0.2 or 1/5."""
    wanted = "a number >= 0, such as 0.2 or 1/5"
    number = _number(option, text, wanted)
    if number < 0:
        raise ValueError(f"{option} must be {wanted}; got {text}")
    return number


def samples(text: str) -> int:
    """How many samples a text such as `1e7` asks for."""
    number = _number("--samples", text, "a whole number, such as 1e7")
    if number.denominator != 1 or number < 1:
        raise ValueError(f"--samples must be a whole number of at least 1; got {text}")
    return int(number)


def _number(option: str, text: str, wanted: str) -> Fraction:
    try:
        return Fraction(written_out(text.strip()))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{option} must be {wanted}; got {text!r}") from None
