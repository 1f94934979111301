"""Losses as sums over samples of a few functions of the probability of one class.

A loss of a probability vector and a label is a formula in the label's probability `u`, its
logarithm `ell`, sums over the classes and the largest entry. Its mean over samples, for every label
at once, follows from the means of a few *forms* `h(u_k)`, one number per form and class; six losses
and their squares need about ten. The forms come from the losses' SymPy definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import sympy

from lossproof.theory.language import ANY_CLASS, BOUND_CLASS, ClassSum, CountSymbol, SymbolicVector
from lossproof.theory.losses import FixedLoss

LARGEST_COEFFICIENT = 8

U = sympy.Symbol("u", positive=True)
ELL = sympy.Symbol("ell", real=True)
LARGEST = sympy.Symbol("largest", positive=True)

_C = CountSymbol("c", integer=True, positive=True)
_F: Any = sympy.IndexedBase("f", nonnegative=True)


class _Output(SymbolicVector):
    """A classifier's output with a symbolic number of classes."""

    def largest(self) -> sympy.Symbol:
        return LARGEST

    def extreme(self, of: Callable[[Any], Any], largest: bool) -> sympy.Symbol:
        if not largest or of(U) != U:
            raise ValueError(
                "a loss that is simulated may contain max(p) over the classes, but no maximum or "
                "minimum over the classes of anything else"
            )
        return LARGEST


_OUTPUT = _Output(lambda j: _F[j], _C)


def class_sum_symbol(m: int) -> sympy.Symbol:
    """The symbol of the m-th sum over classes."""
    return sympy.Symbol(f"s{m}", real=True)


@dataclass(frozen=True)
class Combination:
    """The linear map from the sums of the forms to the sum of every loss.

    The loss under label k is `at_label @ form[k] + across @ sum_j form[j] + constant`; `at_label`
    and `across` have shape (losses, forms), `constant` (losses,).
    """

    at_label: np.ndarray
    across: np.ndarray
    constant: np.ndarray

    def __call__(self, forms: Any) -> Any:
        """Every loss under every label, shape (losses, c, ...), from forms (forms, c, ...)."""
        with np.errstate(invalid="ignore"):
            totals = forms.sum(axis=1, keepdims=True)
        return self.at(forms, totals, 1)

    def at(self, at_label: Any, totals: Any, count: int) -> Any:
        """Every loss, summed over `count` samples: shape (losses, ...).

        Parameters
        ----------
        at_label : array, shape (forms, ...)
            Sums of the forms at the label, or of their means over the label.
        totals : array, shape (forms, ...)
            Sums of the forms over the samples and the classes; broadcast against `at_label`.
        """
        at_label, totals = at_label[: self.at_label.shape[1]], totals[: self.at_label.shape[1]]
        # A form that a loss does not use may be infinite: 0 * inf is not 0.
        combined = _combined if np.isfinite(totals).all() else _combined_if_used
        constant = self.constant.reshape(-1, *(1,) * (totals.ndim - 1)) * count
        shared = combined(self.across, totals) + constant.astype(totals.dtype)
        return combined(self.at_label, at_label) + shared


def _combined(table: np.ndarray, forms: np.ndarray) -> np.ndarray:
    return np.tensordot(table.astype(forms.dtype), forms, 1)


def _combined_if_used(table: np.ndarray, forms: np.ndarray) -> np.ndarray:
    rows = [np.tensordot(row[row != 0], forms[row != 0], 1) for row in table]
    return np.stack(rows).astype(forms.dtype)


@dataclass(frozen=True, eq=False)
class Moments:
    """The forms that a list of losses needs, for c classes.

    Attributes
    ----------
    names : of the losses
    suprema : array, shape (losses,)
        Of the losses over the simplex, inf where unbounded, nan where not known.
    infima : array, shape (losses,)
        Likewise, -inf where unbounded.
    forms : expressions in `U`, `ELL`, `LARGEST` and class sums
        What to sum over samples, at every class; the first `len(means.at_label[0])` give the
        losses, all of them also their squares.
    sums : expressions in `U` and `ELL`
        `class_sum_symbol(m)` stands for the sum of the m-th over the classes.
    means, squares : Combination
        From the forms to each loss, and to its square.
    """

    names: tuple[str, ...]
    suprema: np.ndarray
    infima: np.ndarray
    classes: int
    forms: tuple[sympy.Expr, ...]
    sums: tuple[sympy.Expr, ...]
    means: Combination
    squares: Combination

    @classmethod
    def of(cls, losses: Sequence[FixedLoss], classes: int) -> Self:
        """Compile losses for c = `classes`.

        Raises ValueError if a loss depends on more than the output and the label.
        """
        bodies: dict[Any, sympy.Symbol] = {}
        values = [reduced(loss, classes, bodies) for loss in losses]
        linear = _Linear({symbol: body for body, symbol in bodies.items()}, classes)
        means = [linear.split(value) for value in values]
        first = len(linear.forms)
        squares = [linear.split(in_logs(sympy.expand(value**2))) for value in values]
        needed = set[Any]().union(*(form.free_symbols for form in linear.forms))
        used = [symbol for symbol in bodies.values() if symbol in needed]
        renamed = {symbol: class_sum_symbol(m) for m, symbol in enumerate(used)}
        return cls(
            tuple(loss.name for loss in losses),
            np.array([_number(loss.supremum) for loss in losses]),
            np.array([_number(loss.infimum) for loss in losses]),
            classes,
            tuple(form.xreplace(renamed) for form in linear.forms),
            tuple(linear.bodies[symbol] for symbol in used),
            _combination(means, first),
            _combination(squares, len(linear.forms)),
        )

    @property
    def fit_float32(self) -> bool:
        """Whether no loss is a small difference of large terms, as L_q is for small q."""
        largest = max(abs(self.means.at_label).max(), abs(self.means.across).max())
        return bool(largest <= LARGEST_COEFFICIENT)

    @property
    def recipe(self) -> dict[str, Any]:
        """Everything the values depend on, as JSON."""
        tables = [*vars(self.means).values(), *vars(self.squares).values()]
        return {
            "losses": list(self.names),
            "forms": [str(form) for form in (*self.forms, *self.sums)],
            "coefficients": [table.tolist() for table in tables],
        }


Split = tuple[dict[int, float], dict[int, float], float]


@dataclass
class _Linear:
    """Collects forms; a loss is a linear combination of them at the label and over all classes."""

    bodies: dict[Any, Any]
    classes: int
    forms: dict[Any, int] = field(default_factory=dict[Any, int])

    def split(self, value: sympy.Expr) -> Split:
        at_label: dict[int, float] = {}
        across: dict[int, float] = {}
        constant = 0.0
        for factor, term in _terms(value):
            if term == 1:
                constant += factor
            elif term in self.bodies:
                for inner, body in _terms(self.bodies[term]):
                    if body == 1:
                        constant += factor * inner * self.classes
                    else:
                        self._add(across, body, factor * inner)
            else:
                self._add(at_label, term, factor)
        return at_label, across, constant

    def _add(self, table: dict[int, float], form: Any, factor: float) -> None:
        place = self.forms.setdefault(form, len(self.forms))
        table[place] = table.get(place, 0.0) + factor


def _combination(splits: Sequence[Split], width: int) -> Combination:
    at_label, across = np.zeros((2, len(splits), width))
    for row, (terms, everywhere, _) in enumerate(splits):
        at_label[row, list(terms)] = list(terms.values())
        across[row, list(everywhere)] = list(everywhere.values())
    return Combination(at_label, across, np.array([constant for *_, constant in splits]))


def reduced(loss: FixedLoss, classes: int, bodies: dict[Any, sympy.Symbol]) -> sympy.Expr:
    """The loss in `U`, `ELL`, `LARGEST` and one dummy per class sum, which `bodies` collects.

    Raises ValueError if it depends on more than the output and the label.
    """
    value: Any = sympy.sympify(loss.expression(_OUTPUT, ANY_CLASS))
    replaced: dict[Any, Any] = {_C: sympy.Integer(classes)}
    for inner in value.atoms(ClassSum):
        body, _ = inner.args
        body = in_logs(body.xreplace({_F[BOUND_CLASS]: U}))
        body = sympy.expand(body)
        replaced[inner] = sympy.S.One if body == U else bodies.setdefault(body, sympy.Dummy())
    value = value.xreplace(replaced).xreplace({_F[ANY_CLASS]: U})
    if unknown := value.free_symbols - {U, LARGEST, *bodies.values()}:
        raise ValueError(
            f"{loss.name} must be a formula in the probabilities alone; it holds "
            f"{', '.join(sorted(map(str, unknown)))}: give every parameter a value"
        )
    return sympy.expand(in_logs(value))


def in_logs(value: Any) -> Any:
    """The formula with `log u` as `ell`, and powers but u^2, u^3, u^4 as exponentials of it."""
    value = value.replace(
        lambda e: e.is_Pow and isinstance(e.base, sympy.Max) and e.exp.is_integer is False,
        _power_of_maximum,
    )
    value = value.replace(lambda e: e == sympy.Abs(1 - U), lambda e: 1 - U)
    value = value.xreplace({sympy.log(U): ELL})
    value = value.replace(
        lambda e: e.is_Pow and isinstance(e.base, sympy.Piecewise),
        lambda e: sympy.Piecewise(*((part**e.exp, when) for part, when in e.base.args)),
    )
    return value.replace(
        lambda e: e.is_Pow and e.base == U and not is_short(e.exp),
        lambda e: sympy.exp(e.exp * ELL),
    )


def is_short(exponent: Any) -> bool:
    """Whether a power is as well written as a product."""
    return exponent.is_Integer and 2 <= int(exponent) <= 4


def _power_of_maximum(power: Any) -> Any:
    base, exponent = power.args
    if not all(argument.is_nonnegative is True for argument in base.args):
        return power
    extremes = {(True, False): sympy.Max, (False, True): sympy.Min}
    extreme = extremes.get((exponent.is_positive, exponent.is_negative))
    return extreme(*(argument**exponent for argument in base.args)) if extreme else power


def _terms(value: sympy.Expr) -> Iterable[tuple[float, Any]]:
    for term in sympy.Add.make_args(value):
        if term.free_symbols:
            factor, rest = term.as_independent(*term.free_symbols, as_Add=False)
            yield float(factor), rest
        else:
            yield float(term), sympy.S.One


def _number(value: Any) -> float:
    return np.nan if value is None else float(value)
