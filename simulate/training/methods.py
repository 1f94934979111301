"""Training methods by name: a loss, its correction, scaling and pruning."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, lru_cache, partial
from typing import Any, Literal

import sympy

from lossproof.simulate.kernels import U
from lossproof.simulate.kernels.forms import class_sum_symbol, reduced
from lossproof.simulate.training.gradients import score_gradient, softmax_gradient
from lossproof.theory.losses import (
    HARD_SHARE,
    LOSSES,
    SOFT_SHARE,
    FixedLoss,
    bootstrap_hard,
    bootstrap_soft,
    mae,
    parse,
    savage,
    sigmoid,
    unhinged,
)
from lossproof.theory.losses.gradients import weight_in_training

Correction = Literal["forward", "backward"]
ESTIMATED = "estimated"
ANY_NUMBER = 7
# Ours: neither source prints a value for these data.
IMAE_T = 8
ROUNDING = sympy.Rational(1, 2**24)

# Zhang & Sabuncu (2018), Sec. 4.1, prune from epoch 40 of 120 on, every 10 epochs.
PRUNED_FROM, PRUNED_EVERY = 1 / 3, 1 / 12


@lru_cache(maxsize=64)
def written(loss: FixedLoss) -> list[str]:
    """The formulas that are compiled for a loss: the loss, and its sums over the classes."""
    bodies: dict[Any, sympy.Symbol] = {}
    # Any number of classes: the same for all data.
    value = reduced(loss, ANY_NUMBER, bodies)
    names = {symbol: class_sum_symbol(m) for m, symbol in enumerate(bodies.values())}
    return [str(value.xreplace(names)), *map(str, bodies)]


def one() -> Any:
    """The scale of an unscaled gradient."""
    return sympy.S.One


@dataclass(frozen=True)
class Method:
    """One way to train.

    Parameters
    ----------
    name : as given by the user
    loss : of the outputs of a softmax, or of the score of the label
    correction : of the loss by a transition matrix, for outputs of a softmax
    estimated : whether that matrix is estimated by a network trained first, on the plain loss
    scores : the loss is of scores that are normalised over the batch, class by class
    scale : gives what multiplies the gradient of a sample, a formula in `U`
    threshold : samples whose `f_y` is below it are pruned; None to prune none
    determinant : the loss is L_DMI of the batch, started from a network trained on cross-entropy
    """

    name: str
    loss: FixedLoss
    correction: Correction | None = None
    estimated: bool = False
    scores: bool = False
    scale: Callable[[], Any] = one
    threshold: float | None = None
    determinant: bool = False

    def __reduce__(self) -> Any:
        # Losses are functions, which do not pickle: read again from the name.
        with suppress(ValueError):
            if method(self.name).recipe == self.recipe:
                return method, (self.name,)
        return super().__reduce__()

    @property
    def first(self) -> Method | None:
        """The method to train first: to estimate the matrix, or for the start."""
        if self.determinant:
            return METHODS["cce"]
        if not self.estimated:
            return None
        return replace(self, name=self.name.split("@")[0], correction=None, estimated=False)

    @property
    def recipe(self) -> dict[str, Any]:
        """Everything it depends on, as JSON."""
        return {
            "name": self.name,
            "loss": self.loss.name if self.determinant else written(self.loss),
            "correction": self.correction,
            "estimated": self.estimated,
            "scores": self.scores,
            "scale": str(self.scale()),
            "threshold": self.threshold,
            "determinant": self.determinant,
        }

    def gradient(self, classes: int) -> Callable[..., Any]:
        """The gradient in the logits, or in the scores; see `training.gradients`."""
        if self.scores:
            return score_gradient(self.loss, classes)
        return softmax_gradient(self.loss, classes, self.scale())


@cache
def rescaled(weight: Callable[[Any], Any]) -> Any:
    """The factor of the gradient of MAE that gives a sample the weight `weight(p_y)`."""
    given = weight(U)
    rest = sympy.cancel(weight_in_training(mae)(U) / (1 - U))
    if given.subs(U, 1) == 0:
        return sympy.simplify(given / (1 - U)) / rest
    # Rounding may have made an output 1, where 0 would be divided by 0.
    return given / rest / sympy.Max(1 - U, ROUNDING)


def printed_imae_weight(u: Any) -> sympy.Expr:
    """`exp(T p) (1 - p)`: Li's notes, Eq. 13."""
    return sympy.exp(IMAE_T * u) * (1 - u)


def released_imae_weight(u: Any) -> sympy.Expr:
    """`exp(T p (1 - p))`: the authors' released code."""
    return sympy.exp(IMAE_T * u * (1 - u))


def _of_label(name: str, loss: Callable[[Any], Any]) -> FixedLoss:
    return FixedLoss(name, lambda f, y: loss(f[y]))


_MAE = LOSSES["mae"].fix()

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("cce", LOSSES["cce"].fix()),
        Method("mae", _MAE),
        Method("mse", LOSSES["mse"].fix()),
        Method("lq", LOSSES["lq"].fix(q="7/10")),
        Method("truncated-lq", LOSSES["lq"].fix(q="7/10"), threshold=0.5),
        Method("sce", LOSSES["sl"].fix(alpha="1/10", beta=1, log_zero=-4)),
        Method("imae", _MAE, scale=partial(rescaled, printed_imae_weight)),
        Method("imae-released", _MAE, scale=partial(rescaled, released_imae_weight)),
        Method("dmi", FixedLoss("dmi", lambda f, y: sympy.nan), determinant=True),
        Method("unhinged", _of_label("unhinged", unhinged), scores=True),
        Method("sigmoid", _of_label("sigmoid", sigmoid), scores=True),
        Method("savage", _of_label("savage", savage)),
        Method(
            "bootstrap-soft",
            FixedLoss("bootstrap soft", lambda f, y: bootstrap_soft(f, y, SOFT_SHARE)),
        ),
        Method(
            "bootstrap-hard",
            FixedLoss("bootstrap hard", lambda f, y: bootstrap_hard(f, y, HARD_SHARE)),
        ),
    )
}
SHORT = {
    "backward": "cce@backward",
    "backward-estimated": "cce@backward-estimated",
    "forward": "cce@forward",
    "forward-estimated": "cce@forward-estimated",
}
# The rows of Patrini et al. (2017), Table 2, and three losses of the other papers.
TABLE = (
    "cce",
    "unhinged",
    "sigmoid",
    "savage",
    "bootstrap-soft",
    "bootstrap-hard",
    "backward",
    "backward-estimated",
    "forward",
    "forward-estimated",
    "mae",
    "lq",
    "sce",
)


def method(text: str) -> Method:
    """The method that a text names.

    `cce`; `lq:q=1/2` with other parameters; `lq@forward`, `lq@backward-estimated` corrected;
    `forward` is `cce@forward`. Any other text is parsed as a formula, such as `1 - p**0.7`.

    Raises
    ------
    ValueError
        If it is none of these, or a loss that has no correction is to be corrected.
    """
    plain, at, how = SHORT.get(text, text).partition("@")
    result = replace(_plain(plain.strip()), name=text)
    if not at:
        return result
    kind, dash, rest = how.strip().partition("-")
    if kind not in ("forward", "backward") or (dash and rest != ESTIMATED):
        raise ValueError(
            f"a correction must be @forward, @backward, @forward-{ESTIMATED} or "
            f"@backward-{ESTIMATED}; got {text!r}"
        )
    if result.determinant or (result.scores and kind == "forward"):
        raise ValueError(f"{plain} has no {kind} correction: it is not a loss of probabilities")
    if result.scores and rest:
        raise ValueError(f"{plain} cannot estimate a matrix: its outputs are not probabilities")
    return replace(result, correction=kind, estimated=bool(rest))


def _plain(text: str) -> Method:
    name, colon, rest = text.partition(":")
    if text in METHODS:
        return METHODS[text]
    if not colon and name not in LOSSES:
        try:
            return Method(text, FixedLoss(text, parse(text).expression))
        except ValueError as error:
            known = (*METHODS, *SHORT)
            others = [each for each in LOSSES if each not in known]
            why = f"{text!r} is no formula: {error}"
            if text.replace("-", "").replace("_", "").isalpha():
                close = get_close_matches(text, [*known, *LOSSES], n=1)
                why = f"no loss is called {text!r}" + (
                    f": did you mean {close[0]}?" if close else ""
                )
            raise ValueError(
                f"{why}; a loss must be one of: {', '.join(known)}; or, with parameters as in "
                f"lq:q=1/2, also {', '.join(others)}; or a formula"
            ) from error
    if name not in LOSSES:
        raise ValueError(f"only {', '.join(LOSSES)} take parameters; got {text!r}")
    values: dict[str, str] = {}
    for part in filter(None, rest.split(",")):
        parameter, equals, value = (item.strip() for item in part.partition("="))
        if not equals or parameter in values:
            raise ValueError(f"a loss must be NAME:PARAMETER=VALUE,…; got {text!r}")
        values[parameter] = value
    return Method(text, LOSSES[name].fix(**values))
