"""Losses compiled to forms against the losses themselves, and forms in every kind of array."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from lossproof.simulate.kernels import Moments, Program, Workspace
from lossproof.simulate.machine import backend, missing
from lossproof.theory.language import Vector
from lossproof.theory.losses import LOSSES, FixedLoss
from tests.together import together


class Written(Vector):
    """A vector that knows its largest entry."""

    __slots__ = ()

    def largest(self):
        return sympy.Max(*self)


HALF = sympy.Rational(1, 2)
OTHERS = [
    FixedLoss("normalised", lambda f, y: sympy.log(f[y]) / f.total(sympy.log)),
    FixedLoss("focal", lambda f, y: -((1 - f[y]) ** 2) * sympy.log(f[y])),
    FixedLoss("norm", lambda f, y: sympy.sqrt(f.total(lambda u: u**2)) - f[y]),
    FixedLoss("hinge", lambda f, y: sympy.Max(0, HALF - f[y])),
    FixedLoss("root of a hinge", lambda f, y: sympy.Max(0, HALF - f[y]) ** (3 * HALF)),
    FixedLoss("inverse root of a maximum", lambda f, y: sympy.Max(HALF, f[y]) ** -HALF),
    FixedLoss("root of a minimum", lambda f, y: sympy.sqrt(sympy.Min(HALF, f[y]))),
    FixedLoss("step", lambda f, y: sympy.Piecewise((1 - f[y], f[y] < 0.3), (0, True))),
    FixedLoss("to the largest", lambda f, y: (f.largest() - f[y]) ** 2),
]


def outputs(classes: int, n: int = 50) -> np.ndarray:
    return np.random.default_rng(classes).dirichlet(np.ones(classes), size=n)


def compiled(losses, probs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values and squares of losses under every label, shape (losses, c, n)."""
    moments = Moments.of(losses, probs.shape[1])
    u = np.ascontiguousarray(probs.T)
    forms = Program(moments.forms, moments.sums).values(np, u, np.log(u))
    return moments.means(forms), moments.squares(forms)


@together("classes", [2, 3, 10])
def test_every_loss_and_its_square(losses, parameters, classes: int) -> None:
    probs = outputs(classes)
    values, squares = compiled(losses, probs)
    for row, name in enumerate(LOSSES):
        for k in (0, classes - 1):
            want = LOSSES[name](probs, np.full(len(probs), k), **parameters[name])
            np.testing.assert_allclose(values[row, k], want, rtol=1e-11, atol=1e-12, err_msg=name)
            np.testing.assert_allclose(squares[row, k], want**2, rtol=1e-10, atol=1e-11)


@together("loss", OTHERS)
def test_a_loss_of_the_users_own(loss: FixedLoss) -> None:
    probs = outputs(3, 6)
    values, squares = compiled([loss], probs)
    for k in range(3):
        want = [float(loss.expression(Written(map(sympy.Float, row)), k)) for row in probs]
        np.testing.assert_allclose(values[0, k], want, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(squares[0, k], np.square(want), rtol=1e-9, atol=1e-12)


@together("dtype", [np.float32, np.float64])
@together(("classes", "n"), [(2, 1024), (3, 7), (100, 33)])
def test_a_workspace_sums_what_the_program_gives(losses, classes, n, dtype) -> None:
    moments = Moments.of([*losses, *OTHERS], classes)
    program = Program(moments.forms, moments.sums)
    workspace = Workspace(program, classes, 1024, dtype)
    logits = 2 * np.random.default_rng(n).standard_normal((classes, n)).astype(dtype)
    for _ in range(2):  # The second time the buffers are not fresh.
        workspace.logits(n)[...] = logits
        u, ell = (array.astype(float) for array in workspace.softmax(n))
        sums = workspace.sums(n)
    np.testing.assert_allclose(u, np.exp(logits) / np.exp(logits).sum(axis=0), rtol=1e-5)
    np.testing.assert_allclose(ell, np.log(u), rtol=1e-5, atol=1e-6)
    values = program.values(np, u, ell)
    size = np.abs(values).sum(axis=2)
    assert np.abs(sums - values.sum(axis=2)).max() / size.max() < 1e-6
    assert (np.abs(sums - values.sum(axis=2)) <= 2e-6 * size + 1e-12).all()


def test_a_loss_with_an_open_parameter_is_refused() -> None:
    q = sympy.Symbol("q")
    with pytest.raises(ValueError, match=r"open must be a formula in the probabilities alone.*q"):
        Moments.of([FixedLoss("open", lambda f, y: f[y] ** q)], 3)


def test_a_function_without_array_operation_is_refused() -> None:
    moments = Moments.of([FixedLoss("gamma", lambda f, y: sympy.gamma(f[y]))], 3)
    with pytest.raises(ValueError, match=r"a loss on arrays may use .* gamma"):
        Program(moments.forms, moments.sums)


def test_any_array_namespace_gives_the_same_values(losses) -> None:
    if reason := missing("strict"):
        pytest.skip(reason)
    strict = backend("strict")
    moments = Moments.of([*losses, *OTHERS], 3)
    program = Program(moments.forms, moments.sums)
    u = np.ascontiguousarray(outputs(3).T)
    ours = program.values(np, u, np.log(u))
    arrays = (strict.asarray(array, np.float64) for array in (u, np.log(u)))
    theirs = strict.to_numpy(program.values(strict.xp, *arrays))
    np.testing.assert_allclose(theirs, ours, rtol=1e-12)
