"""Networks and optimisers: gradients in the parameters, and the same steps as torch's."""

from __future__ import annotations

import numpy as np
import pytest

from lossproof.simulate.machine import backend, stream
from lossproof.simulate.training import Optimiser, method
from lossproof.simulate.training.groups import Group, normalised, together as grouped
from lossproof.simulate.training.networks import Networks, Shape
from tests.together import together

SHAPE = Shape((3, 6, 5, 4))
SAMPLES = 7


def drawn(cells=2, methods=3, device=None):
    """Parameters, samples and masks; every method's differ."""
    device = device or backend("numpy")
    rng = np.random.default_rng(1)
    parameters = rng.standard_normal((cells, methods, SHAPE.count))
    x = rng.standard_normal((cells, 1, SAMPLES, 3))
    masks = [2.0 * (rng.random((cells, 1, SAMPLES, size)) < 0.5) for size in (6, 5)]
    return device.asarray(parameters), device.asarray(x), [device.asarray(m) for m in masks]


def by_hand(parameters, x, masks):
    """One network's outputs, shape (c, n)."""
    layers = SHAPE.split(np, parameters)
    for number, (weights, biases) in enumerate(layers):
        x = x @ weights + biases
        if number < len(layers) - 1:
            x = np.maximum(x, 0) * (masks[number] if masks else 1)
    return x.T


@together("dropped", [True, False])
@together("name", ["numpy", "strict"])
def test_outputs_and_gradients_of_every_replicate(name: str, dropped: bool) -> None:
    device = backend(name)
    parameters, x, masks = drawn(device=device)
    masks = masks if dropped else []
    networks = Networks(device, SHAPE, parameters, SAMPLES)
    found = device.to_numpy(networks.forward(x, masks)).copy()
    slopes = np.random.default_rng(2).standard_normal(found.shape)
    gradient = device.to_numpy(networks.backward(device.asarray(slopes)))
    held, x, masks = drawn()
    for k, m in np.ndindex(2, 3):
        own = [mask[k, 0] for mask in masks] if dropped else []
        assert np.allclose(found[k, m], by_hand(held[k, m], x[k, 0], own))
        for place in range(0, SHAPE.count, 5):
            step = np.zeros(SHAPE.count)
            step[place] = 1e-6
            up, down = (by_hand(held[k, m] + s * step, x[k, 0], own) for s in (1, -1))
            theirs = ((up - down) * slopes[k, m]).sum() / 2e-6
            assert gradient[k, m, place] == pytest.approx(theirs, rel=1e-6, abs=1e-8)


def test_the_start_is_as_said() -> None:
    shape = Shape((50, 400, 10))
    (first, b1), (last, b2) = shape.split(np, shape.initial(stream(0, "start", 0)))
    assert first.std() == pytest.approx((2 / 50) ** 0.5, rel=0.02)
    assert abs(last).max() <= 0.05
    assert last.std() == pytest.approx(0.1 / 12**0.5, rel=0.05)
    assert not b1.any()
    assert not b2.any()


@pytest.mark.parametrize("name", ["numpy", "strict"])
@pytest.mark.parametrize(
    ("rule", "theirs"),
    [
        (Optimiser(), lambda torch, p: torch.optim.Adagrad(p, lr=0.01, eps=1e-6)),
        (
            Optimiser("adagrad", rate=0.1, weight_decay=0.01),
            lambda torch, p: torch.optim.Adagrad(p, lr=0.1, eps=1e-6, weight_decay=0.01),
        ),
        (Optimiser("sgd"), lambda torch, p: torch.optim.SGD(p, lr=0.01, momentum=0.9)),
        (
            Optimiser("sgd", momentum=0.0, weight_decay=0.1),
            lambda torch, p: torch.optim.SGD(p, lr=0.01, weight_decay=0.1),
        ),
        (Optimiser("adam"), lambda torch, p: torch.optim.Adam(p, lr=0.001)),
    ],
    ids=["adagrad", "adagrad with decay", "momentum", "sgd with decay", "adam"],
)
def test_optimisers_step_as_those_of_torch(name: str, rule: Optimiser, theirs) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed: pip install torch")
    device = backend(name)
    rng = np.random.default_rng(0)
    start, gradients = rng.standard_normal((2, 3, 4)), rng.standard_normal((5, 2, 3, 4))
    ours = device.asarray(start.copy())
    stepper = rule.started(device, ours)
    held = torch.tensor(start, requires_grad=True)
    optimiser = theirs(torch, [held])
    for gradient in gradients:
        stepper.step(device.asarray(gradient.copy()), 1)
        held.grad = torch.tensor(gradient)
        optimiser.step()
    assert np.allclose(device.to_numpy(ours), held.detach().numpy(), rtol=1e-10)


def test_the_rate_drops_after_the_epochs_given() -> None:
    device = backend("numpy")
    rule = Optimiser("sgd", rate=1.0, momentum=0.0, drops=(2, 3))
    parameters = np.zeros((1, 1, 1))
    stepper = rule.started(device, parameters)
    moves = []
    for epoch in range(1, 5):
        before = parameters[0, 0, 0]
        stepper.step(np.ones((1, 1, 1)), epoch)
        moves.append(before - parameters[0, 0, 0])
    assert moves == pytest.approx([1, 1, 0.1, 0.01])


@together(
    ("given", "message"),
    [
        ({"kind": "lion"}, "an optimiser must be one of: adagrad, sgd, adam; got 'lion'"),
        ({"rate": 0.0}, "rate must be a number in"),
        ({"rate": float("nan")}, "rate must be a number in"),
        ({"delta": 0.0}, "delta must be a number in"),
        ({"momentum": 1.0}, "momentum must be a number in"),
        ({"weight_decay": -1.0}, "weight_decay must be a number >= 0"),
    ],
)
def test_senseless_optimisers_are_refused(given, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("[", r"\[")):
        Optimiser(**given)


@pytest.mark.parametrize("loss", ["unhinged", "sigmoid"])
@pytest.mark.parametrize("name", ["numpy", "strict"])
def test_normalised_scores_have_the_gradient_of_torchs_batch_norm(name: str, loss: str) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed: pip install torch")
    device, given = backend(name), method(loss)
    rng = np.random.default_rng(3)
    logits, labels = rng.standard_normal((1, 1, 4, 9)), rng.integers(0, 4, (1, 9))
    z = torch.tensor(logits[0, 0].T.copy(), requires_grad=True)
    norm = torch.nn.BatchNorm1d(4, eps=1e-3, affine=False, dtype=torch.float64)
    own = norm(z)[torch.arange(9), torch.tensor(labels[0])]
    total = (1 - own if loss == "unhinged" else torch.sigmoid(-own)).sum()
    total.backward()
    (place,) = grouped([given], 4)
    group = Group(device, 4, [given], np.full((1, 1, 4, 4), np.nan), place, np.dtype(float))
    one = (labels == np.arange(4)[:, None])[:, None, None, :].astype(float)
    z_here = device.asarray(logits[0, 0][:, None, None, :])
    ours = device.to_numpy(group.slopes(z_here, z_here, z_here, device.asarray(one)))
    assert np.allclose(ours[:, 0, 0].T, z.grad.numpy(), rtol=1e-9, atol=1e-12)


def test_normalised_over_others() -> None:
    scores, over = np.array([[[1.0, 3.0]]]), np.array([[[0.0, 4.0, 2.0]]])
    found, deviation = normalised(np, scores, over)
    assert deviation.ravel() == pytest.approx([(8 / 3 + 1e-3) ** 0.5])
    assert found.ravel() == pytest.approx(np.array([-1, 1]) / (8 / 3 + 1e-3) ** 0.5)


def test_neighbours_of_one_loss_are_computed_together() -> None:
    names = ["cce", "forward", "forward-estimated", "backward", "mae", "truncated-lq", "lq", "dmi"]
    found = grouped([method(name) for name in names], 4)
    assert [(place.start, place.stop) for place in found] == [
        (0, 1), (1, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8)
    ]  # fmt: skip
