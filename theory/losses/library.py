"""All losses in SymPy, of a probability vector `f` and a label `y`; natural logarithms.

The exact, interval and array forms all come from these functions. Nothing is clipped:
cross-entropy at `f[y] = 0` is infinite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import sympy

from lossproof.theory.domain import Domain, Real
from lossproof.theory.language import SymbolicVector, Vector, class_sum
from lossproof.theory.noise import check_labels, check_probabilities
from lossproof.theory.numbers import array

SMALLEST_Q = 1e-8


def cce(u: Any) -> sympy.Expr:
    """Categorical cross-entropy, `-log u`, in nats."""
    return -sympy.log(u)


def unhinged(u: Any) -> sympy.Expr:
    """The unhinged loss on the simplex, `1 - u`; half of MAE."""
    return 1 - u


def lq(u: Any, q: Any) -> sympy.Expr:
    """Generalised cross-entropy, `(1 - u^q) / q` with q in (0, 1] (Zhang & Sabuncu 2018, Eq. 6)."""
    return (1 - u**q) / q


def truncated_lq(u: Any, q: Any, threshold: Any) -> sympy.Expr:
    """`L_q`, constant at `L_q(threshold)` below the threshold (Zhang & Sabuncu 2018, Eq. 9)."""
    return lq(sympy.Max(u, threshold), q)


def mae(f: Any, y: Any) -> sympy.Expr:
    """Mean absolute error without the mean: the L1 distance of `f` from the one-hot label."""
    return f.total(sympy.Abs) - sympy.Abs(f[y]) + sympy.Abs(1 - f[y])


def mse(f: Any, y: Any) -> sympy.Expr:
    """Squared error: the squared L2 distance of `f` from the one-hot label."""
    return f.total(lambda u: u**2) - f[y] ** 2 + (1 - f[y]) ** 2


def rce(f: Any, y: Any, log_zero: Any) -> sympy.Expr:
    """Reverse cross-entropy `-sum_j f_j log e_j`, with `log 0` set to `log_zero` < 0."""
    return -log_zero * (f.total() - f[y])


def sl(f: Any, y: Any, alpha: Any, beta: Any, log_zero: Any) -> sympy.Expr:
    """Symmetric cross-entropy learning: `alpha CCE + beta RCE`."""
    return alpha * cce(f[y]) + beta * rce(f, y, log_zero)


def zero_one(f: Any, y: Any) -> sympy.Expr:
    """1 unless `f[y]` is a largest entry: a tie counts for the label."""
    if isinstance(f, Vector):
        right = sympy.And(*(f[y] >= entry for entry in f))
    else:
        right = f[y] >= f.largest()
    return 1 - sympy.Piecewise((1, right), (0, True))


def one_hot_logs(y: Any, c: Any, log_zero: Any) -> SymbolicVector:
    """The logs of the entries of the one-hot label, with `log 0` set to `log_zero`."""
    return SymbolicVector(lambda j: log_zero * (1 - sympy.KroneckerDelta(j, y)), c)


def logs(p: Any) -> SymbolicVector:
    """The logs of the entries of a distribution."""
    return SymbolicVector(lambda j: sympy.log(p[j]), p.size)


def cross_entropy(p: Any, log_q: Any) -> sympy.Expr:
    """`H(p, q) = -sum_j p_j log q_j`, in nats, from `p` and the logs of `q`."""
    return -class_sum(lambda j: p[j] * log_q[j], p.size)


def entropy(p: Any) -> sympy.Expr:
    """`H(p) = -sum_j p_j log p_j`, in nats."""
    return cross_entropy(p, logs(p))


def relative_entropy(p: Any, log_q: Any) -> sympy.Expr:
    """`KL(p || q) = H(p, q) - H(p)`, in nats, from `p` and the logs of `q`."""
    return class_sum(lambda j: p[j] * (sympy.log(p[j]) - log_q[j]), p.size)


def symmetric_cross_entropy(q: Any, p: Any) -> sympy.Expr:
    """`H(q, p) + H(p, q)`: CE plus RCE of the label distribution `q` and the prediction `p`."""
    return cross_entropy(q, logs(p)) + cross_entropy(p, logs(q))


def symmetric_kl(q: Any, p: Any) -> sympy.Expr:
    """`KL(q || p) + KL(p || q)`."""
    return relative_entropy(q, logs(p)) + relative_entropy(p, logs(q))


@dataclass(frozen=True, eq=False)
class Labelled:
    """A prediction whose entry at the label is `entry`; by default the label has no name."""

    prediction: Any
    entry: Any
    label: Any = None

    @property
    def size(self) -> Any:
        return self.prediction.size

    def total(self, of: Callable[[Any], Any] = lambda entry: entry) -> sympy.Expr:
        """The sum of `of(entry)` over the entries."""
        return self.prediction.total(of)

    def __getitem__(self, label: Any) -> Any:
        if label is not self.label and label != self.label:
            raise ValueError(
                f"only the entry at the label is known, and sums; got that at {label}: take a loss "
                "of the entry at its own label and of sums, or write class_sum(lambda y: …, c)"
            )
        return self.entry


def over_labels(loss: Callable[[Any, Any], Any], prediction: Any) -> sympy.Expr:
    """The class sum: of `loss(prediction, label)` over the labels.

    Raises
    ------
    ValueError
        If the classes are symbolic, and the loss has the entry at another index or is about the
        label in another way.
    """
    if isinstance(prediction, Vector):
        return sympy.Add(*(loss(prediction, label) for label in range(prediction.size)))
    label = sympy.Dummy("y", integer=True, nonnegative=True)
    found = prediction.total(lambda entry: loss(Labelled(prediction, entry, label), label))
    if found.has(label):
        raise ValueError(
            "a loss of a symbolic number of classes must have its label only as an index of the "
            f"prediction; got {found}: write class_sum(lambda y: …, c)"
        )
    return found


@dataclass(frozen=True)
class FixedLoss:
    """A loss without free parameters: `expression(f, y)` is its SymPy form.

    It is between `infimum` and `supremum` over the simplex; None if no bound is known. `formula` is
    how it was typed, where its name is another.
    """

    name: str
    expression: Callable[[Any, Any], sympy.Expr]
    supremum: sympy.Expr | None = None
    infimum: sympy.Expr | None = sympy.S.Zero
    formula: str = ""

    def labelled(self, name: str) -> FixedLoss:
        """The same loss under another name."""
        return replace(self, name=name, formula=self.name)


@dataclass(frozen=True)
class Loss:
    """A loss with its parameters, for use on arrays.

    `expression(f, y, **parameters)` is the SymPy form; calling the loss evaluates it. Every loss
    here is at least 0 and largest at a vertex of another class, where it is
    `supremum(**parameters)`.

    >>> LOSSES["mae"]([[0.75, 0.25], [0.5, 0.5]], [0, 1])
    array([0.5, 1. ])
    >>> LOSSES["lq"].fix(q="7/10").name
    'lq(q=7/10)'
    """

    name: str
    expression: Callable[..., sympy.Expr] = field(repr=False)
    supremum: Callable[..., Any] = field(repr=False)
    parameters: Mapping[str, Domain]

    def __call__(
        self, probs: Any, labels: Any, *, tolerance: float = 1e-9, **parameters: Any
    ) -> np.ndarray:
        """Per-sample losses.

        Parameters
        ----------
        probs : array, shape (n, c)
            Rows on the simplex.
        labels : array of int, shape (n,)
            In 0..c-1.
        tolerance : float
            The allowed deviation of row sums from 1; about 1e-6 for float32 outputs.
        **parameters
            Exactly those in `parameters`, each in its domain.

        Returns
        -------
        array, shape (n,)
            Nats where logarithms occur. No reduction, no clipping.

        Raises
        ------
        ValueError
            If an argument is invalid; it names the argument, the allowed values and the given one.
        """
        probs = check_probabilities(probs, tolerance=tolerance)
        n, c = probs.shape
        labels = check_labels(labels, c)
        if len(labels) != n:
            raise ValueError(f"labels must have one entry per row of probs, {n}; got {len(labels)}")
        values = self.check(parameters)
        if values.get("q", 1) < SMALLEST_Q:
            raise ValueError(
                f"q must be at least {SMALLEST_Q:g} on arrays, where float64 still has digits of "
                f"1 - u^q; got {values['q']}: its limit is cce"
            )
        # All losses are symmetric in the classes, so the label can be moved to the front.
        others = np.arange(c - 1)[None, :]
        rest = probs[np.arange(n)[:, None], others + (others >= labels[:, None])]
        columns = [probs[np.arange(n), labels], *rest.T]
        symbols = sympy.symbols(f"f0:{c}", nonnegative=True)
        expression = self.expression(Vector(symbols), 0, **values)
        return array([expression], symbols)(*columns)[0]

    def fix(self, **parameters: Any) -> FixedLoss:
        """The loss at these parameters; `ValueError` as in `check`."""
        values = self.check(parameters)
        shown = ", ".join(f"{name}={value}" for name, value in values.items())
        return FixedLoss(
            f"{self.name}({shown})" if shown else self.name,
            lambda f, y: self.expression(f, y, **values),
            sympy.sympify(self.supremum(**values)),
        )

    def check(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters in exact form; `ValueError` if one is missing, unknown or outside."""
        if set(parameters) != set(self.parameters):
            wanted = ", ".join(self.parameters) or "none"
            given = ", ".join(parameters) or "none"
            raise ValueError(f"the parameters of {self.name} are: {wanted}; got: {given}")
        for name, domain in self.parameters.items():
            domain.name = name
        return {name: self.parameters[name].check(value, {}) for name, value in parameters.items()}


def _loss(
    name: str, expression: Callable[..., Any], supremum: Callable[..., Any], **parameters: Domain
) -> Loss:
    return Loss(name, expression, supremum, parameters)


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        _loss("cce", lambda f, y: cce(f[y]), lambda: sympy.oo),
        _loss("mae", mae, lambda: 2),
        _loss("mse", mse, lambda: 2),
        _loss("unhinged", lambda f, y: unhinged(f[y]), lambda: 1),
        _loss(
            "lq",
            lambda f, y, q: lq(f[y], q),
            lambda q: lq(0, q),
            q=Real(0, 1, open="left"),
        ),
        _loss(
            "truncated_lq",
            lambda f, y, q, threshold: truncated_lq(f[y], q, threshold),
            lambda q, threshold: truncated_lq(0, q, threshold),
            q=Real(0, 1, open="left"),
            threshold=Real(0, 1, open="both"),
        ),
        _loss("zero_one", zero_one, lambda: 1),
        _loss("rce", rce, lambda log_zero: -log_zero, log_zero=Real(None, 0, open="right")),
        _loss(
            "sl",
            sl,
            lambda alpha, beta, log_zero: sympy.oo if alpha > 0 else -beta * log_zero,
            alpha=Real(0),
            beta=Real(0),
            log_zero=Real(None, 0, open="right"),
        ),
    )
}
