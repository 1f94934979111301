"""Elementary functions and normals as instructions on vectors."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lossproof.simulate.kernels.instructions import Function

LOG2E, LN2 = math.log2(math.e), math.log(2)
# Adding it rounds a float32 below 2^22 to an integer, which is then in the last bits.
ROUNDING = 12582912.0
_EXP2 = (
    0.0013276472454890609, 0.009675541892647743, 0.05550713092088699, 0.24022120237350464,
    0.6931469440460205, 1.0000001192092896,
)  # fmt: skip
_LOG2 = (
    0.2027868628501892, -0.2222212702035904, 0.20179913938045502, -0.23678649961948395,
    0.2887113392353058, -0.36078956723213196, 0.4808959662914276, -0.7213465571403503,
    1.4426950216293335,
)  # fmt: skip
# Of an angle in +-pi/4 as a share of it, over the square root of 2.
_SINE = (
    -2.5369052309542894e-05, 0.0017606053734198213, -0.05709559842944145, 0.5553603768348694
)  # fmt: skip
_COSINE = (
    -0.00022548256674781442, 0.0112075824290514, -0.21808888018131256, 0.7071067690849304
)  # fmt: skip


def exp2(f: Function, x: str) -> str:
    """2^x for x in -126 to 127."""
    shifted = f.add(x, f.number(ROUNDING))
    rest = f.subtract(x, f.subtract(shifted, f.number(ROUNDING)))
    # The last bits of the shifted are the power's: into the exponent.
    power = f.on_words("shl", f.as_words(shifted), 23)
    return f.as_floats(f.on_words("add", f.as_words(f.polynomial(rest, _EXP2)), power))


def log2(f: Function, x: str) -> str:
    """The logarithm to base 2 of a positive normal number."""
    third = 0x3F2AAAAB
    bits = f.on_words("sub", f.as_words(x), third)
    exponent = f.converted(f.on_words("ashr", bits, 23))
    mantissa = f.on_words("add", f.on_words("and", bits, 0x7FFFFF), third)
    rest = f.subtract(f.as_floats(mantissa), f.number(1))
    return f.add(f.multiply(f.long_polynomial(rest, _LOG2), rest), exponent)


def word(f: Function, state: Sequence[str]) -> tuple[str, list[str]]:
    """The next word of every lane's generator (sfc32), and the state after it."""
    x, y, z, counter = state
    output = f.on_words("add", f.on_words("add", x, y), counter)
    turned = f.on_words("or", f.on_words("shl", z, 21), f.on_words("lshr", z, 11))
    after = [
        f.on_words("xor", y, f.on_words("lshr", y, 9)),
        f.on_words("add", z, f.on_words("shl", z, 3)),
        f.on_words("add", turned, output),
        f.on_words("add", counter, 1),
    ]
    return output, after


def normal_pair(f: Function, first: str, second: str, scale: str) -> tuple[str, str]:
    """Two independent normals of every lane, by Box and Muller; `scale` is -2 log 2 variances."""
    uniform = f.multiply(f.add(f.converted(first, signed=False), f.number(0.5)), f.number(2.0**-32))
    radius = f.called("sqrt", f.multiply(scale, log2(f, uniform)))
    # Two bits are the signs, the others an angle in +-pi/4 off the diagonal.
    t = f.multiply(f.converted(f.on_words("shl", second, 2)), f.number(2.0**-31))
    square = f.multiply(t, t)
    sine = f.multiply(f.polynomial(square, _SINE), t)
    cosine = f.polynomial(square, _COSINE)
    pair: list[str] = []
    for value, turn in ((f.subtract(cosine, sine), 0), (f.add(cosine, sine), 1)):
        sign = f.on_words("and", f.on_words("shl", second, turn), -(2**31))
        signed = f.as_floats(f.on_words("xor", f.as_words(value), sign))
        pair.append(f.multiply(radius, signed))
    return pair[0], pair[1]
