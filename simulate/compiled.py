"""Sums of forms over samples in one compiled loop on the CPU, whose formulas are SymPy's alone.

Needs numba, which is imported when a kernel is built. Logits are held in units of log 2, so that
softmax takes powers of two. exp2 is within 2.5e-7 of the truth, relative, and so is log2; sines
and cosines are within 2e-7, absolute. Terms are float32, sums of up to 256 of them too, and those
are added in float64.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from functools import cache
from string import Template
from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from simulate.moments import U
from simulate.program import PIECE, Program, Reduction, Step

LANES = 64
ELEMENTS = 16_384
WARM_UP = 16
FARTHEST = math.sqrt(66 * math.log(2))
# Powers of two of logits in +-SAFE, their squares and sums over 1000 classes are float32.
SAFE = 50.0
_LOG2E, _LN2 = math.log2(math.e), math.log(2)

Kernels = tuple[Callable[..., None], Callable[..., None]]


class Compiled:
    """Forms and class sums compiled for c = `classes`; as in `simulate.moments.Moments`.

    Threads may share one: what it writes is theirs, and it lets go of the interpreter lock.

    Parameters
    ----------
    forms, sums : expressions
        As in `simulate.moments.Moments`.
    classes : int
        c >= 2.

    Raises
    ------
    ValueError
        For a function that is not compiled here; `simulate.program.Program` may know it.
    ModuleNotFoundError
        Without numba.
    """

    def __init__(
        self, forms: Sequence[sympy.Expr], sums: Sequence[sympy.Expr], classes: int
    ) -> None:
        if classes < 2:
            raise ValueError(f"classes must be at least 2; got {classes}")
        self.classes, self.size = classes, len(forms)
        width = ELEMENTS // classes // LANES * LANES
        self.width = min(max(width, LANES), 8 * PIECE)
        writer = _Writer(Program(forms, sums), sums, classes, self.width)
        self._sources = {far: writer.source(far) for far in (False, True)}
        self._length = writer.length
        self._scales = np.array(writer.scales)[:, None]
        self._local = threading.local()
        _compiled(self._sources[False])

    def sums(
        self, rng: np.random.Generator, mean: ArrayLike, sigma: float, n: int
    ) -> NDArray[np.float64]:
        """Sums over n samples of every form at every class, shape (forms, c).

        The logits are `mean + sigma * N(0, I)`; `rng` seeds 64 generators (sfc32) in a row, so
        the sums are a function of its state and of the parameters.

        Parameters
        ----------
        mean : array, shape (c,)
            Finite; rounded to float32, as is sigma.
        sigma : float
            Finite, >= 0.
        n : int
            At least 0.

        Raises
        ------
        ValueError
            If a parameter is outside its range.
        """
        state, centre, scale, far = self._prepared(rng, mean, sigma, n)
        out = np.zeros((self.size, self.classes))
        _compiled(self._sources[far])[1](state, self._scratch(), centre, scale, n, out)
        return out * self._scales

    def logits(
        self, rng: np.random.Generator, mean: ArrayLike, sigma: float, n: int
    ) -> NDArray[np.float64]:
        """What `sums` of the same `rng` sums over, up to a constant; shape (c, n)."""
        state, centre, scale, far = self._prepared(rng, mean, sigma, n)
        fill, scratch = _compiled(self._sources[far])[0], self._scratch()
        chunks = [np.empty((self.classes, 0))]
        for start in range(0, n, self.width):
            size = min(self.width, n - start)
            fill(state, scratch, centre, scale, -(-size // LANES) * LANES)
            rows = scratch[: self.classes * self.width].reshape(self.classes, self.width)
            chunks.append(rows[:, :size] * _LN2)
        return np.concatenate(chunks, axis=1)

    def _prepared(
        self, rng: np.random.Generator, mean: ArrayLike, sigma: float, n: int
    ) -> tuple[NDArray[np.uint32], NDArray[np.float32], np.float32, bool]:
        centre = np.asarray(mean, dtype=np.float64)
        if centre.shape != (self.classes,) or not np.isfinite(centre).all():
            raise ValueError(
                f"mean must hold c = {self.classes} finite numbers; got shape {centre.shape}: "
                f"{centre}"
            )
        if not 0 <= sigma < math.inf:
            raise ValueError(f"sigma must be a finite number >= 0; got {sigma}")
        if n < 0:
            raise ValueError(f"n must be at least 0; got {n}")
        middle, reach = (centre.max() + centre.min()) / 2, np.ptp(centre) / 2
        padded = np.zeros(self.classes + 1, np.float32)
        padded[:-1] = (centre - middle) * _LOG2E
        scale = np.float32(2 * _LN2 * (sigma * _LOG2E) ** 2)
        far = bool((reach + FARTHEST * sigma) * _LOG2E > SAFE)
        if far and not np.isfinite([*padded, scale]).all():
            raise ValueError(f"mean and sigma must fit float32; got {mean} and {sigma}")
        return seeded(rng), padded, scale, far

    def _scratch(self) -> NDArray[np.float32]:
        if not hasattr(self._local, "scratch"):
            self._local.scratch = np.zeros(self._length, np.float32)
        return self._local.scratch


def seeded(rng: np.random.Generator) -> NDArray[np.uint32]:
    """States a, b, c of `LANES` sfc32 generators, one after the other, and their counter."""
    state = rng.integers(0, 2**32, 3 * LANES + 1, dtype=np.uint32)
    a, b, c = state[:-1].reshape(3, LANES)
    for _ in range(WARM_UP):
        word = a + b + state[-1]
        state[-1:] += np.uint32(1)
        a[:] = b ^ (b >> 9)
        b[:] = c + (c << 3)
        c[:] = ((c << 21) | (c >> 11)) + word
    return state


@cache
def _compiled(source: str) -> Kernels:
    """The functions `fill` and `sweep` of a source; a source is compiled once in a process."""
    from numba import njit  # pyright: ignore

    # Sums may be reordered, elementary functions may not: they cancel on purpose.
    inlined = njit(forceinline=True, fastmath={"contract"})
    space: dict[str, Any] = {
        "np": np,
        "F": np.float32,
        "I": np.int32,
        "W": np.uint32,
        "inlined": inlined,
        "exact": njit(nogil=True, fastmath={"contract"}),
        "summing": njit(nogil=True, fastmath={"contract", "reassoc", "nsz"}),
    }
    exec(compile(source, "<simulate.compiled>", "exec"), space)
    state, scratch = np.zeros(3 * LANES + 1, np.uint32), np.zeros(space["LENGTH"], np.float32)
    centre, out = np.zeros(space["CLASSES"] + 1, np.float32), np.zeros((1, 1))
    space["sweep"](state, scratch, centre, np.float32(1), 0, out)
    return space["fill"], space["sweep"]


_FUNCTIONS = '''
@inlined
def exp2(x):
    t = x + F(12582912.0)
    r = x - (t - F(12582912.0))
    p = F(0.0013276472454890609)
    p = p * r + F(0.009675541892647743)
    p = p * r + F(0.05550713092088699)
    p = p * r + F(0.24022120237350464)
    p = p * r + F(0.6931469440460205)
    p = p * r + F(1.0000001192092896)
    # The last bits of t are the power's: into the exponent.
    return I(p.view(I) + I(t.view(I) << I(23))).view(F)

@inlined
def log2(x):
    bits = I(F(x).view(I) - I(0x3F2AAAAB))
    e = F(bits >> I(23))
    f = I(I(bits & I(0x7FFFFF)) + I(0x3F2AAAAB)).view(F) - F(1)
    p = F(0.2027868628501892)
    p = p * f + F(-0.2222212702035904)
    p = p * f + F(0.20179913938045502)
    p = p * f + F(-0.23678649961948395)
    p = p * f + F(0.2887113392353058)
    p = p * f + F(-0.36078956723213196)
    p = p * f + F(0.4808959662914276)
    p = p * f + F(-0.7213465571403503)
    p = p * f + F(1.4426950216293335)
    return p * f + e

@exact
def fill(state, a, mean, scale, n):
    counter = state[3 * LANES]
    for pair in range(PAIRS):
        m0, m1 = mean[2 * pair], mean[2 * pair + 1]
        for start in range(0, n, LANES):
            at = 2 * pair * WIDTH + start
            for i in range(LANES):
                x, y, z = state[i], state[LANES + i], state[2 * LANES + i]
                first = W(W(x + y) + counter)
                x = W(y ^ W(y >> W(9)))
                y = W(z + W(z << W(3)))
                z = W(W(W(z << W(21)) | W(z >> W(11))) + first)
                second = W(W(x + y) + W(counter + W(1)))
                state[i] = W(y ^ W(y >> W(9)))
                state[LANES + i] = W(z + W(z << W(3)))
                state[2 * LANES + i] = W(W(W(z << W(21)) | W(z >> W(11))) + second)
                radius = np.sqrt(scale * (F(32) - log2(F(first) + F(0.5))))
                # Two bits are the signs, the others an angle in +-pi/4 off the diagonal.
                t = F(W(second << W(2)).view(I)) * F(2.0**-31)
                s = t * t
                sine = F(-2.5369052309542894e-05) * s + F(0.0017606053734198213)
                sine = (sine * s + F(-0.05709559842944145)) * s + F(0.5553603768348694)
                sine = sine * t
                cosine = F(-0.00022548256674781442) * s + F(0.0112075824290514)
                cosine = (cosine * s + F(-0.21808888018131256)) * s + F(0.7071067690849304)
                p, q = F(cosine - sine), F(cosine + sine)
                p = W(p.view(W) ^ W(second & W(0x80000000))).view(F)
                q = W(q.view(W) ^ W(W(second << W(1)) & W(0x80000000))).view(F)
                a[at + i] = radius * p + m0
                a[at + WIDTH + i] = radius * q + m1
            counter = W(counter + W(2))
    state[3 * LANES] = counter

@summing
def sweep(state, a, mean, scale, n, out):
    while n > 0:
        w = min(n, WIDTH)
        n -= w
        m = (w + LANES - 1) // LANES * LANES
        fill(state, a, mean, scale, m)
'''


class _Writer:
    """Writes a program as source: rows of the scratch array are buffers of `width` numbers."""

    def __init__(
        self, program: Program, sums: Sequence[Any], classes: int, width: int
    ) -> None:
        self.classes, self.width = classes, width
        self.steps = {step.place: step for step in program.code if isinstance(step, Step)}
        self.reductions = [step for step in program.code if isinstance(step, Reduction)]
        even = classes + classes % 2
        self.powers = even
        # Total (then its reciprocal), logarithm of the total, largest, then rows of the program.
        self.total, self.log, self.top = (even + classes + r for r in range(3))
        self.rows = {2: self.top}
        for place, step in self.steps.items():
            if step.row:
                self.rows[place] = self.top + len(self.rows)
        totals = [step for step in self.steps.values() if step.name == "sum"]
        self.squares = [s.place for s, body in zip(totals, sums, strict=True) if body == U**2]
        self.length = (self.top + len(self.rows)) * width
        self.scales = [1.0] * program.size
        for step in self.reductions:
            self.scales[step.form] = _LN2 ** step.operands.count(1)
        used = {o for step in program.code for o in step.operands}
        self.largest = 2 in used

    def source(self, far: bool) -> str:
        """The kernels; `far` logits are those whose powers of two leave float32."""
        head = (
            f"LANES = {LANES}\nCLASSES = {self.classes}\nWIDTH = {self.width}\n"
            f"PAIRS = {(self.classes + 1) // 2}\nLENGTH = {self.length}\n"
        )
        lines = [*self._softmax(far), *self._sums(far), *self._rows(far), *self._forms(far)]
        return head + _FUNCTIONS + "\n".join(" " * 8 + line for line in lines) + "\n"

    def _at(self, row: int) -> str:
        return f"a[{row * self.width} + i]"

    def _softmax(self, far: bool) -> list[str]:
        total, log, top = map(self._at, (self.total, self.log, self.top))
        squares = [self._at(self.rows[place]) for place in self.squares]
        logit, power = "a[k * WIDTH + i]", f"a[{self.powers * self.width} + k * WIDTH + i]"
        lines: list[str] = []
        if far:
            lines += ["for i in range(m):", f"    {top} = a[i]"]
            lines += ["for k in range(1, CLASSES):", "    for i in range(m):"]
            lines += [f"        x, y = {logit}, {top}", f"        {top} = x if x > y else y"]
            lines += ["for k in range(CLASSES):", "    for i in range(m):"]
            lines += [f"        {logit} -= {top}"]
        lines += ["for i in range(m):"]
        lines += [f"    {each} = F(0)" for each in (total, top, *squares)]
        lines += ["for k in range(CLASSES):", "    for i in range(m):", f"        x = {logit}"]
        if far:
            lines += ["        x = x if x > F(-125) else F(-125)"]
        lines += ["        x = exp2(x)", f"        {power} = x", f"        {total} += x"]
        lines += [f"        {each} += x * x" for each in squares]
        if self.largest:
            lines += [f"        y = {top}", f"        {top} = x if x > y else y"]
        lines += ["for i in range(m):", f"    x = {total}", f"    {log} = log2(x)"]
        lines += ["    x = F(1) / x", f"    {total} = x", f"    {top} *= x"]
        return lines + [f"    {each} *= x * x" for each in squares]

    def _sums(self, far: bool) -> list[str]:
        others = [s for s in self.steps.values() if s.name == "sum" and s.place not in self.squares]
        if not others:
            return []
        body = _Body(self, far)
        bodies = [(self._at(self.rows[s.place]), body.value(s.operands[0])) for s in others]
        lines = ["for i in range(m):", *(f"    {row} = F(0)" for row, _ in bodies)]
        lines += ["for k in range(CLASSES):", "    for i in range(m):"]
        lines += [f"        {line}" for line in body.lines]
        return lines + [f"        {row} += {value}" for row, value in bodies]

    def _rows(self, far: bool) -> list[str]:
        steps = [s for s in self.steps.values() if s.row and s.name != "sum"]
        if not steps:
            return []
        body = _Body(self, far)
        for step in steps:
            body.lines.append(f"{self._at(self.rows[step.place])} = {body.computed(step)}")
        return ["for i in range(m):", *(f"    {line}" for line in body.lines)]

    def _forms(self, far: bool) -> list[str]:
        groups: tuple[list[Reduction], list[Reduction]] = ([], [])
        for step in self.reductions:
            groups[all(o in self.rows for o in step.operands)].append(step)
        return self._reduced(groups[0], far, "k") + self._reduced(groups[1], far, ":")

    def _reduced(self, group: Sequence[Reduction], far: bool, where: str) -> list[str]:
        if not group:
            return []
        body, terms = _Body(self, far), list[str]()
        for step in group:
            # A form that is log u itself is summed in units of log 2: `scales`.
            values = ["ell" if o == 1 else body.value(o) for o in step.operands]
            body.needed.update("ell" for o in step.operands if o == 1)
            terms.append(" * ".join(values))
        names = [f"s{step.form}" for step in group]
        lines = [f"for start in range(0, w, {PIECE}):"]
        lines += [f"    {' = '.join(names)} = F(0)"]
        lines += [f"    for i in range(start, min(start + {PIECE}, w)):"]
        lines += [f"        {line}" for line in body.lines]
        lines += [f"        {s} += {term}" for s, term in zip(names, terms, strict=True)]
        lines += [f"    out[{step.form}, {where}] += {s}" for s, step in zip(names, group, strict=True)]
        if where == "k":
            lines = ["for k in range(CLASSES):", *(f"    {line}" for line in lines)]
        return lines
