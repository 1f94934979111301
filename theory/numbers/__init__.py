"""Numbers that can be trusted: Arb balls, certified covers, exact comparison, float64 code.

Turns a formula into enclosures, decides relations between constants, and shows that a formula is
positive on a box. Knows nothing of losses, statements or proofs.
"""

from theory.numbers.arrays import array
from theory.numbers.balls import ball, compile_balls, interval, to_fmpq, to_rational
from theory.numbers.comparison import compare, constant_sign
from theory.numbers.covering import cover
from theory.numbers.rationals import simplest_rational
from theory.numbers.zero import identically_zero, simplifies_to_zero

__all__ = [
    "array",
    "ball",
    "compare",
    "compile_balls",
    "constant_sign",
    "cover",
    "identically_zero",
    "interval",
    "simplest_rational",
    "simplifies_to_zero",
    "to_fmpq",
    "to_rational",
]
