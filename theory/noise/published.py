"""Noise of papers, by data set.

Symmetric noise is `TransitionMatrix.uniform`. `N` is the flip probability of labels that may flip.

Source: Patrini, Rozza, Menon, Nock and Qu, "Making Deep Neural Networks Robust to Label Noise",
2017, Sec. 5.1 and 5.2.
"""

from collections.abc import Iterable

from lossproof.theory.noise.checks import Number, unit_interval
from lossproof.theory.noise.transition import TransitionMatrix

MNIST_FLIPS = {2: 7, 3: 8, 5: 6, 6: 5, 7: 1}
# truck to automobile, bird to airplane, deer to horse, cat to dog and back; labels of the data set
CIFAR10_FLIPS = {9: 1, 2: 0, 4: 7, 3: 5, 5: 3}
SUPER_CLASSES = tuple(range(first, first + 5) for first in range(0, 100, 5))


def mnist_flips(N: Number) -> TransitionMatrix:
    """Digits that look alike: 2 to 7, 3 to 8, 5 to 6 and back, 7 to 1."""
    return TransitionMatrix.flips(N, MNIST_FLIPS, 10)


def cifar10_flips(N: Number) -> TransitionMatrix:
    """Truck to automobile, bird to airplane, deer to horse, cat to dog and back."""
    return TransitionMatrix.flips(N, CIFAR10_FLIPS, 10)


def cifar100_circular(
    N: Number, groups: Iterable[Iterable[int]] = SUPER_CLASSES
) -> TransitionMatrix:
    """Each class to the next one of its super-class, circularly; 20 super-classes of 5.

    By default the classes are numbered super-class by super-class. The labels of CIFAR-100 itself
    are in alphabetical order: give their super-classes as `groups`.
    """
    return TransitionMatrix.circular_within(N, groups)


def imdb_binary(N: Number) -> TransitionMatrix:
    """0 to 1 with probability 5 %, for every N, and 1 to 0 with probability N."""
    n = unit_interval("N", N)
    return TransitionMatrix.from_rows([["19/20", "1/20"], [n, 1 - n]])
