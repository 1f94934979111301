"""Every loss in every arithmetic: exact, ball and array agree, for every label."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from lossproof.theory.language import CountSymbol, SymbolicVector, Vector
from lossproof.theory.losses import LOSSES, Loss, over_labels
from lossproof.theory.numbers import ball
from tests.together import together

PARAMETERS = {
    "lq": {"q": "1/2"},
    "truncated_lq": {"q": "7/10", "threshold": "1/3"},
    "rce": {"log_zero": -4},
    "sl": {"alpha": "1/10", "beta": 1, "log_zero": -4},
}
POINTS = [("1/2", "1/2"), ("1/6", "1/3", "1/2"), ("1/10", "2/5", "1/5", "3/10")]


@pytest.fixture(params=LOSSES.values(), ids=lambda loss: loss.name)
def loss(request) -> Loss:
    return request.param


@pytest.mark.parametrize("point", POINTS, ids=len)
def test_three_arithmetics_agree(loss: Loss, point: tuple[str, ...]) -> None:
    parameters = PARAMETERS.get(loss.name, {})
    f = Vector(map(sympy.Rational, point))
    probs = np.array([[float(entry) for entry in f]] * len(f))
    values = loss(probs, np.arange(len(f)), **parameters)
    for label, value in enumerate(values):
        exact = loss.expression(f, label, **loss.check(parameters))
        assert float(ball(exact).mid()) == pytest.approx(value, rel=1e-12)
        assert float(exact) == pytest.approx(value, rel=1e-12)


def test_values_from_the_definitions() -> None:
    probs, labels = [[0.2, 0.5, 0.3]], [1]
    expected = {
        "cce": -np.log(0.5),
        "mae": 0.2 + 0.5 + 0.3,
        "mse": 0.2**2 + 0.5**2 + 0.3**2,
        "unhinged": 0.5,
        "lq": (1 - 0.5**0.5) / 0.5,
        "truncated_lq": (1 - 0.5**0.7) / 0.7,
        "rce": 4 * 0.5,
        "sl": 0.1 * -np.log(0.5) + 4 * 0.5,
        "zero_one": 0.0,
    }
    assert set(expected) == set(LOSSES)
    for name, value in expected.items():
        found = LOSSES[name](probs, labels, **PARAMETERS.get(name, {}))
        assert found.shape == (1,)
        assert found[0] == pytest.approx(value, rel=1e-12), name


def test_nothing_is_clipped() -> None:
    assert LOSSES["cce"]([[1.0, 0.0]], [1])[0] == np.inf


def test_rows_of_single_precision_are_taken_with_a_tolerance() -> None:
    probs = np.array([[0.1, 0.2, 0.7]], dtype=np.float32)
    assert LOSSES["cce"](probs * np.float32(1.0000002), [0]).shape == (1,)
    with pytest.raises(ValueError, match="rounding"):
        LOSSES["cce"](probs * np.float32(1.00001), [0])
    assert LOSSES["cce"](probs * np.float32(1.00001), [0], tolerance=1e-4).shape == (1,)


def test_truncation_holds_below_the_threshold() -> None:
    low, lower = LOSSES["truncated_lq"]([[0.3, 0.7], [0.1, 0.9]], [0, 0], q="1/2", threshold="1/2")
    assert low == lower == pytest.approx((1 - 0.5**0.5) / 0.5)


@together(
    ("name", "arguments", "message"),
    [
        ("lq", {"q": 0}, r"q must be in \(0, 1\]; got 0"),
        ("lq", {"q": 1.5}, r"q must be in \(0, 1\]; got 1.5"),
        ("lq", {"q": float("nan")}, "q must be a finite number"),
        ("lq", {"q": 1e-12}, "q must be at least 1e-08 on arrays"),
        ("lq", {}, "the parameters of lq are: q; got: none"),
        ("cce", {"q": 1}, "the parameters of cce are: none; got: q"),
        ("truncated_lq", {"q": 1, "threshold": 1}, r"threshold must be in \(0, 1\); got 1"),
        ("truncated_lq", {"q": 1, "threshold": 0}, r"threshold must be in \(0, 1\); got 0"),
        ("rce", {"log_zero": 1}, "log_zero must be in"),
    ],
)
def test_parameters_outside_their_domain_are_refused(name, arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        LOSSES[name]([[0.5, 0.5]], [0], **arguments)


@together(
    ("probs", "labels", "message"),
    [
        ([[0.5, 0.6]], [0], "sum to 1"),
        ([[2.0, -1.0]], [0], "nonnegative"),
        ([[0.5, 0.5]], [2], "labels must be integers in 0..c-1 = 0..1"),
        ([[0.5, 0.5]], [0, 1], "one entry per row of probs, 1; got 2"),
        ([[np.nan, 1.0]], [0], "finite"),
    ],
)
def test_arrays_out_of_range_are_refused(probs, labels, message) -> None:
    with pytest.raises(ValueError, match=message):
        LOSSES["mae"](probs, labels)


def test_a_tie_counts_for_the_label() -> None:
    probs = [[0.4, 0.4, 0.2]] * 3
    assert list(LOSSES["zero_one"](probs, [0, 1, 2])) == [0, 0, 1]


def test_the_supremum_is_attained_at_another_vertex_and_not_exceeded(loss: Loss) -> None:
    parameters = PARAMETERS.get(loss.name, {})
    supremum = float(loss.fix(**parameters).supremum)
    probs = np.random.default_rng(0).dirichlet([0.3] * 4, size=2000)
    assert loss(probs, np.zeros(2000, int), **parameters).max() <= supremum
    assert loss([[0.0, 1.0, 0.0, 0.0]], [0], **parameters)[0] == pytest.approx(supremum)


def test_a_fixed_loss_is_named_with_its_parameters() -> None:
    assert LOSSES["lq"].fix(q="7/10").name == "lq(q=7/10)"
    with pytest.raises(ValueError, match="q must be in"):
        LOSSES["lq"].fix(q=2)


def test_a_class_sum_has_no_entry_at_another_index() -> None:
    f = SymbolicVector(
        lambda j: sympy.IndexedBase("f")[j], CountSymbol("c", integer=True, positive=True)
    )
    assert over_labels(lambda g, y: g[y] ** 2, f) == f.total(lambda u: u**2)
    with pytest.raises(ValueError, match="only the entry at the label is known"):
        over_labels(lambda g, y: g[y] * g[0], f)
    with pytest.raises(ValueError, match="only as an index of the prediction"):
        over_labels(lambda g, y: g[y] * sympy.KroneckerDelta(y, 1), f)


def test_the_prediction_of_a_class_sum_has_a_size_and_no_length() -> None:
    c = CountSymbol("c", integer=True, positive=True)
    f = SymbolicVector(lambda j: sympy.IndexedBase("f")[j], c)
    assert over_labels(lambda g, y: g[y] * g.size, f) == c * f.total()
    with pytest.raises(TypeError, match=r"no len"):
        over_labels(lambda g, y: g[y] * len(g), f)
    with pytest.raises(ValueError, match="only the entry at the label is known"):
        over_labels(lambda g, y: g[y] * sum(1 for _ in g), f)


def test_class_sums_within_a_class_sum_have_labels_of_their_own() -> None:
    f = SymbolicVector(
        lambda j: sympy.IndexedBase("f")[j], CountSymbol("c", integer=True, positive=True)
    )
    both = over_labels(lambda g, y: over_labels(lambda h, z: g[y] ** 2 * h[z], g), f)
    assert both == f.total(lambda u: u**2) * f.total()
    for mixed in (lambda g, h, y, _: h[y] * g[y], lambda g, h, _, z: g[z] * h[z]):
        with pytest.raises(ValueError, match="only the entry at the label is known"):
            over_labels(lambda g, y, m=mixed: over_labels(lambda h, z: m(g, h, y, z), g), f)
