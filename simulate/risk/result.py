"""The result of a computation of risks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

import numpy as np

from lossproof.simulate.intervals import Interval

Method = Literal["exact", "empirical Bernstein", "normal mixture", "replicates"]


@dataclass(frozen=True)
class Risks:
    """Risks of every loss (rows) under the clean labels (column 0) and every noise.

    Attributes
    ----------
    losses, noises : names of the rows, and of the columns after the first
    value : array, shape (losses, 1 + noises)
        In the units of the loss.
    interval : Interval of that shape
        They hold simultaneously with probability at least 1 - alpha; width 0 if exact. They allow
        for rounding: 1e-6 of the root mean square of the loss, and any larger error measured at
        points of the law.
    methods : per loss, the method of its interval
        "replicates" is asymptotic, the two sequences are valid at any time.
    samples : int
        The number of samples; 0 if exact.
    digest : str
        Of the totals; equal for every number and kind of workers.
    """

    losses: tuple[str, ...]
    noises: tuple[str, ...]
    value: np.ndarray
    interval: Interval
    methods: tuple[Method, ...]
    samples: int = 0
    digest: str = ""

    def __repr__(self) -> str:
        ways = " and ".join(dict.fromkeys(self.methods))
        return (
            f"risks of {', '.join(self.losses)} under {', '.join(('clean', *self.noises))}: "
            f"{f'{self.samples} samples, ' if self.samples else ''}{ways}"
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in ("", "clean", *self.noises))
        rows = [
            f"<th>{escape(loss)}</th>"
            + "".join(f"<td>{x:.4g} ± {r:.1g}</td>" for x, r in zip(means, reach, strict=True))
            for loss, means, reach in zip(
                self.losses, self.value, self.interval.half_width, strict=True
            )
        ]
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in (head, *rows))}</table>"

    def _repr_latex_(self) -> str:
        rows = [
            " & ".join(
                [
                    rf"\text{{{name}}}",
                    *(rf"{x:.4g} \pm {r:.1g}" for x, r in zip(*row, strict=True)),
                ]
            )
            for name, *row in zip(self.losses, self.value, self.interval.half_width, strict=True)
        ]
        head = " & ".join(["", *(rf"\text{{{name}}}" for name in ("clean", *self.noises))])
        body = r" \\ ".join([head, *rows])
        return rf"$\begin{{array}}{{l{'r' * self.value.shape[1]}}} {body} \end{{array}}$"

    @property
    def clean(self) -> np.ndarray:
        """Shape (losses,)."""
        return self.value[:, 0]

    @property
    def noisy(self) -> np.ndarray:
        """Shape (losses, noises)."""
        return self.value[:, 1:]
