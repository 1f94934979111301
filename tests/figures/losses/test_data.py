"""Data of the figures of losses: what claims prove of them holds of the numbers."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from lossproof.figures.catalogue import PICTURES
from lossproof.figures.losses import bound, truncated_bounds, truncation_map
from lossproof.theory.language import Blocks
from lossproof.theory.lemmas import lq_class_sum_range, truncated_class_sum
from lossproof.theory.losses import FixedLoss, lq, parse
from tests.figures.drawn import figure_request, made
from tests.together import together


def test_gradients_are_those_of_the_claims() -> None:
    curves = made("losses").groups("curves", "loss")
    u = curves["cce"]["u"]
    cce, mae = curves["cce"]["gradient"], curves["mae"]["gradient"]
    assert np.allclose(cce, 2 * (1 - u), rtol=1e-12)
    assert np.allclose(mae, 4 * u * (1 - u), rtol=1e-12)
    lq, truncated = curves["lq(q=7/10)"], curves["truncated_lq(q=7/10, threshold=1/2)"]
    assert np.allclose(lq["gradient"], u**0.7 * cce, rtol=1e-12)
    assert not truncated["gradient"][u < 0.5].any()
    assert np.allclose(truncated["gradient"][u > 0.5], lq["gradient"][u > 0.5], rtol=1e-12)


def test_at_a_kink_a_gradient_is_the_mean_of_its_one_sided_derivatives() -> None:
    """Below u = 1/10 the nine other outputs v are largest, and equal: raising the logit of one by t
    raises the largest by v (1 - v) t, lowering it lowers the largest by v^2 t."""
    largest = FixedLoss("max(p)", parse("max(p)").expression)
    curve = PICTURES["losses"].data(figure_request(loss=largest)).groups("curves", "loss")["max(p)"]
    u = curve["u"]
    v = (1 - u) / 9
    assert np.allclose(curve["value"], np.maximum(u, v), rtol=1e-12)
    low, high = u < v - 1e-9, u > v + 1e-9
    assert low.any()
    assert np.allclose(curve["gradient"][high], (2 * u * (1 - u))[high], rtol=1e-12)
    assert np.allclose(curve["gradient"][low], (u * v + 9 * v * (1 - 2 * v) / 2)[low], rtol=1e-12)


def test_class_sums_lie_in_the_proved_range_and_reach_it() -> None:
    data = made("class-sums")
    sums = data.groups("simplex", "loss")
    assert np.ptp(sums["mae"]["class sum"]) < 1e-12
    at = data.groups("ranges", "c", "q")[3, 0.7]
    total = sums["lq(q=7/10)"]["class sum"]
    assert total.min() == pytest.approx(at["least"][0], abs=1e-12)
    assert total.max() == pytest.approx(at["greatest"][0], abs=1e-12)


@together(("q", "eta"), [("1/2", "2/5"), ("7/10", "3/5"), ("3/10", "7/10")])
def test_the_bound_is_reached_until_it_is_above_a_uniform_output(q: str, eta: str) -> None:
    power, rate, c = float(sp.Rational(q)), float(sp.Rational(eta)), bound.CLASSES
    low, high = (float(each) for each in lq_class_sum_range(sp.Rational(q), sp.Integer(c)))
    rows = made("gce-bound").groups("costs", "panel", "eta", "q")
    row = next(part for (_, e, p), part in rows.items() if (e, p) == (rate, power))
    allowed, cost = row["bound"][0], row["reached"][0]
    assert allowed == pytest.approx(rate * (high - low) / (c - 1 - rate * c), rel=1e-12)
    uniform = float(lq(1 / sp.Integer(c), sp.Rational(q)))
    if allowed <= uniform:
        assert cost == pytest.approx(allowed, rel=1e-9)
    else:
        assert uniform - 1e-9 <= cost < allowed


def test_no_pair_costs_more_than_the_bound() -> None:
    costs = made("gce-bound")["costs"]
    assert (costs["reached"] <= costs["bound"] * (1 + 1e-9) + 1e-12).all()
    assert (costs["reached"] > 0)[costs["q"] < 1].all()


def test_the_pair_of_the_bound_meets_the_hypotheses_of_the_claim() -> None:
    """One sample, three classes: below its label the worse output has the lower noisy risk."""
    half, rate = sp.Rational(1, 2), sp.Rational(3, 5)
    third = sp.Rational(1, 3)
    point = {
        "n": 1, "c": 3, "y": [0], "q": half, "eta": rate,
        "f": [[1, 0, 0]], "g": [[third, third, third]],
    }  # fmt: skip
    statement = figure_request().claim(bound.BOUND).statement
    assert statement.meets(point)
    assert not statement.refutes(point)


def test_the_map_holds_and_fails_where_the_statement_does() -> None:
    found = made("truncation-map")
    statement = figure_request().claim(truncation_map.CLAIM).statement
    for (c, state), part in found.groups("cells", "c", "state").items():
        if state == "undecided":
            continue
        largest = int(np.argmax(part["q high"] - part["q low"]))
        q, k = (
            sp.Rational((part[f"{name} low"][largest] + part[f"{name} high"][largest]) / 2)
            for name in ("q", "k")
        )
        point = {"c": int(c), "q": q, "k": k}
        assert statement.meets(point) is (state != "outside")
        assert statement.refutes(point) is (state == "fails")
    share = sum(
        ((part["q high"] - part["q low"]) * (part["k high"] - part["k low"])).sum()
        for part in found.groups("cells", "c").values()
    )
    assert share == pytest.approx(2 * 0.7, rel=1e-9)


def test_the_least_class_sum_is_the_least_over_equal_outputs() -> None:
    table = made("truncated-bounds")["bounds"]
    c, q = truncated_bounds.CLASSES, truncated_bounds.EXPONENT
    for place in (5, 60, 150, 400):
        k = sp.Rational(str(table["k"][place]))
        sums = [
            float(truncated_class_sum(Blocks((sp.Rational(1, m), m), (0, c - m)), q, k))
            for m in range(1, c + 1)
        ]
        assert table["least"][place] == pytest.approx(min(sums), rel=1e-12)
        assert table["upper"][place] == pytest.approx(sums[-1] if k >= 0.1 else 0, rel=1e-12)
    assert (table["printed lower"] <= table["least"] + 1e-12).all()
    assert (table["printed lower"] < table["least"] - 1e-3).any()
