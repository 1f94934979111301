"""Networks in exact arithmetic: Hessians against finite differences, block by block."""

from itertools import combinations_with_replacement, pairwise, product
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.theory.language import Vector
from lossproof.theory.losses import cce, mse
from lossproof.theory.losses.gradients import Entry, Layer, Network, logistic, of_label, relu
from tests.turns import in_turns

WIDTHS = {"no hidden layer": (2, 3), "one": (2, 3, 3), "two": (2, 2, 2, 3)}
ROWS = (("7/10", "1/5", "1/10"), ("1/20", "4/5", "3/20"), ("1/4", "1/20", "7/10"))
T = sympy.Matrix([[sympy.Rational(entry) for entry in row] for row in ROWS])
NOT_T = T**2
OUTPUTS = Vector(map(sympy.Rational, ("1/5", "3/10", "1/2")))
CROSS_ENTROPY = of_label(cce)


def forward(f: Any, y: int) -> Any:
    return cce(sum(T[j, y] * f[j] for j in range(3)))


def backward(matrix: Any) -> Any:
    inverse = matrix.inv()
    return lambda f, y: sum(inverse[y, j] * cce(f[j]) for j in range(3))


LOSSES = {
    "cross-entropy": CROSS_ENTROPY,
    "squared error": mse,
    "forward": forward,
    "backward": backward(T),
    "backward by another matrix": backward(NOT_T),
}


def drawn(widths: Any, *, biases: bool = True, activation: Any = relu, seed: int = 7) -> Network:
    """Numbers of size 1/4 to 5/4; no unit is near its kink, and some of each layer are active."""
    rng = np.random.default_rng(seed)

    def numbers(count: int) -> Any:
        found = rng.integers(20, 101, size=count) * rng.choice([-1, 1], size=count)
        return [sympy.Rational(int(number), 80) for number in found]

    while True:
        layers = [
            Layer([numbers(before) for _ in range(after)], numbers(after) if biases else None)
            for before, after in pairwise(widths)
        ]
        network = Network(layers, numbers(widths[0]), activation)
        inputs = np.split(np.array(network.inputs, dtype=float), np.cumsum(widths[1:-1])[:-1])
        if all((layer > 0).any() and abs(layer).min() > 0.1 for layer in inputs if layer.size):
            return network


def parameters(network: Network) -> np.ndarray:
    """All numbers of the network, in the order of its entries."""
    return np.array(
        [
            float(weights[unit][source] if source is not None else biases[unit])
            for depth, unit, source in network.entries
            for weights, biases in [network.layers[depth]]
        ]
    )


def loss_at(network: Network, loss: Any, y: int, numbers: np.ndarray) -> float:
    """The loss in floating point, by the rectifier itself and a softmax of its own."""
    x, rest = np.array(network.features, dtype=float), numbers
    for depth, (weights, biases) in enumerate(network.layers):
        shape = len(weights), len(weights[0])
        size = shape[0] * shape[1]
        x, rest = rest[:size].reshape(shape) @ x, rest[size:]
        if biases is not None:
            x, rest = x + rest[: shape[0]], rest[shape[0] :]
        if depth < len(network.layers) - 1:
            x = np.maximum(x, 0) if network.activation is relu else 1 / (1 + np.exp(-x))
    f = np.exp(x - x.max())
    return float(loss(Vector(map(sympy.Float, f / f.sum())), y))


def second_differences(network: Network, loss: Any, y: int, step: float = 1e-3) -> np.ndarray:
    at = parameters(network)
    steps = step * np.eye(len(at))
    found = np.zeros((len(at), len(at)))
    for a, b in combinations_with_replacement(range(len(at)), 2):
        corners = (
            (i * j) * loss_at(network, loss, y, at + i * steps[a] + j * steps[b])
            for i in (1, -1)
            for j in (1, -1)
        )
        found[a, b] = found[b, a] = sum(corners) / (4 * step**2)
    return found


def rounded(network: Network) -> Network:
    """The network in floating point."""
    layers = [Layer(*(part and _floats(part) for part in layer)) for layer in network.layers]
    return Network(layers, _floats(network.features), network.activation)


def _floats(numbers: Any) -> Any:
    return [_floats(each) if isinstance(each, list) else sympy.Float(each) for each in numbers]


def in_floats(network: Network, loss: Any, y: int) -> np.ndarray:
    return np.array(network.hessian(loss, y).tolist(), dtype=float)


@pytest.mark.parametrize(
    "widths",
    [(1, 2, 1, 3), pytest.param(WIDTHS["two"], marks=pytest.mark.nightly("3 s each"))],
    ids=["narrow", "two"],
)
@pytest.mark.parametrize("name", LOSSES)
def test_hessian_is_that_of_finite_differences(name: str, widths: Any) -> None:
    network = drawn(widths)
    expected = second_differences(network, LOSSES[name], 1)
    found = in_floats(rounded(network), LOSSES[name], 1)
    np.testing.assert_allclose(found, expected, atol=1e-4 * abs(expected).max())


@pytest.mark.parametrize(
    "options", [{"biases": False}, {"activation": logistic}], ids=["no biases", "logistic"]
)
def test_other_networks_agree_with_finite_differences(options: Any) -> None:
    network = drawn((1, 2, 3), **options)
    expected = second_differences(network, CROSS_ENTROPY, 2)
    found = in_floats(rounded(network), CROSS_ENTROPY, 2)
    np.testing.assert_allclose(found, expected, atol=1e-4 * abs(expected).max())


def test_exact_numbers_are_those_of_the_softmax() -> None:
    network = drawn((1, 1, 2))
    exact = network.hessian(CROSS_ENTROPY, 1).evalf(20)
    np.testing.assert_allclose(
        np.array(exact.tolist(), dtype=float),
        in_floats(rounded(network), CROSS_ENTROPY, 1),
        rtol=1e-12,
    )


def hessian(network: Network, loss: Any, y: int) -> Any:
    """In rational numbers, at outputs that other biases of the last layer give."""
    return network.hessian(loss, y, OUTPUTS)


def averaged(network: Network, loss: Any, row: int) -> Any:
    """The Hessian of the loss averaged over the noise of a sample of the class `row`."""
    each = (T[row, label] * hessian(network, loss, label) for label in range(3))
    return sum(each, sympy.zeros(len(network.entries)))


def changes(network: Network, one: Any, other: Any) -> set[tuple[str, str]]:
    """The pairs of blocks, lower layer first, in which two Hessians differ, exactly."""
    names = network.blocks
    return {
        (a, b)
        for a, b in combinations_with_replacement(names, 2)
        if not (one - other)[names[a], names[b]].is_zero_matrix
    }


def crossing(network: Network) -> set[tuple[str, str]]:
    """The blocks of a parameter and a weight of a later layer."""
    names = network.blocks
    return {(a, b) for a in names for b in names if b[0] == "W" and a[1:] < b[1:]}


@in_turns(("name", "biases"), product(WIDTHS, [True, False]), 3)
def test_noise_changes_the_blocks_of_a_parameter_and_a_later_weight(
    name: str, biases: bool
) -> None:
    network = drawn(WIDTHS[name], biases=biases)
    clean = hessian(network, CROSS_ENTROPY, 0)
    assert changes(network, averaged(network, CROSS_ENTROPY, 0), clean) == crossing(network)
    assert changes(network, hessian(network, CROSS_ENTROPY, 2), clean) == crossing(network)


def test_what_noise_changes_is_the_turn_of_the_outputs() -> None:
    network = drawn(WIDTHS["two"])
    change = averaged(network, CROSS_ENTROPY, 1) - hessian(network, CROSS_ENTROPY, 1)
    for a, one in enumerate(network.entries):
        for b, other in enumerate(network.entries):
            *_, mixed = network.ways(one, other)
            assert change[a, b] == mixed[1] - sum(T[1, label] * mixed[label] for label in range(3))


@pytest.mark.parametrize("matrix", [T, NOT_T], ids=["right", "wrong"])
def test_backward_correction_changes_the_same_blocks(matrix: Any) -> None:
    network = drawn(WIDTHS["one"])
    clean, corrected = hessian(network, CROSS_ENTROPY, 0), backward(matrix)
    assert changes(network, hessian(network, corrected, 0), clean) == crossing(network)
    left = changes(network, averaged(network, corrected, 0), clean)
    assert left == (set() if matrix is T else crossing(network))


def test_forward_correction_changes_every_block() -> None:
    network = drawn(WIDTHS["one"])
    clean, corrected = hessian(network, CROSS_ENTROPY, 0), averaged(network, forward, 0)
    every = {*combinations_with_replacement(network.blocks, 2)}
    assert changes(network, corrected, clean) == every


@pytest.mark.parametrize(
    "widths",
    [
        pytest.param((2, 3, 3), id="one"),
        pytest.param((1, 2, 2, 3), id="two", marks=pytest.mark.nightly("9 s: two hidden layers")),
    ],
)
def test_with_sigmoids_noise_changes_all_blocks_of_hidden_layers_too(widths: Any) -> None:
    network = rounded(drawn(widths, activation=logistic))
    clean, noisy = (in_floats(network, CROSS_ENTROPY, label) for label in (0, 1))
    names, change = network.blocks, abs(noisy - clean)
    found = {
        (a, b)
        for a, b in combinations_with_replacement(names, 2)
        if change[names[a], names[b]].max() > 1e-9
    }
    hidden = [name for name in names if int(name[1:]) < len(network.layers)]
    assert found == crossing(network) | {*combinations_with_replacement(hidden, 2)}


def test_blocks_are_where_the_entries_are() -> None:
    network = drawn(WIDTHS["one"])
    assert list(network.blocks) == ["W1", "b1", "W2", "b2"]
    assert network.entries[network.blocks["b1"]] == tuple(Entry(0, unit) for unit in range(3))
    assert network.entries[network.blocks["W2"]][:2] == (Entry(1, 0, 0), Entry(1, 0, 1))


def test_a_unit_at_its_kink_is_refused() -> None:
    network = Network([Layer([[2]], [-2]), Layer([[1], [2]])], [1])
    with pytest.raises(ValueError, match=r"kink of ReLU.*got the inputs 0: move a bias"):
        network.hessian(CROSS_ENTROPY, 0)


def test_outputs_of_another_size_are_refused() -> None:
    network = Network([Layer([[1], [2]])], [1])
    with pytest.raises(ValueError, match=r"f must have an entry for each of 2 outputs; got \(1/5"):
        network.hessian(CROSS_ENTROPY, 0, OUTPUTS)
