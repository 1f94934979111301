"""Lines about the corrected forms of a loss, and about known losses that equal it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.calculus import Pieces
from lossproof.theory.card.line import Line, shown
from lossproof.theory.card.loss import P, Reading, Subject, limit
from lossproof.theory.losses import CLASSES, LOSSES, backward_uniform, retained, uniform_mixture
from lossproof.theory.numbers import array, simplifies_to_zero

ETA = sympy.Symbol("eta", nonnegative=True)
_LOSS, _TOTAL = sympy.symbols("l S", real=True)


def backward(subject: Subject) -> Iterator[Line]:
    """The backward corrected form, whose mean under uniform noise is the clean loss."""
    corrected = backward_uniform(_LOSS, _TOTAL, ETA, CLASSES)
    mean = uniform_mixture(corrected, (_TOTAL - CLASSES * ETA / (CLASSES - 1) * _TOTAL)
                           / retained(ETA, CLASSES), ETA, CLASSES)  # fmt: skip
    assert sympy.cancel(sympy.together(mean - _LOSS)) == 0
    reading = subject.reading
    constant = reading.constant
    if constant is not None:
        says = "(ℓ(p, y) − η/(c − 1)·S)/m with S = " + shown(constant) + ": an affine function of ℓ"
    elif reading.of_label_alone:
        says = f"(ℓ(p_y) − η/(c − 1)·Σ_j ℓ(p_j))/m, ℓ(p) = {shown(reading.value)}"
    else:
        says = "(ℓ(p, y) − η/(c − 1)·Σ_j ℓ(p, j))/m"
    yield Line("backward corrected", "PROVED", f"{says}; m = 1 − η·c/(c − 1)", "c >= 2",
               "its mean over the noisy label is ℓ(p, y), by algebra",
               {"loss": reading.value} if reading.of_label_alone else {})  # fmt: skip
    pieces = reading.label_pieces
    if reading.of_label_alone and pieces is not None and limit(pieces.forms[0], 0) is sympy.oo:
        # At two classes the label's probability tends to 1 with it.
        last = limit(pieces.forms[-1], 1)
        every = last is not None and last not in (sympy.oo, -sympy.oo)
        because = "it tends to −∞ as another probability tends to 0, for η > 0"
        for scope in ("c >= 2",) if every else (f"c = {c}" for c in subject.classes if c > 2):
            yield Line("backward corrected", "REFUTED", "it is bounded below", scope, because)


def forward(subject: Subject) -> Iterator[Line]:
    """The forward corrected form: the loss at the distribution of the noisy label, T' p."""
    mixed = ETA / (CLASSES - 1) + retained(ETA, CLASSES) * P
    reading = subject.reading
    if not reading.of_label_alone:
        says = "ℓ(T′p, y), (T′p)_j = η/(c − 1) + (1 − ηc/(c − 1))·p_j"
        yield Line("forward corrected", "PROVED", says, "c >= 2", "by definition")
        return
    form = reading.value.xreplace({P: sympy.Symbol("v", positive=True)})
    says = f"{shown(form)} at v = η/(c − 1) + (1 − ηc/(c − 1))·p"
    yield Line("forward corrected", "PROVED", says, "c >= 2",
               "by definition", {"form": reading.value.xreplace({P: mixed})})  # fmt: skip


def known(subject: Subject) -> Iterator[Line]:
    """The losses of `lossproof.theory.losses.LOSSES` that equal it up to scale and shift."""
    question = "known loss"
    for scope, two in (("c >= 2", False), ("c = 2", True)):
        matches = sorted(_matches(subject.reading, two), key=lambda m: (m[1] != 1, m[2] != 0))
        if matches:
            says = "it is " + " = ".join(_named(*match[:3]) for match in matches)
            values = {"scale": matches[0][1], "shift": matches[0][2]}
            yield Line(question, "PROVED", says, scope, "by algebra", values, form=matches[0][3])
            return
    yield Line(question, "UNDECIDED", f"it is one of {', '.join(LOSSES)}", "c >= 2",
               "no scale and shift of any of these was found to equal the loss")  # fmt: skip


def _named(title: str, scale: Any, shift: Any) -> str:
    factor = "" if scale == 1 else f"({shown(scale)}) "
    return f"{factor}{title}" + ("" if shift == 0 else f" + ({shown(shift)})")


def _matches(reading: Reading, two: bool) -> Iterator[tuple[str, Any, Any, Any]]:
    mine = _form(reading, two)
    if mine is None:
        return
    for name, loss in LOSSES.items():
        if name == "zero_one":
            continue
        for values in _parameters(
            name, loss.parameters, reading.binary if two else _pieces(reading)
        ):
            other = _form(Reading.of(name, loss.fix(**values).expression), two)
            if other is None or not _close(mine, other):
                continue
            fit = _fitted(mine, other)
            if fit is not None:
                given = ", ".join(f"{key} = {value}" for key, value in values.items())
                title = f"{name}({given})" if given else name
                yield title, *fit, loss.fix(**values).expression
                break


def _pieces(reading: Reading) -> Pieces | None:
    if not reading.of_label_alone or reading.value.has(CLASSES):
        return None
    return reading.label_pieces


def _form(reading: Reading, two: bool) -> Any:
    """The loss in `P`, `CLASSES` and symbols for sums, named by their bodies."""
    if two:
        return reading.along(2)
    if not reading.closed:
        return None
    names = {s: sympy.Symbol(f"sum({body})", real=True) for s, body in reading.sums.items()}
    return reading.value.xreplace(names)


def _parameters(name: str, domains: Any, mine: Pieces | None) -> Iterator[dict[str, Any]]:
    """Parameters at which a known loss may equal this one, derived from its derivatives."""
    if not domains:
        yield {}
        return
    if set(domains) == {"log_zero"}:
        yield {"log_zero": "-1"}
        return
    if mine is None:
        return
    slope: Any = sympy.diff(mine.forms[-1], P)
    if slope.count_ops() > 40:
        return
    exponent = 1 + P * sympy.diff(slope, P) / slope if slope != 0 else sympy.nan
    (ends,) = array([exponent], [P])([0.3, 0.6])
    exponent = sympy.simplify(exponent) if abs(ends[0] - ends[1]) < 1e-9 else sympy.nan
    guess: dict[str, Any] = {"q": exponent, "alpha": 1, "log_zero": -1}
    if len(mine.ends) == 3:
        guess["threshold"] = mine.ends[1]
    if name == "sl":
        weight: Any = sympy.expand(-P * slope)
        guess["beta"] = weight.coeff(P, 1) / weight.coeff(P, 0) if weight.coeff(P, 0) != 0 else -1
    if set(domains) <= set(guess) and all(
        sympy.sympify(guess[key]).is_Rational and guess[key] in domain
        for key, domain in domains.items()
    ):
        yield {key: str(guess[key]) for key in domains}


def _close(mine: Any, other: Any) -> bool:
    """Whether float64 values agree up to scale and shift."""
    symbols = sorted(mine.free_symbols | other.free_symbols, key=str)
    rng = np.random.default_rng(0)
    points = [np.full(40, 5.0) if s == CLASSES else rng.uniform(0.05, 0.95, 40) for s in symbols]
    one, two = array([mine, other], symbols)(*points)
    if not (np.isfinite(one).all() and np.isfinite(two).all()):
        return False
    design = np.stack([two, np.ones_like(two)], axis=1)
    fit, *_ = np.linalg.lstsq(design, one, rcond=None)
    return bool(fit[0] > 0 and np.abs(design @ fit - one).max() < 1e-9 * (1 + np.abs(one).max()))


def _fitted(mine: Any, other: Any) -> tuple[Any, Any] | None:
    """The exact scale > 0 and shift with `mine = scale other + shift`, an identity."""
    symbol = P if other.has(P) else next(iter(other.free_symbols))
    at = {symbol: sympy.Rational(1, 2)}
    slope: Any = sympy.diff(other, symbol).xreplace(at)
    if slope == 0 or slope.has(sympy.nan, sympy.zoo):
        return None
    scale = sympy.nsimplify(sympy.simplify(sympy.diff(mine, symbol).xreplace(at) / slope))
    shift = sympy.simplify(sympy.expand_log(sympy.expand(mine - scale * other), force=True))
    if shift.free_symbols - {CLASSES} or not simplifies_to_zero(mine - scale * other - shift):
        return None
    more = sympy.Symbol("more", nonnegative=True, integer=True)
    return (scale, shift) if scale.xreplace({CLASSES: more + 2}).is_positive else None
