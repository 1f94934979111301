"""Numbers that can be trusted: Arb balls, certified covers, exact comparison, float64 code.

Turns a formula into enclosures, decides relations between constants, and shows that a formula is
positive on a box. Knows nothing of losses, statements or proofs.
"""

import theory.numbers.mended  # noqa: F401  # pyright: ignore[reportUnusedImport]
from theory.numbers.arrays import array as array
from theory.numbers.balls import (
    ball as ball,
    compile_balls as compile_balls,
    interval as interval,
    to_fmpq as to_fmpq,
    to_rational as to_rational,
)
from theory.numbers.comparison import compare as compare, constant_sign as constant_sign
from theory.numbers.covering import cover as cover
from theory.numbers.rationals import simplest_rational as simplest_rational
from theory.numbers.slopes import slope_of as slope_of
from theory.numbers.zero import (
    identically_zero as identically_zero,
    simplifies_to_zero as simplifies_to_zero,
)
