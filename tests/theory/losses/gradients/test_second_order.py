"""Second derivatives along logits against SymPy's own, written out and with symbolic classes."""

from typing import Any

import sympy

from lossproof.theory.domain import Classes, Label, Scores, Simplex
from lossproof.theory.language import SymbolicVector, Vector, realise
from lossproof.theory.losses import LOSSES, cce
from lossproof.theory.losses.gradients import curvature, curvatures, of_label, two_ways
from tests.together import together

F = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))
P, Q, R = Vector((1, -2, 3)), Vector((2, 0, -1)), Vector((-1, 5, 2))
LOSS: dict[str, Any] = {
    "cce": of_label(cce),
    "mse": LOSSES["mse"].expression,
    "lq": lambda f, y: LOSSES["lq"].expression(f, y, q=sympy.Rational(1, 2)),
}


def by_sympy(loss: Any, y: int) -> Any:
    """The loss of a softmax of moving logits, differentiated as a whole."""
    s, t = sympy.symbols("s t", real=True)
    powers = [
        u * sympy.exp(s * p + t * q + s * t * r) for u, p, q, r in zip(F, P, Q, R, strict=True)
    ]
    value = loss(Vector(power / sympy.Add(*powers) for power in powers), y)
    return sympy.diff(value, s, t).subs({s: 0, t: 0})


@together(("name", "y"), [("cce", 0), ("mse", 1), ("lq", 2)])
def test_written_out_and_symbolic_agree_with_sympy(name: str, y: int) -> None:
    expected = by_sympy(LOSS[name], y)
    assert sympy.simplify(curvature(LOSS[name], F, y, P, Q, R) - expected) == 0
    c = Classes().symbolic("c", {})
    f = Simplex(c, interior=True).symbolic("f", {"c": c})
    p, q, r = (Scores(c).symbolic(name, {"c": c}) for name in "pqr")
    label = Label(c).symbolic("y", {})
    values = {"c": sympy.Integer(3), "f": F, "p": P, "q": Q, "r": R, "y": sympy.Integer(y)}
    symbolic = curvature(LOSS[name], f, label, p, q, r)
    assert sympy.simplify(realise(symbolic, values) - expected) == 0
    assert curvatures(LOSS[name], F, P, Q, R)[y] == curvature(LOSS[name], F, y, P, Q, R)


def test_one_entry_of_the_logits_leaves_no_sum() -> None:
    c = Classes().symbolic("c", {})
    f = Simplex(c, interior=True).symbolic("f", {"c": c})
    k, m, y = (Label(c).symbolic(name, {}) for name in "kmy")
    delta = sympy.KroneckerDelta
    ways = (SymbolicVector(lambda j, at=at: delta(j, at), c) for at in (k, m))
    entry = curvature(of_label(cce), f, y, *ways)
    assert sympy.expand(entry - delta(k, m) * f[m] + f[k] * f[m]) == 0


def test_two_ways_of_a_surface() -> None:
    def outputs(s: Any, t: Any) -> Vector:
        return Vector((3 + s + 2 * t, s * t + t, (s + 2 * t) ** 2))

    assert two_ways(outputs) == ((1, 0, 0), (2, 1, 0), (0, 1, 4))
