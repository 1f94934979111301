"""A program written as Python source that numba compiles to vector instructions.

Its arrays are rows of `width` samples in one flat array: the compiler then sees that they are
apart. The functions that every program needs come first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from simulate.kernels.forms import U
from simulate.kernels.program import Operand, Operation, Program, Reduction

LANES, WARM_UP, PIECE = 16, 16, 256
LOG2E, LN2 = math.log2(math.e), math.log(2)
LOGIT = "a[N(k) * N(WIDTH) + N(i)]"

_FUNCTIONS = """
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
    return I(F(p).view(I) + I(F(t).view(I) << I(23))).view(F)

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
def start(state):
    counter = state[3 * LANES]
    for _ in range(WARM_UP):
        for i in range(LANES):
            x, y, z = state[N(i)], state[N(LANES) + N(i)], state[N(2 * LANES) + N(i)]
            word = W(W(x + y) + counter)
            state[N(i)] = W(y ^ W(y >> W(9)))
            state[N(LANES) + N(i)] = W(z + W(z << W(3)))
            state[N(2 * LANES) + N(i)] = W(W(W(z << W(21)) | W(z >> W(11))) + word)
        counter = W(counter + W(1))
    state[3 * LANES] = counter

@exact
def fill(state, a, mean, scale, n):
    counter = state[3 * LANES]
    for pair in range(PAIRS):
        m0, m1 = mean[2 * pair], mean[2 * pair + 1]
        for start in range(0, n, LANES):
            at = N(2 * pair * WIDTH + start)
            for i in range(LANES):
                x, y, z = state[N(i)], state[N(LANES) + N(i)], state[N(2 * LANES) + N(i)]
                first = W(W(x + y) + counter)
                x = W(y ^ W(y >> W(9)))
                y = W(z + W(z << W(3)))
                z = W(W(W(z << W(21)) | W(z >> W(11))) + first)
                second = W(W(x + y) + W(counter + W(1)))
                state[N(i)] = W(y ^ W(y >> W(9)))
                state[N(LANES) + N(i)] = W(z + W(z << W(3)))
                state[N(2 * LANES) + N(i)] = W(W(W(z << W(21)) | W(z >> W(11))) + second)
                radius = np.sqrt(scale * log2((F(first) + F(0.5)) * F(2.0**-32)))
                # Two bits are the signs, the others an angle in +-pi/4 off the diagonal.
                t = F(W(second << W(2)).view(I)) * F(2.0**-31)
                s = t * t
                sine = F(-2.5369052309542894e-05) * s + F(0.0017606053734198213)
                sine = (sine * s + F(-0.05709559842944145)) * s + F(0.5553603768348694)
                sine = sine * t
                cosine = F(-0.00022548256674781442) * s + F(0.0112075824290514)
                cosine = (cosine * s + F(-0.21808888018131256)) * s + F(0.7071067690849304)
                p, q = F(cosine - sine), F(cosine + sine)
                p = W(F(p).view(W) ^ W(second & W(0x80000000))).view(F)
                q = W(F(q).view(W) ^ W(W(second << W(1)) & W(0x80000000))).view(F)
                a[at + N(i)] = radius * p + m0
                a[at + N(WIDTH) + N(i)] = radius * q + m1
            counter = W(counter + W(2))
    state[3 * LANES] = counter

@summing
def sweep(state, a, means, scale, counts, out):
    for g in range(counts.size):
        mean, n, table = means[g], counts[g], out[g]
        while n > 0:
            w = min(n, WIDTH)
            n -= w
            m = (w + LANES - 1) // LANES * LANES
            fill(state, a, mean, scale, m)
"""


class Writer:
    """Writes a program as source: rows of the scratch array are buffers of `width` numbers."""

    def __init__(self, program: Program, sums: Sequence[Any], classes: int, width: int) -> None:
        self.classes, self.width = classes, width
        self.steps = {step.place: step for step in program.code if isinstance(step, Operation)}
        self.reductions = [step for step in program.code if isinstance(step, Reduction)]
        even = classes + classes % 2
        self.power = f"a[N({even * width}) + N(k) * N(WIDTH) + N(i)]"
        # Total (then its reciprocal), logarithm of the total, largest, then rows of the program.
        self.total, self.log, self.top = (even + classes + r for r in range(3))
        self.rows = {2: self.top}
        for place, step in self.steps.items():
            if step.row:
                self.rows[place] = self.top + len(self.rows)
        totals = [step for step in self.steps.values() if step.name == "sum"]
        self.squares = [s.place for s, body in zip(totals, sums, strict=True) if body == U**2]
        self.length = (self.top + len(self.rows)) * width
        used = {o for step in program.code for o in step.operands}
        self.largest = 2 in used

    def source(self, far: bool) -> str:
        """The kernels; `far` logits are those whose powers of two leave float32."""
        head = (
            f"LANES = {LANES}\nWARM_UP = {WARM_UP}\nCLASSES = {self.classes}\n"
            f"WIDTH = {self.width}\nPAIRS = {(self.classes + 1) // 2}\nLENGTH = {self.length}\n"
        )
        lines = [*self._softmax(far), *self._sums(far), *self._rows(far), *self._forms(far)]
        return head + _FUNCTIONS + "\n".join(" " * 12 + line for line in lines) + "\n"

    def at(self, row: int) -> str:
        return f"a[N({row * self.width}) + N(i)]"

    def _softmax(self, far: bool) -> list[str]:
        total, log, top = map(self.at, (self.total, self.log, self.top))
        squares = [self.at(self.rows[place]) for place in self.squares]
        logit, power = LOGIT, self.power
        lines: list[str] = []
        if far:
            lines += ["for i in range(m):", f"    {top} = a[N(i)]"]
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
        bodies = [(self.at(self.rows[s.place]), body.value(s.operands[0])) for s in others]
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
            body.lines.append(f"{self.at(self.rows[step.place])} = {body.computed(step)}")
        return ["for i in range(m):", *(f"    {line}" for line in body.lines)]

    def _forms(self, far: bool) -> list[str]:
        groups: tuple[list[Reduction], list[Reduction]] = ([], [])
        for step in self.reductions:
            groups[all(o in self.rows for o in step.operands)].append(step)
        return self._reduced(groups[0], far) + self._reduced(groups[1], far, of_rows=True)

    def _reduced(self, group: Sequence[Reduction], far: bool, of_rows: bool = False) -> list[str]:
        if not group:
            return []
        body, terms = _Body(self, far), list[str]()
        for step in group:
            values = [body.logarithm() if o == 1 else body.value(o) for o in step.operands]
            terms.append(" * ".join(values))
        names = [f"s{step.form}" for step in group]
        lines = [f"for start in range(0, w, {PIECE}):"]
        lines += [f"    {' = '.join(names)} = F(0)"]
        lines += [f"    for i in range(start, min(start + {PIECE}, w)):"]
        lines += [f"        {line}" for line in body.lines]
        lines += [f"        {s} += {term}" for s, term in zip(names, terms, strict=True)]
        added: list[str] = []
        for step in group:
            # A form that is log u itself is summed in units of log 2.
            unit = f" * {LN2 ** step.operands.count(1)!r}" if 1 in step.operands else ""
            added.append(f"table[{step.form}, k] += s{step.form}{unit}")
        if of_rows:
            return [*lines, "    for k in range(CLASSES):", *(f"        {line}" for line in added)]
        lines += [f"    {line}" for line in added]
        return ["for k in range(CLASSES):", *(f"    {line}" for line in lines)]


_COMPARED = {"greater_equal": ">=", "greater": ">", "less_equal": "<=", "less": "<"}
_BINARY = {"add": "{} + {}", "multiply": "{} * {}"}
_CHOSEN = {"maximum": "{0} if {0} > {1} else {1}", "minimum": "{0} if {0} < {1} else {1}"}
_UNARY = {
    "abs": "abs({0})",
    "sign": "(F(1) if {0} > F(0) else F(0)) - (F(1) if {0} < F(0) else F(0))",
    "floor": "np.floor({0})",
}


class _Body:
    """Lines of a loop over samples that compute what is asked for, once."""

    def __init__(self, writer: Writer, far: bool) -> None:
        self.writer, self.far = writer, far
        self.lines: list[str] = []
        self._held: dict[Any, str] = {}

    def value(self, place: Operand) -> str:
        """A name, or a number, of type float32."""
        if isinstance(place, float):
            return f"F({place!r})"
        step = self.writer.steps.get(place)
        if step is not None and step.name in _COMPARED:
            return self._named(("number", place), f"F(1) if {self._condition(place)} else F(0)")
        if place not in self._held:
            self._named(place, self._computed(place))
        return self._held[place]

    def logarithm(self) -> str:
        """The logarithm of `u` to base 2."""
        row = self.writer.at(self.writer.log)
        return self._named("log2", f"{LOGIT} - {row}")

    def computed(self, step: Operation) -> str:
        """The value of a step as an expression."""
        if step.name == "exp":
            return self._exp(step.operands[0])
        if step.name == "pow":
            return self._power(*step.operands)
        if step.name in _COMPARED:
            return f"F(1) if {self._condition(step.place)} else F(0)"
        if step.name == "where":
            condition, *chosen = step.operands
            return "{1} if {0} else {2}".format(
                self._condition(condition), *map(self.value, chosen)
            )
        template = (_BINARY | _CHOSEN | _UNARY).get(step.name)
        if template is None:
            raise ValueError(
                f"a compiled form may not hold {step.name}; use simulate.kernels.program"
            )
        return template.format(*map(self.value, step.operands))

    def _named(self, key: Any, expression: str) -> str:
        if key not in self._held:
            self._held[key] = f"t{len(self._held)}"
            self.lines.append(f"{self._held[key]} = {expression}")
        return self._held[key]

    def _computed(self, place: int) -> str:
        writer = self.writer
        if place in writer.rows:
            return writer.at(writer.rows[place])
        if place == 0:
            return f"{writer.power} * {writer.at(writer.total)}"
        if place == 1:
            return f"{self.logarithm()} * F({LN2!r})"
        return self.computed(writer.steps[place])

    def _condition(self, place: Operand) -> str:
        step = self.writer.steps[place] if isinstance(place, int) else None
        if step is None or step.name not in _COMPARED or step.row:
            raise ValueError(
                "a compiled form may not choose by this condition; use simulate.kernels.program"
            )
        x, y = map(self.value, step.operands)
        return f"{x} {_COMPARED[step.name]} {y}"

    def _exp(self, place: Operand) -> str:
        step = self.writer.steps.get(place) if isinstance(place, int) else None
        factor = 1.0 if place == 1 else 0.0
        if step is not None and step.name == "multiply" and 1 in step.operands:
            factor = next((o for o in step.operands if isinstance(o, float)), 0.0)
        if factor:
            x = self._named(("times", factor), f"F({factor!r}) * {self.logarithm()}")
        else:
            x = self._named(("log", place), f"{self.value(place)} * F({LOG2E!r})")
        if 0 < factor <= 1 and not self.far:
            return f"exp2({x})"
        x = self._named(("least", x), f"{x} if {x} > F(-124) else F(-124)")
        if factor > 0:
            return f"exp2({x})"
        x = self._named(("most", x), f"{x} if {x} < F(128) else F(128)")
        return f"exp2({x} - F(1)) * F(2)"

    def _power(self, base: Operand, exponent: Operand) -> str:
        x, size = self.value(base), abs(exponent) if isinstance(exponent, float) else 0
        if size == 0.5:
            value = f"np.sqrt({x})"
        elif size in range(1, 9):
            value = " * ".join([x] * int(size))
        else:
            raise ValueError(
                "a compiled form may hold powers of 1/2 and of 1 to 8, of either sign; got "
                f"{exponent}; use simulate.kernels.program"
            )
        return value if exponent > 0 else f"F(1) / ({value})"
