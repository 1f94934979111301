"""The noise of papers: every entry, against the text and by the properties it should have."""

from fractions import Fraction as F

import pytest

from lossproof.theory.noise import (
    TransitionMatrix as T,
    cifar10_flips,
    cifar100_circular,
    imdb_binary,
    mnist_flips,
)
from tests.together import together

FLIPPED = {
    mnist_flips: {(2, 7), (3, 8), (5, 6), (6, 5), (7, 1)},
    cifar10_flips: {(9, 1), (2, 0), (4, 7), (3, 5), (5, 3)},
}


@together("N", ["1/5", "3/5", "7/10"])
@together("noise", FLIPPED)
def test_flips_of_the_text_and_nothing_else(noise, N) -> None:
    matrix, flips = noise(N), dict(FLIPPED[noise])
    for i in range(10):
        for j in range(10):
            stays = 1 - F(N) if i in flips else 1
            expected = stays if i == j else F(N) if flips.get(i) == j else 0
            assert matrix[i, j] == expected
    assert matrix.exact


def test_circular_within_super_classes() -> None:
    matrix = cifar100_circular("3/5")
    assert matrix.classes == 100
    for i in range(100):
        after = i + 1 if i % 5 < 4 else i - 4
        assert (matrix[i, i], matrix[i, after]) == (F(2, 5), F(3, 5))
        assert sum(matrix.rows[i]) == 1
    assert cifar100_circular("3/5", [[0, 2], [1]]).rows == T.flips("3/5", {0: 2, 2: 0}, 3).rows


def test_binary_noise_keeps_one_rate() -> None:
    assert imdb_binary("2/5").rows == ((F(19, 20), F(1, 20)), (F(2, 5), F(3, 5)))


def test_which_are_dominated_by_their_diagonal_down_the_columns() -> None:
    for noise in (mnist_flips, cifar10_flips, cifar100_circular):
        assert noise("2/5").has_column_maximum()
        assert not noise("3/5").has_column_maximum()
    assert imdb_binary("9/10").has_column_maximum()
    assert imdb_binary("9/10").determinant() > 0


@together(
    ("build", "message"),
    [
        (lambda: T.flips("1/5", {1: 1}, 3), "a target must differ from its label"),
        (lambda: T.flips("1/5", {1: 3}, 3), r"a target must be an integer in 0\.\.2; got 3"),
        (lambda: T.flips("1/5", {-1: 0}, 3), r"a label of targets must be an integer in 0\.\.2"),
        (lambda: T.circular_within("1/5", [[0, 1], [3]]), r"groups must contain every label"),
        (lambda: T.circular_within("1/5", [[0, 1], [1]]), "each label at most once"),
        (lambda: imdb_binary("6/5"), r"N must be a number in \[0, 1\]"),
        (lambda: mnist_flips(2), r"eta must be a number in \[0, 1\]"),
    ],
)
def test_errors(build, message) -> None:
    with pytest.raises(ValueError, match=message):
        build()
