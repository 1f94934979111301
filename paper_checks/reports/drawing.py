"""A figure as an object of Matplotlib, for notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lossproof.figures.picture import Width
    from lossproof.theory.losses import FixedLoss


def figure(
    name: str,
    loss: str | FixedLoss | None = None,
    *,
    values: Mapping[str, Any] | None = None,
    label: str | None = None,
    width: Width = "page",
    seed: int = 0,
) -> Any:
    """The figure of this name, as `lossproof figures` draws it: a `matplotlib.figure.Figure`.

    A notebook shows it, also without `%matplotlib inline`.

    Parameters
    ----------
    name : one of those of `lossproof figures --list`, such as "noisy-risk"
    loss : a formula in p, the name of a loss or a loss, optional
        Only for figures that accept a loss.
    values : of the parameters of `loss`, optional
    label : the name of `loss` in legends, optional
    width : "column", 3.35 inches, or "page", 6.9 inches
    seed : of random data

    Raises
    ------
    ValueError
        If there is no such figure, or it cannot show this loss.
    """
    from lossproof.figures.catalogue import chosen
    from lossproof.figures.picture import Request
    from lossproof.figures.sheet import WIDTHS
    from lossproof.figures.writing import drawn
    from lossproof.paper_checks.claims import REGISTRY, load

    if width not in WIDTHS:
        raise ValueError(f"width must be one of {', '.join(WIDTHS)}; got {width!r}")
    if loss is None and (values or label):
        raise ValueError("values and label are those of a loss: give a loss, or leave them out")
    (picture,) = chosen([name], put_in=loss is not None)
    shown = typed(loss, values) if isinstance(loss, str) else loss
    if shown is not None and label:
        shown = shown.labelled(label)
    load()
    sheet = drawn(picture, Request(REGISTRY.__getitem__, shown, seed), width)[1]
    sheet._repr_png_ = partial(_png, sheet)
    return sheet


def _png(sheet: Any) -> bytes:
    """The figure as a notebook shows it."""
    written = BytesIO()
    sheet.savefig(written, format="png", dpi=150)
    return written.getvalue()


def typed(text: str, values: Mapping[str, Any] | None = None) -> FixedLoss:
    """A loss of the library by its name, or a formula, with the values of its parameters."""
    from lossproof.theory.losses import LOSSES, FixedLoss, parse

    if text in LOSSES:
        return LOSSES[text].fix(**(values or {}))
    found = parse(text, values or {})
    given = ", ".join(f"{name} = {value}" for name, value in found.parameters.items())
    return FixedLoss(f"{text} with {given}" if given else text, found.expression)
