"""Steps along a gradient: SGD with momentum, AdaGrad and Adam, for many networks at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from lossproof.simulate.machine import Backend
from lossproof.simulate.training.arrays import into

Kind = Literal["adagrad", "sgd", "adam"]
# The default rates: Patrini et al. (2017), Sec. 5.1, for
# AdaGrad (fully connected) and SGD (residual) networks; Kingma & Ba (2015) for Adam.
RATES: dict[str, float] = {"adagrad": 0.01, "sgd": 0.01, "adam": 0.001}
# Kingma & Ba (2015), Algorithm 1.
FIRST, SECOND = 0.9, 0.999


@dataclass(frozen=True)
class Optimiser:
    """How parameters follow the gradient.

    Parameters
    ----------
    kind : "adagrad", "sgd" or "adam"
    rate : positive; by default that of `RATES`
    momentum : of SGD, in [0, 1)
    delta : what is added to the root that AdaGrad and Adam divide by
    weight_decay : times the parameters is added to the gradient, at least 0
    drops : the rate is divided by 10 after each of these epochs

    Raises ValueError where an argument is not as above.
    """

    kind: Kind = "adagrad"
    rate: float | None = None
    momentum: float = 0.9
    delta: float | None = None
    weight_decay: float = 0.0
    drops: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            wanted = ", ".join(get_args(Kind))
            raise ValueError(f"an optimiser must be one of: {wanted}; got {self.kind!r}")
        if self.rate is None:
            object.__setattr__(self, "rate", RATES[self.kind])
        if self.delta is None:
            object.__setattr__(self, "delta", 1e-8 if self.kind == "adam" else 1e-6)
        for name, low, high in (("rate", 0, 1e6), ("delta", 0, 1)):
            if not low < getattr(self, name) <= high:
                given = getattr(self, name)
                raise ValueError(f"{name} must be a number in ({low}, {high:g}]; got {given}")
        if not 0 <= self.momentum < 1:
            raise ValueError(f"momentum must be a number in [0, 1); got {self.momentum}")
        if not 0 <= self.weight_decay < float("inf"):
            raise ValueError(f"weight_decay must be a number >= 0; got {self.weight_decay}")

    @property
    def recipe(self) -> dict[str, Any]:
        """Everything it depends on, as JSON."""
        return {**asdict(self), "drops": list(self.drops)}

    def started(self, device: Backend, parameters: Any) -> Stepper:
        """What steps these parameters, from their first epoch on."""
        return Stepper(self, device, parameters)


class Stepper:
    """An optimiser on one array of parameters, with its state."""

    def __init__(self, rule: Optimiser, device: Backend, parameters: Any) -> None:
        xp = device.xp
        self.rule, self.parameters, self.steps = rule, parameters, 0
        self.spare = xp.zeros_like(parameters)
        count = {"adagrad": 1, "sgd": 1, "adam": 2}[rule.kind]
        self.held = [xp.zeros_like(parameters) for _ in range(count)]
        self.into = into(device)

    def step(self, gradient: Any, epoch: int) -> None:
        """Update the parameters in place; overwrites the gradient. Epochs count from 1."""
        rule = self.rule
        rate = float(rule.rate or 0) / 10 ** sum(epoch > drop for drop in rule.drops)
        self.steps += 1
        if rule.weight_decay:
            self.into("multiply", self.parameters, rule.weight_decay, out=self.spare)
            gradient += self.spare
        getattr(self, f"_{rule.kind}")(gradient, rate, float(rule.delta or 0))

    def _adagrad(self, gradient: Any, rate: float, delta: float) -> None:
        (squares,), spare = self.held, self.spare
        self.into("multiply", gradient, gradient, out=spare)
        squares += spare
        self.into("sqrt", squares, out=spare)
        spare += delta
        self.into("divide", gradient, spare, out=spare)
        spare *= rate
        self.parameters -= spare

    def _sgd(self, gradient: Any, rate: float, delta: float) -> None:
        (speed,) = self.held
        speed *= self.rule.momentum
        gradient *= rate
        speed -= gradient
        self.parameters += speed

    def _adam(self, gradient: Any, rate: float, delta: float) -> None:
        (mean, squares), spare = self.held, self.spare
        self.into("multiply", gradient, gradient, out=spare)
        spare *= 1 - SECOND
        squares *= SECOND
        squares += spare
        gradient *= 1 - FIRST
        mean *= FIRST
        mean += gradient
        self.into("multiply", squares, 1 / (1 - SECOND**self.steps), out=spare)
        self.into("sqrt", spare, out=spare)
        spare += delta
        self.into("divide", mean, spare, out=spare)
        spare *= rate / (1 - FIRST**self.steps)
        self.parameters -= spare
