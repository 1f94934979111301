"""A figure: its name, title, caption, claims, data, and drawing.

Data are columns of numbers, which are also written beside the picture. This module does not depend
on files or claims.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from lossproof.figures.style import escaped, in_symbols
from lossproof.theory.losses import FixedLoss
from lossproof.theory.statement import Statement

Width = Literal["column", "page"]
Column = NDArray[Any]
ROUNDING = 1e-12


class Stated(Protocol):
    """The part of a claim that figures use."""

    @property
    def statement(self) -> Statement:
        """Parameters, hypotheses and conclusion."""
        ...

    @property
    def boundary(self) -> Mapping[str, Callable[..., Any]] | None:
        """Its boundary in closed form, by parameter."""
        ...


@dataclass(frozen=True)
class Request:
    """The inputs of a figure.

    Parameters
    ----------
    claim : gives a claim by its id
    loss : shown beside those of the figure, or in place of one
    seed : of random numbers
    workers : processes to use; the data do not depend on them
    """

    claim: Callable[[str], Stated]
    loss: FixedLoss | None = None
    seed: int = 0
    workers: int = 1

    def losses(self, usual: Sequence[FixedLoss]) -> list[FixedLoss]:
        """The usual losses, and the given one."""
        return [*usual, *((self.loss,) if self.loss is not None else ())]


class Data:
    """Tables by name, each of columns by name, all columns of a table of one length."""

    def __init__(self, **tables: Mapping[str, Any]) -> None:
        self.tables: dict[str, dict[str, Column]] = {
            name: {key: np.asarray(column) for key, column in table.items()}
            for name, table in tables.items()
        }
        for name, table in self.tables.items():
            lengths = {key: column.shape for key, column in table.items()}
            if len(set(lengths.values())) != 1 or len(next(iter(lengths.values()))) != 1:
                raise ValueError(f"the columns of {name} must be of one length; got {lengths}")

    def __getitem__(self, name: str) -> dict[str, Column]:
        return self.tables[name]

    def groups(self, name: str, *keys: str) -> dict[Any, dict[str, Column]]:
        """A table in parts, by the values of a column, or of several, in their order."""
        table = self.tables[name]
        rows = list(zip(*(table[key].tolist() for key in keys), strict=True))
        parts: dict[Any, dict[str, Column]] = {}
        for row in dict.fromkeys(rows):
            chosen = np.array([other == row for other in rows])
            value = row[0] if len(keys) == 1 else row
            parts[value] = {key: column[chosen] for key, column in table.items()}
        return parts


def stacked(parts: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    """One table from parts with the same columns; single values are repeated."""
    table: dict[str, list[Column]] = {}
    for part in parts:
        columns = np.broadcast_arrays(*(np.atleast_1d(column) for column in part.values()))
        for key, column in zip(part, columns, strict=True):
            table.setdefault(key, []).append(column)
    return {key: np.concatenate(columns) for key, columns in table.items()}


def swapped(before: Column, after: Column) -> float:
    """The share of pairs of rows with opposite orders in two columns."""
    first, second = np.triu_indices(len(before), 1)
    orders = (before[first] - before[second]) * (after[first] - after[second])
    return float((orders < -ROUNDING).mean())


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A figure.

    Parameters
    ----------
    name : on the command line
    title : a short title
    caption : with formulas in LaTeX between dollars
    claims : ids of the claims that it illustrates
    data : computes its data
    draw : draws them, a matplotlib figure as wide as a column or a page
    takes_loss : whether the user may give a loss
    """

    name: str
    title: str
    caption: str
    claims: tuple[str, ...]
    data: Callable[[Request], Data] = field(repr=False)
    draw: Callable[[Data, Width], Any] = field(repr=False)
    takes_loss: bool = False

    def legend(self, loss: FixedLoss | None = None) -> str:
        """The caption, with the given loss and the claims."""
        put_in = ""
        if loss is not None and self.takes_loss:
            name = f", {escaped(loss.name)}" * bool(loss.formula)
            formula = loss.formula or loss.name
            put_in = f" Loss of the user{name}: {in_symbols(formula) or formula}."
        return f"{self.caption}{put_in} Claims: {', '.join(self.claims)}."
