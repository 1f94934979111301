"""What takes little to write comes first."""

from fractions import Fraction as F

import numpy as np
import pytest

from lossproof.simulate.violation import bits, complexity


def test_bits_order_rationals_as_people_do() -> None:
    order = [F(x) for x in ("0", "1", "-1", "2", "-2", "1/2", "3", "1/3", "2/3", "3/4", "99/100")]
    assert sorted(order, key=bits) == order
    assert complexity(np.array([[0, 1], [1 / 3, 2 / 3]])).tolist() == pytest.approx(
        [1, bits(F(1, 3)) + bits(F(2, 3))]
    )
