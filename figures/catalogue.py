"""All figures, in the order in which they are listed, and their selection by name."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from lossproof.figures.embeddings import collapse, regime, tolerance, trained
from lossproof.figures.information import invariance, order
from lossproof.figures.losses import bound, class_sums, truncated_bounds, truncation_map, weights
from lossproof.figures.noise import backward, estimates, hessians, risks
from lossproof.figures.picture import Picture
from lossproof.figures.runs import convergence, training

PICTURES: dict[str, Picture] = {
    module.PICTURE.name: module.PICTURE
    for module in (
        weights, class_sums, bound, truncation_map, truncated_bounds, risks, backward, hessians,
        estimates, order, invariance, tolerance, regime, collapse,
        trained, training, convergence,
    )
}  # fmt: skip


def chosen(names: Sequence[str], *, put_in: bool = False) -> list[Picture]:
    """The figures of these names, each once; all where there is none.

    Parameters
    ----------
    put_in : whether the user gives a loss; then the default is all figures that take one

    Raises
    ------
    ValueError
        If a figure does not exist (the message suggests similar names), or takes no loss.
    """
    takers = [name for name, picture in PICTURES.items() if picture.takes_loss]
    for name in names:
        if name not in PICTURES:
            close = get_close_matches(name.lower(), PICTURES, n=3, cutoff=0.4)
            hint = f"did you mean {' or '.join(close)}?" if close else "--list shows them"
            raise ValueError(f"no figure is called {name}: {hint}")
        if put_in and name not in takers:
            raise ValueError(
                f"the figure {name} does not accept a loss; these do: {', '.join(takers)}"
            )
    wanted = dict.fromkeys(names or (takers if put_in else PICTURES))
    return [PICTURES[name] for name in wanted]
