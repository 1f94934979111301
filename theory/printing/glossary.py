"""What the signs in formulas mean, for those that occur and that not everybody knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from theory.printing import layout
from theory.printing.layout import Layout

MEANINGS = {
    "[": "[…] is 1 where what it holds is so, else 0",
    "uniform": "j ∼ uniform(y, η): j is y with chance 1 − η, else another class, each as likely",
    "resampled": "j ∼ resampled(y, η): j is y with chance 1 − η, else any of the c classes",
    "law": "j ∼ law(c, p): j is one of c classes, each with the chance p",
    "(": "j ∼ (p, …): j is 0, 1, … with these chances",
    "kl": "kl(p, q) = p·log(p/q), and 0 where p = 0",
    "count": "count[k] is how many samples of the batch fall in cell k",
    "step": "step(x, a) is 1 where x > 0, 0 where x < 0, and a at 0",
    "sgn": "sgn(x) is the sign of x, −1, 0 or 1",
    "mean": "mean_{i<n} is the mean over the samples",
    "polygamma": "polygamma(1, x) is the second derivative of log Γ at x",
    "m_": "m_f is a class with the largest entry of f, m_… of a term of the proof",
}


def glossary(shown: Sequence[Layout]) -> list[str]:
    """A line for every sign of some layouts that needs one, in the order of the table."""
    found = set(_signs(tuple(shown)))
    return [meaning for sign, meaning in MEANINGS.items() if sign in found]


def _signs(part: Any) -> Iterator[str]:
    match part:
        case layout.Truth():
            yield "["
        case layout.Call(name, _):
            yield name or "("
        case layout.Entry("count", _):
            yield "count"
        case layout.Over("mean", _, _, _):
            yield "mean"
        case layout.Name(text) if text.startswith("m_"):
            yield "m_"
        case _:
            pass
    if isinstance(part, tuple):
        for each in part:  # pyright: ignore[reportUnknownVariableType]
            yield from _signs(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _signs(getattr(part, field.name))
