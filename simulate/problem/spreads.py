"""Bounds of the spread of a loss before sampling, for its confidence sequence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.kernels import ELL, Moments, U
from lossproof.simulate.problem.channels import InstanceNoise
from lossproof.simulate.problem.laws import Finite, Gaussian, Law
from lossproof.simulate.problem.problem import RiskProblem


@dataclass(frozen=True)
class Spread:
    """For every loss (rows) under the clean labels and every noise (columns).

    `low` and `high` bound a sample's value, infinite where nothing does; `sigma` is a sub-Gaussian
    scale, infinite where none is known.
    """

    low: np.ndarray
    high: np.ndarray
    sigma: np.ndarray

    @property
    def bounded(self) -> np.ndarray:
        """Which losses have a range under every noise."""
        return np.asarray(np.isfinite(self.high - self.low).all(axis=1))

    @property
    def subgaussian(self) -> np.ndarray:
        """Which losses have a sub-Gaussian scale under every noise."""
        return np.asarray(np.isfinite(self.sigma).all(axis=1))


def spread(problem: RiskProblem) -> Spread:
    """The known bounds of the losses of a problem."""
    law = problem.law
    return _finite(law, problem) if isinstance(law, Finite) else _general(problem)


def _finite(law: Finite, problem: RiskProblem) -> Spread:
    """The range over the points that have positive probability, under every label."""
    tables = problem.at_points(law.outputs[law.joint.sum(axis=1) > 0].T)
    ends = [(table.min(axis=(1, 2)), table.max(axis=(1, 2))) for table in tables]
    low, high = (np.stack(end, axis=1) for end in zip(*ends, strict=True))
    unknown = np.isnan(low + high)
    low, high = np.where(unknown, -np.inf, low), np.where(unknown, np.inf, high)
    return Spread(low, high, np.full(low.shape, np.inf))


def _general(problem: RiskProblem) -> Spread:
    moments = problem.moments
    shape = (len(moments.names), 1 + len(problem.channels))
    bottom = np.where(np.isnan(moments.infima), -np.inf, moments.infima)
    top = np.where(np.isnan(moments.suprema), np.inf, moments.suprema)
    low, high = (np.repeat(end[:, None], shape[1], axis=1) for end in (bottom, top))
    sigma = np.repeat(_subgaussian(problem.law, moments)[:, None], shape[1], axis=1)
    for r, channel in enumerate(problem.channels, start=1):
        if isinstance(channel, InstanceNoise):
            # The noisy label then depends on the logits.
            sigma[:, r] = np.inf
    for r, rows in enumerate(problem.matrices, start=1):
        if problem.correction == "forward":
            sigma[:, r] = np.inf
        else:
            low[:, r], high[:, r] = _mixed(rows, bottom, top)
            sigma[:, r] = sigma[:, r] * abs(rows).sum(axis=1).max()
    return Spread(low, high, sigma)


def _mixed(rows: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The range of weighted sums of values in [low, high], over all rows of weights."""
    least, most = np.minimum(rows, 0).sum(axis=1), np.maximum(rows, 0).sum(axis=1)

    def of(weight: np.ndarray, end: np.ndarray) -> np.ndarray:
        return np.where(weight == 0, 0, np.multiply.outer(end, np.where(weight == 0, 1, weight)))

    lowest, highest = of(least, high) + of(most, low), of(least, low) + of(most, high)
    return lowest.min(axis=1), highest.max(axis=1)


def _subgaussian(law: Law, moments: Moments) -> np.ndarray:
    """Per loss, shape (losses,), a scale for one sample under any label, clean or noisy.

    The negative logarithm of a softmax is sqrt(2)-Lipschitz in the logits, so it is sub-Gaussian
    with scale sqrt(2) sigma given the clean and the noisy label (Gaussian concentration); the
    means given the labels lie within the range of the mean logits plus their largest difference
    between classes, as log-sum-exp is 1-Lipschitz in the largest logit. Other forms lie in [0, 1].
    Scales add.
    """
    scales = np.full(len(moments.names), np.inf)
    if not isinstance(law, Gaussian):
        return scales
    means = np.asarray(law.means)
    # A number s stands for s on the diagonal and 0 elsewhere.
    between = abs(float(means)) if means.ndim == 0 else np.ptp(means, axis=0).max()
    within = abs(float(means)) if means.ndim == 0 else np.ptp(means)
    of_log = np.hypot(np.sqrt(2) * law.sigma, (between + within) / 2)
    forms = moments.forms[: moments.means.at_label.shape[1]]
    form_scales = [_scale(form, of_log) for form in forms]
    for loss in range(len(scales)):
        if not moments.means.across[loss].any():
            used = np.flatnonzero(moments.means.at_label[loss])
            scales[loss] = sum(abs(moments.means.at_label[loss, k]) * form_scales[k] for k in used)
    return scales


def _scale(form: Any, of_log: float) -> float:
    if form == ELL:
        return float(of_log)
    return 0.5 if _in_unit_interval(form) else np.inf


def _in_unit_interval(form: Any) -> bool:
    """Whether the values of a form provably have a range of at most 1."""
    if form.func is sympy.exp:
        rate = form.args[0] / ELL
        return rate.is_number and rate.is_positive is True
    if isinstance(form, sympy.Max):
        return all(arg.is_number or _in_unit_interval(arg) for arg in form.args)
    if isinstance(form, sympy.Piecewise):
        branches: Any = form.args
        return {value for value, _ in branches} <= {0, 1}
    return form == U or (form.is_Pow and form.base == U and form.exp.is_positive is True)
