"""Numbers that can be trusted: Arb balls, certified covers, exact comparison, float64 code.

Turns a formula into enclosures, decides relations between constants, and shows that a formula is
positive on a box. Knows nothing of losses, statements or proofs.
"""

from lossproof.theory.numbers.arrays import array as array
from lossproof.theory.numbers.balls import (
    NotEnclosedError as NotEnclosedError,
    ball as ball,
    compile_balls as compile_balls,
    interval as interval,
    to_fmpq as to_fmpq,
    to_rational as to_rational,
)
from lossproof.theory.numbers.comparison import compare as compare, constant_sign as constant_sign
from lossproof.theory.numbers.covering import cover as cover
from lossproof.theory.numbers.rationals import simplest_rational as simplest_rational
from lossproof.theory.numbers.slopes import slope_of as slope_of
from lossproof.theory.numbers.zero import (
    identically_zero as identically_zero,
    shorter_by_logarithms as shorter_by_logarithms,
    simplifies_to_zero as simplifies_to_zero,
)
