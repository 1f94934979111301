"""What corrected cross-entropy reaches in the population: against known minima and its own loss."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from lossproof.simulate.information.estimating import SingularEstimate, argmax_estimate, reach
from lossproof.theory.noise import (
    TransitionMatrix as T,
    cifar10_flips,
    cifar100_circular,
    imdb_binary,
    mnist_flips,
)
from tests.together import together

HIGH = {
    # accuracy without correction, and with the estimated matrix: of all minimisers, of the best
    "mnist": (mnist_flips("3/5"), 0.5, (0.6, 0.7)),
    "cifar10": (cifar10_flips("3/5"), 0.5, (0.8, 0.8)),
    "cifar100": (cifar100_circular("3/5"), 0.0, (0.0, 0.0)),
    "imdb": (imdb_binary("2/5"), 1.0, (1.0, 1.0)),
}


@pytest.mark.filterwarnings("ignore::lossproof.simulate.information.estimating.SingularEstimate")
@together("name", HIGH)
def test_the_papers_noise(name: str) -> None:
    noise, plain, estimated = HIGH[name]
    found = argmax_estimate(noise.rows).matrix
    assert reach(noise, T.identity(noise.classes)).accuracy == pytest.approx((plain, plain))
    assert reach(noise, noise).accuracy == pytest.approx((1, 1))
    assert reach(noise, found).accuracy == pytest.approx(estimated)


def test_which_classes_of_mnist() -> None:
    noise = mnist_flips("3/5")
    assert reach(noise, T.identity(10)).sure == (0, 1, 4, 8, 9)
    with pytest.warns(SingularEstimate):
        found = reach(noise, argmax_estimate(noise.rows).matrix)
    assert found.sure == (0, 1, 3, 4, 8, 9)
    assert found.possible == (0, 1, 2, 3, 4, 8, 9), "2 and 7 have the same row: nothing tells them"


@st.composite
def pairs(draw: st.DrawFn) -> tuple[T, T]:
    seeds = draw(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
    classes = draw(st.integers(2, 5))
    made = [T.random(classes, rng=np.random.default_rng(seed)) for seed in seeds]
    return made[0], made[1]


@given(pairs(), st.integers(0, 10**6))
def test_no_output_has_a_lower_loss(two: tuple[T, T], seed: int) -> None:
    noise, used = two
    found = reach(noise, used).outputs
    assert found.sum(axis=1) == pytest.approx(1)
    rng = np.random.default_rng(seed)

    def loss(outputs: np.ndarray) -> np.ndarray:
        return -(noise.to_numpy() * np.log(outputs @ used.to_numpy())).sum(axis=1)

    for other in (
        rng.dirichlet(np.ones(noise.classes), size=noise.classes),
        found * 0.9 + 0.1 / noise.classes,
    ):
        assert (loss(np.clip(found, 0, 1)) <= loss(other) + 1e-6).all()


def test_backward_has_no_minimum_where_a_weight_is_negative() -> None:
    noise, used = T.uniform("1/10", 3), T.uniform("3/10", 3)
    found = reach(noise, used, correction="backward")
    assert np.isnan(found.outputs).all()
    assert found.sure == found.possible == ()
    true = reach(noise, noise, correction="backward")
    assert true.outputs == pytest.approx(np.eye(3), abs=1e-12)
    assert true.sure == (0, 1, 2)


def test_shares_weigh_the_classes() -> None:
    found = reach(mnist_flips("3/5"), T.identity(10), shares=[0.5, *[0.5 / 9] * 9])
    assert found.accuracy == pytest.approx((0.5 + 4 * 0.5 / 9,) * 2)


@together(
    ("arguments", "message"),
    [
        ({"used": T.identity(2)}, "have the same number of classes; got 10 and 2"),
        ({"correction": "sideways"}, 'correction must be "forward" or "backward"'),
        ({"shares": [1.0]}, "shares must be c = 10 numbers"),
        ({"shares": [0.2] * 10}, "that sum to 1"),
        ({"used": T.from_rows([[1, *[0] * 9]] * 10)}, "gives no class the label 1"),
        ({"used": T.resampled(1, 10), "correction": "backward"}, "T must be invertible"),
    ],
)
def test_errors(arguments: dict, message: str) -> None:
    given = {"used": T.identity(10)} | arguments
    with pytest.raises(ValueError, match=message):
        reach(mnist_flips("1/5"), **given)
