"""Which estimator is nearest to the noise: argmax, percentile, and cleanlab's, on real digits.

All get the same cross-validated class probabilities of a network with one hidden layer that was
trained on noisy labels; cleanlab gets the labels too. `pip install cleanlab`, then
`python -m benchmarks.noise.estimates --draws 5`.
"""

from __future__ import annotations

import argparse
import statistics
import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.model_selection import cross_val_predict
from sklearn.neural_network import MLPClassifier

from lossproof.simulate.information.estimating import argmax_estimate, percentile_estimate
from lossproof.simulate.machine import stream
from lossproof.theory.noise import TransitionMatrix, mnist_flips

Floats = NDArray[np.float64]
NOISES = {
    "none": TransitionMatrix.identity(10),
    "symmetric, N = 0.2": TransitionMatrix.uniform("1/5", 10),
    "flips, N = 0.2": mnist_flips("1/5"),
    "flips, N = 0.4": mnist_flips("2/5"),
    "flips, N = 0.6": mnist_flips("3/5"),
}


def cleanlab_estimate(probs: Floats, labels: NDArray[np.int64]) -> TransitionMatrix:
    """Its estimate from the confident joint; its columns are our rows."""
    from cleanlab.count import compute_confident_joint, estimate_latent

    joint = compute_confident_joint(labels, probs)
    columns = estimate_latent(joint, labels)[1]
    return TransitionMatrix.from_columns(columns / columns.sum(axis=0))


ESTIMATORS: dict[str, Callable[[Floats, NDArray[np.int64]], TransitionMatrix]] = {
    "argmax": lambda probs, labels: argmax_estimate(probs).matrix,
    "97 % percentile": lambda probs, labels: percentile_estimate(probs).matrix,
    "cleanlab": cleanlab_estimate,
}


def probabilities(labels: NDArray[np.int64], seed: int) -> Floats:
    """Out of five folds, for the digits with these noisy labels."""
    network = MLPClassifier((64,), max_iter=60, early_stopping=False, random_state=seed)
    images = load_digits().data / 16
    probs = cross_val_predict(network, images, labels, cv=5, method="predict_proba")
    return probs.astype(np.float64) / probs.sum(axis=1, keepdims=True)


def errors(noise: TransitionMatrix, draws: int) -> dict[str, list[float]]:
    """The mean over the rows of the sum of absolute errors, for every draw of the noise."""
    clean, errors_ = load_digits().target, {name: list[float]() for name in ESTIMATORS}
    rows = noise.to_numpy()
    for draw in range(draws):
        rng = stream(0, "noise estimates", draw)
        noisy = np.array([rng.choice(10, p=rows[label]) for label in clean])
        probs = probabilities(noisy, draw)
        for name, estimate in ESTIMATORS.items():
            off = abs(estimate(probs, noisy).to_numpy() - rows).sum(axis=1)
            errors_[name].append(float(off.mean()))
    return errors_


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=5)
    draws = parser.parse_args().draws
    warnings.simplefilter("ignore")
    print(f"| | {' | '.join(ESTIMATORS)} |\n|---|{'---|' * len(ESTIMATORS)}")
    for name, noise in NOISES.items():
        cells = [
            f"{statistics.mean(values):.3f} ± {statistics.stdev(values):.3f}"
            for values in errors(noise, draws).values()
        ]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
