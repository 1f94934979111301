import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from lossproof.simulate.information import digits, memorisation
from lossproof.simulate.information.batches import batch_factor
from lossproof.simulate.information.memorising import Determinants, Points
from lossproof.simulate.intervals import replicate_interval
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

ALPHA = 1e-7
T = TransitionMatrix.from_rows([[0.7, 0.3], [0.1, 0.9]])


class Memory(ClassifierMixin, BaseEstimator):
    """Outputs the label of a point it was trained on, else a label that only the point decides."""

    def fit(self, points, labels):
        self.classes_ = np.unique(labels)
        self.known = {tuple(x): y for x, y in zip(points, labels, strict=True)}
        return self

    def predict(self, points):
        return np.array([self.known.get(tuple(x), int(x[0] > 0.45)) for x in points])


@pytest.fixture(scope="module")
def points():
    rng = np.random.default_rng(5)
    x, z = rng.random((400, 1)), rng.random((500, 1))
    return Points(x, (x[:, 0] > 0.5).astype(int), z, (z[:, 0] > 0.5).astype(int), 2)


@pytest.fixture(scope="module")
def found(points):
    settings = ("in sample", "redrawn", "cross-fitted", "fresh")
    return memorisation(Memory(), points, T, draws=80, seed=3, claim="t", settings=settings)


@together("setting", ["redrawn", "fresh"])
def test_new_noise_shifts_by_its_determinant(found, setting):
    ratio = found[setting].ratio(T)
    assert not replicate_interval(ratio, ALPHA).excludes(1)
    assert replicate_interval(ratio, ALPHA).within(1, 0.3)


def test_own_noise_does_not(found, points):
    """In sample the memory has the determinant of diag(noisy frequencies)."""
    noisy = found["in sample"].noisy
    p = np.bincount(points.train_labels) / 400 @ T.to_numpy()
    assert replicate_interval(noisy, ALPHA).within(p[0] * p[1], 0.01)
    ratio = replicate_interval(found["in sample"].ratio(T), ALPHA)
    assert ratio.low > 1.5


def test_labels_left_out_behave_as_new_ones(found):
    assert replicate_interval(found["cross-fitted"].ratio(T), ALPHA).within(1, 0.3)


def in_batches(points, **changes):
    usual = {"draws": 40, "seed": 3, "claim": "t", "batch": 5, "redraws": 5}
    return memorisation(Memory(), points, T, settings=("redrawn", "fresh"), **(usual | changes))


@together("setting", ["redrawn", "fresh"])
def test_small_batches_of_given_points_lose_no_factor(points, setting):
    """Against the clean determinants of the same batches; against that of all points they do."""
    found, whole = in_batches(points)[setting], in_batches(points, batch=None)[setting]
    assert replicate_interval(found.ratio(T), ALPHA).within(1, 0.3)
    factor = float(batch_factor(5, 2))
    mixed = Determinants(whole.clean, found.noisy, 0).ratio(T)
    assert replicate_interval(mixed, ALPHA).within(factor, 0.19)


def test_tables_by_hand():
    """Outputs 0, 0, 1, 1 and clean labels 0, 0, 1, 1, in one batch or in four of one point."""
    x = np.array([[0.1], [0.2], [0.6], [0.7]])
    data = Points(x, np.array([0, 0, 1, 1]), x, np.array([0, 0, 1, 1]), 2)
    same = TransitionMatrix.from_rows(np.eye(2))
    whole = memorisation(Memory(), data, same, draws=1, seed=0, claim="t")["fresh"]
    assert (whole.clean, whole.noisy, whole.missing) == (0.25, 0.25, 0)
    single = memorisation(Memory(), data, same, draws=1, seed=0, claim="t", batch=1)["fresh"]
    assert (single.clean, single.noisy, single.missing) == (0, 0, 0)


def test_digits():
    three, ten = digits(3), digits()
    assert three.train.shape[1] == 64
    assert (three.train.max(), three.train.min()) == (1, 0)
    assert set(ten.test_labels) == set(range(10))
    assert len(ten.train) + len(ten.test) == 1797
    with pytest.raises(ValueError, match=r"2\.\.10"):
        digits(11)


def test_full_tree_on_digits():
    from sklearn.tree import DecisionTreeClassifier

    noise = TransitionMatrix.from_rows(
        [[0.6, 0.4, 0.0], [0.0, 0.9, 0.1], [0.1, 0.0, 0.9]],
    )
    data = digits(3)
    found = memorisation(
        DecisionTreeClassifier(random_state=0), data, noise, draws=60, seed=0, claim="digits"
    )
    assert replicate_interval(found["fresh"].ratio(noise), ALPHA).within(1, 0.4)
    assert replicate_interval(found["in sample"].ratio(noise), ALPHA).low > 2


def test_missing_classes_are_counted():
    x = np.arange(4.0)[:, None]
    data = Points(x, np.array([0, 0, 0, 1]), x + 9, np.array([0, 0, 0, 0]), 2)
    found = memorisation(Memory(), data, T, draws=20, seed=0, claim="t")["fresh"]
    assert found.missing == 20
    with pytest.raises(ValueError, match="20 clean determinants of 0"):
        found.ratio(T)


@together(
    ("changes", "message"),
    [
        ({"T": TransitionMatrix.from_rows(np.eye(3))}, "the same number of classes"),
        ({"draws": 0}, "at least 1"),
        ({"redraws": 0}, "1 and 0"),
        ({"batch": 401}, r"1\.\.400"),
        ({"new_noise": TransitionMatrix.from_rows(np.eye(3))}, "the same number of classes"),
        ({"settings": ("elsewhere",)}, "elsewhere"),
    ],
)
def test_arguments_that_are_refused(points, changes, message):
    usual = {"T": T, "draws": 1, "seed": 0, "claim": "t"}
    with pytest.raises(ValueError, match=message):
        memorisation(Memory(), points, **(usual | changes))
