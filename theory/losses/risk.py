"""Clean and noisy risks of a hypothesis, from its losses on every sample and label.

`scores[i][j]` is the loss on sample `i` if its label were `j`; `labels[i]` is the clean label.
Numbers of samples `n` and classes `c` may be symbols.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from lossproof.theory.language import SymbolicVector, every_class, lt, sample_mean
from lossproof.theory.language.terms import expected, sampled_value


def retained(eta: Any, c: Any) -> sympy.Expr:
    """`m = 1 - eta c / (c - 1)`, by which uniform noise multiplies posterior differences."""
    return 1 - eta * c / (c - 1)


def flipped_share(clean: Any, noisy: Any, n: Any) -> sympy.Expr:
    """The share of the `n` labels that the noise changes."""
    return sample_mean(lambda i: 1 - sympy.KroneckerDelta(clean[i], noisy[i]), n)


def losses_of(predictions: Any, loss: Callable[[Any, Any], Any]) -> SymbolicVector:
    """The losses `loss(predictions[i], j)` of a hypothesis on every sample `i` and label `j`."""
    return SymbolicVector(lambda i: label_losses(predictions[i], loss), predictions.size)


def label_losses(f: Any, loss: Callable[[Any, Any], Any]) -> SymbolicVector:
    """The losses `loss(f, j)` of one prediction under every label `j`."""
    return SymbolicVector(lambda j: loss(f, j), f.size)


def uniform_row(label: Any, eta: Any, c: Any) -> SymbolicVector:
    """The distribution of the noisy label under uniform noise."""
    return SymbolicVector(
        lambda j: eta / (c - 1) + retained(eta, c) * sympy.KroneckerDelta(j, label), c
    )


def only_largest(entries: Any, label: Any, c: Any) -> Any:
    """Relations: every other entry is below the one at `label`."""
    return every_class(lambda j: lt(entries[j], entries[label] + sympy.KroneckerDelta(j, label)), c)


def uniform_mixture(loss: Any, total: Any, eta: Any, c: Any) -> sympy.Expr:
    """The expected loss under uniform noise, from the clean label's loss and the class sum."""
    return (1 - eta) * loss + eta / (c - 1) * (total - loss)


def flip_expectation(loss: Any, total: Any, eta: Any, c: Any) -> sympy.Expr:
    """`uniform_mixture` as an expectation over whether the label changes.

    The value is `loss` if not, else the mean loss of the other labels.
    """
    return sampled_value((loss, (total - loss) / (c - 1)), (1 - eta, eta))


def uniform_expectation(scores: Any, label: Any, eta: Any, c: Any) -> sympy.Expr:
    """The expected loss if the label flips to each other class with probability eta/(c-1)."""
    return expectation(uniform_row(label, eta, c), scores)


def expectation_at_vertex(row: Any, label: Any, loss: Callable[[Any], Any]) -> sympy.Expr:
    """The expected `loss(f[j])` of the vertex `f` of `label`, with `j` distributed as `row`."""
    gain = loss(1) - loss(0)
    return expected(lambda z: loss(0) + gain * sympy.KroneckerDelta(z, label), row)


def expectation(row: Any, scores: Any) -> sympy.Expr:
    """The expected loss if the label has the distribution `row`.

    `scores` holds the losses of the labels, or is a function of the label.
    """
    return expected(scores if callable(scores) else lambda z: scores[z], row)


def noisy_posterior(posterior: Any, T: Any) -> SymbolicVector:
    """The distribution `T' p` of the noisy label; `posterior` is the one of the clean label."""
    return SymbolicVector(
        lambda j: expectation(posterior, SymbolicVector(lambda k: T[k][j], T.size)), T.size
    )


def clean_risk(scores: Any, labels: Any, n: Any) -> sympy.Expr:
    """The mean loss under the clean labels."""
    return sample_mean(lambda i: scores[i][labels[i]], n)


def uniform_risk(scores: Any, labels: Any, eta: Any, c: Any, n: Any) -> sympy.Expr:
    """The mean expected loss under uniform noise; `eta` is the chance that a label changes."""
    return sample_mean(lambda i: uniform_expectation(scores[i], labels[i], eta, c), n)


def symmetric_risk(clean: Any, eta: Any, c: Any, constant: Any) -> sympy.Expr:
    """The risk under uniform noise of a loss whose sum over the labels is `constant`."""
    return retained(eta, c) * clean + eta / (c - 1) * constant


def noisy_risk(scores: Any, labels: Any, T: Any, n: Any) -> sympy.Expr:
    """The mean expected loss under class-dependent noise, `T[i][j] = P(noisy j | clean i)`."""
    return sample_mean(lambda i: expectation(T[labels[i]], scores[i]), n)


def weighted_risk(scores: Any, weights: Any, n: Any) -> sympy.Expr:
    """The mean loss if sample `i` has label `j` with probability `weights[i][j]`.

    One-hot weights give sampled noise; rows of T give averaged noise.
    """
    return sample_mean(lambda i: expectation(weights[i], scores[i]), n)
