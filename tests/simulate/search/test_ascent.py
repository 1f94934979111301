"""The ascent stays in the domain and finds what is there."""

import numpy as np
import sympy

from lossproof.simulate.search.ascent import climb
from lossproof.simulate.violation import Block
from lossproof.theory.domain import Real, Simplex
from tests.together import together

SQUARE = [Block(Real(0, 1), (sympy.Symbol(name),), k) for k, name in enumerate("xy")]
THREE = [Block(Simplex(3), tuple(sympy.symbols("f:3")), 0)]


def peak(*top: float, height: float = 1e-3):
    """Positive only within sqrt(height) of `top`."""

    def gaps(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        assert (rows >= 0).all()
        assert (rows <= 1).all()
        miss = height - ((rows - np.array(top)) ** 2).sum(axis=1)
        return np.full(len(rows), -np.inf), miss

    return gaps


@together("seed", range(5))
@together(("blocks", "top"), [(SQUARE, (0.77, 0.031)), (SQUARE, (1, 0)), (THREE, (0.6, 0, 0.4))])
def test_the_ascent_reaches_a_small_peak(blocks: list[Block], top: tuple, seed: int) -> None:
    gaps, rng = peak(*top, height=1e-5), np.random.default_rng(seed)
    found = climb(np.full((4, len(top)), 1 / len(top)), blocks, gaps, 1e-9, rng)
    assert found is not None
    assert gaps(found[None])[1] > 0


def test_hypotheses_come_before_the_conclusion() -> None:
    def gaps(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.abs(rows[:, 0] - 0.3) - 0.01, rows[:, 0] + rows[:, 1] - 1.2

    found = climb(np.ones((4, 2)), SQUARE, gaps, 1e-9, np.random.default_rng(0))
    assert found is not None
    assert abs(found[0] - 0.3) <= 0.01 + 1e-9
    assert found.sum() > 1.2


def test_nothing_is_found_where_nothing_is() -> None:
    def undefined(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.full(len(rows), np.nan), np.ones(len(rows))

    for gaps in (peak(0.5, 0.5, height=-1e-3), undefined):
        assert climb(np.ones((4, 2)), SQUARE, gaps, 1e-9, np.random.default_rng(0)) is None
