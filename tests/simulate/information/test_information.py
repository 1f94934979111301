import math
from fractions import Fraction

import numpy as np
import pytest

from lossproof.simulate.drawing import noisy_joint
from lossproof.simulate.information import draw_batches
from lossproof.simulate.information.batches import (
    batch_factor,
    frequency_determinants,
)
from lossproof.theory.information import JointDistribution
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

ALPHA = 1e-7
Q = np.array([[0.30, 0.05, 0.02], [0.03, 0.25, 0.04], [0.01, 0.06, 0.24]])
T = TransitionMatrix.from_rows([[0.6, 0.4, 0], [0, 0.9, 0.1], [0.2, 0, 0.8]])


def drawn(joint, samples, batches=4000, seed=0):
    return draw_batches(joint, samples, batches, seed=seed, claim="tests")


def test_batch_factor():
    assert batch_factor(4, 2) == Fraction(3, 4)
    assert batch_factor(10, 3) == Fraction(720, 1000)
    assert batch_factor(2, 3) == 0
    for wrong in ((0, 2), (2, 0)):
        with pytest.raises(ValueError, match="at least 1"):
            batch_factor(*wrong)


def test_numbers_of_samples_and_batches_are_ints():
    for call, name in (
        (lambda: batch_factor(2.5, 3), "samples"),
        (lambda: batch_factor(3, 2.0), "classes"),
        (lambda: drawn(Q, 64.5), "samples"),
        (lambda: drawn(Q, 64, 10.5), "batches"),
        (lambda: drawn(Q, True), "samples"),
    ):
        with pytest.raises(TypeError, match=f"^{name} must be an int; got"):
            call()
    assert batch_factor(np.int32(10**6), np.int8(3)) == batch_factor(10**6, 3)


@together("samples", [3, 7, 50, 10**6, 10**12, 10**16, 10**22])
def test_mean_is_the_exact_one(samples):
    batches = drawn(Q, samples, 400 if samples > 10**20 else 4000)
    interval = batches.mean_over(float(np.linalg.det(Q)), ALPHA)
    assert not interval.excludes(batches.expected)
    assert batches.expected == float(batch_factor(samples, 3))
    assert samples > 7 or interval.excludes(1)
    assert interval.half_width < 100 / math.sqrt(samples) + 0.02 * (samples < 10**4)


@together("classes", [2, 5, 20])
def test_noise_multiplies_by_its_determinant(classes):
    joint = (np.eye(classes) + 0.2 / classes) / (classes + 0.2)
    joint /= joint.sum()
    noise = TransitionMatrix.from_rows(
        0.8 * np.eye(classes) + 0.2 * np.roll(np.eye(classes), 1, axis=1)
    )
    expected = float(np.linalg.det(joint) * np.linalg.det(noise.to_numpy()))
    batches = drawn(noisy_joint(joint, noise), 10**12)
    assert batches.mean_over(expected, ALPHA).within(1, 1e-5)
    assert batches.mean_over(expected * 1.001, ALPHA).excludes(1)


@together("samples", [7, 10**14])
def test_noisy_labels_given_the_clean_ones_have_the_law_of_noisy_labels(samples):
    found = draw_batches(Q, samples, 2000, noises=(T,), seed=0, claim="tests")
    interval = found.mean_over(float(np.linalg.det(Q) * np.linalg.det(T.to_numpy())), ALPHA)
    assert not interval.excludes(found.expected)
    assert interval.half_width < 1e-4 or samples == 7
    np.testing.assert_array_equal(found.joint, Q)


@together("samples", [10**12, 10**14])
def test_labels_pass_through_every_noise_in_turn(samples):
    first = TransitionMatrix.from_rows([[1, 0, 0], [0, 0, 1], [0, 1, 0]])
    found = draw_batches(Q, samples, 500, noises=(T, first), seed=0, claim="tests")
    law = float(np.linalg.det(Q) * np.linalg.det(T.to_numpy()))
    assert found.mean_over(law, ALPHA).within(-1, 1e-4)
    twice = draw_batches(Q, samples, 500, noises=(T, T), seed=0, claim="tests")
    assert twice.mean_over(law, ALPHA).within(np.linalg.det(T.to_numpy()), 1e-4)


@together("samples", [50, 10**14])
def test_labels_that_noise_leaves_empty(samples):
    all_first = TransitionMatrix.from_rows([[1, 0, 0]] * 3)
    found = draw_batches(Q, samples, 20, noises=(all_first,), seed=0, claim="tests")
    np.testing.assert_array_equal(found.missing, [0, 20, 20])
    assert found.singular == 20
    with pytest.raises(ValueError, match="must not be 0"):
        found.over(0)


def test_noise_of_other_classes_is_refused():
    with pytest.raises(ValueError, match=r"noises must have 3 classes.*got a noise with 2"):
        draw_batches(Q, 5, 5, noises=(TransitionMatrix.uniform("1/4", 2),), seed=0, claim="t")


def test_determinants_of_given_counts():
    counts = np.array([[[2, 0], [1, 1]], [[1, 1], [2, 2]], [[0, 3], [1, 0]]])
    sign, log_abs = frequency_determinants(counts, 4)
    np.testing.assert_allclose(sign * np.exp(log_abs), [2 / 16, 0, -3 / 16], rtol=1e-14)


def test_determinants_are_those_of_the_tables():
    """Singular ones too: every batch of 3 samples of 3 classes that is not is 1/27."""
    batches = drawn(Q, 3)
    sizes = np.exp(batches.log_abs_determinant)
    assert set(np.unique(sizes.round(12))) == {0, round(1 / 27, 12)}
    assert batches.singular == np.count_nonzero(sizes == 0)
    assert batches.singular > 0
    assert (batches.sign[sizes == 0] == 0).all()


def test_a_joint_distribution_is_a_law():
    rows = [["1/2", "1/8"], ["1/8", "1/4"]]
    law = JointDistribution.from_rows(rows)
    same = np.array(law.rows, dtype=object)
    for samples in (100, 10**21):
        found, expected = drawn(law, samples, 30), drawn(same, samples, 30)
        np.testing.assert_array_equal(found.log_abs_determinant, expected.log_abs_determinant)
    thirds = np.full((3, 3), 1 / 9, np.float32)
    assert drawn(thirds, 10, 5).joint.sum() == pytest.approx(1, abs=1e-14)


def test_how_often_a_label_is_missing():
    batches = drawn(Q, 5, 10_000)
    expected = (1 - Q.sum(axis=0)) ** 5
    spread = np.sqrt(expected / 10_000)
    assert (np.abs(batches.missing / 10_000 - expected) < 6 * spread).all()
    assert batches.singular >= batches.missing.max()


def test_large_tables_are_exact():
    """Above 1e20 samples, a determinant is that of the Python ints."""
    counts = np.array([[[10**21 + 1, 10**21], [10**21, 10**21 - 1]]], dtype=object)
    assert frequency_determinants(counts, 4 * 10**21)[0] == -1
    batches = drawn([[0.25, 0.25], [0.25, 0.25]], 4 * 10**21, 30)
    assert (batches.sign != 0).all()


def test_same_numbers_from_the_same_seed():
    first, again, other = drawn(Q, 100), drawn(Q, 100), drawn(Q, 100, seed=1)
    np.testing.assert_array_equal(first.log_abs_determinant, again.log_abs_determinant)
    assert (first.log_abs_determinant != other.log_abs_determinant).any()


@together(
    ("joint", "samples", "batches", "message"),
    [
        ([[0.5, 0.5]], 5, 5, "square"),
        ([[0.5, 0.5], [0.5, 0.5]], 5, 5, "sum to 1"),
        (Q, 0, 5, "at least 1"),
        (Q, 5, 0, "at least 1"),
        (Q, 10**34, 5, r"10\*\*33"),
    ],
)
def test_laws_that_are_none(joint, samples, batches, message):
    with pytest.raises(ValueError, match=message):
        draw_batches(joint, samples, batches, seed=0, claim="tests")
