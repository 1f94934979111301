"""A program written as instructions on vectors of samples.

Logits and their powers of two are arrays (c, width) in one flat one; after them come rows of
`width` numbers for what classes share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from lossproof.simulate.kernels.body import Body, Layout
from lossproof.simulate.kernels.forms import U
from lossproof.simulate.kernels.functions import LN2, exp2, log2, normal_pair, word
from lossproof.simulate.kernels.instructions import Function
from lossproof.simulate.kernels.program import Operand, Operation, Program, Reduction

GENERATORS, WARM_UP = 32, 16
_STATE = "ptr noalias %state, ptr noalias %a"


class Writer:
    """Writes a program for chunks of at most `width` samples, in vectors of `lanes`.

    Attributes
    ----------
    length : of the scratch array, in float32
    padded : length of the output row of a class
    places : for every form, the index of its sum in a row, and the unit of the sum
    of_rows : forms that are equal at all classes, whose sums are in one row after the classes
    """

    def __init__(
        self,
        program: Program,
        sums: Sequence[Any],
        classes: int,
        width: int,
        lanes: int,
        far: bool,
    ) -> None:
        self.classes, self.width, self.lanes = classes, width, lanes
        steps: dict[Operand, Operation] = {
            step.place: step for step in program.code if isinstance(step, Operation)
        }
        even = classes + classes % 2
        total, log, top = (2 * even + r for r in range(3))
        rows: dict[Operand, int] = {2: top}
        for place, step in steps.items():
            if step.row:
                rows[place] = top + len(rows)
        self.length = (top + len(rows)) * width
        self.layout = Layout(width, even, total, log, top, rows, steps, far)
        totals = [step for step in steps.values() if step.name == "sum"]
        self.squares = [s.place for s, body in zip(totals, sums, strict=True) if body == U**2]
        self.others = [s for s in totals if s.place not in self.squares]
        self.by_row = [s for s in steps.values() if s.row and s.name != "sum"]
        reductions = [step for step in program.code if isinstance(step, Reduction)]
        self.at_rows = [s for s in reductions if all(o in rows for o in s.operands)]
        self.at_classes = [s for s in reductions if s not in self.at_rows]
        self.of_rows = [step.form for step in self.at_rows]
        half = lanes // 2
        self.padded = -(-max(len(self.at_rows), len(self.at_classes)) // half) * half
        # A form that is log u itself is summed in units of log 2.
        self.places = {
            step.form: (place, LN2 ** step.operands.count(1))
            for group in (self.at_rows, self.at_classes)
            for place, step in enumerate(group)
        }

    @property
    def source(self) -> str:
        """The functions `start`, `logits` and `sweep`."""
        return "\n".join(f.text for f in (self._start(), self._logits(), self._sweep()))

    def _start(self) -> Function:
        f = Function("start", "ptr noalias %state", self.lanes)

        def group(number: str) -> None:
            def turn(_: str, *state: str) -> list[str]:
                return word(f, state)[1]

            self._step(f, number, lambda state: f.loop(str(WARM_UP), _words(f, state), turn))

        self._groups(f, group)
        return f

    def _logits(self) -> Function:
        parameters = f"{_STATE}, ptr noalias %mean, float %scale, i64 %n"
        f = Function("logits", parameters, self.lanes)
        self._chunk(f, "%n", "%mean", lambda offset, state: self._sample(f, offset, state, "%mean"))
        return f

    def _sweep(self) -> Function:
        f = Function(
            "sweep",
            f"{_STATE}, ptr noalias %means, float %scale, ptr noalias %counts, i64 %rows, "
            "ptr noalias %out",
            self.lanes,
        )
        even = self.classes + self.classes % 2

        def row(g: str) -> Sequence[str]:
            n = f.load(f.at("%counts", g, "i64"), "i64")
            mean = f.at("%means", f.times(g, even))
            table = f.at("%out", f.times(g, (self.classes + 1) * self.padded), "double")

            def chunk(j: str) -> Sequence[str]:
                remaining = f.let(f"sub i64 {n}, {f.times(j, self.width)}")
                size = f.least(remaining, self.width)
                self._chunk(
                    f, size, mean, lambda offset, state: self._block(f, offset, state, mean)
                )
                self._summed(f, size, table)
                return ()

            f.loop(f.over(f.plus(n, self.width - 1), self.width), (), chunk)
            return ()

        f.loop("%rows", (), row)
        return f

    # The generators: lanes of the state, and one counter.

    def _groups(self, f: Function, body: Callable[[str], None]) -> None:
        """`body(first lane)` for every vector of generators; they share the counter."""

        def turn(s: str) -> Sequence[str]:
            body(f.times(s, self.lanes))
            return ()

        f.loop(str(GENERATORS // self.lanes), (), turn)

    def _step(self, f: Function, lane: str, body: Callable[[list[str]], Sequence[str]]) -> None:
        """Load one vector of generators, advance it by `body`, and store it."""
        places = [f.at("%state", f.plus(lane, GENERATORS * part)) for part in range(3)]
        counter = f.at("%state", f.plus(lane, 3 * GENERATORS))
        state = [f.load(place, f.words) for place in (*places, counter)]
        for value, place in zip(body(state), (*places, counter), strict=True):
            f.store(value, place, f.words)

    def _chunk(
        self,
        f: Function,
        n: str,
        mean: str,
        block: Callable[[str, Sequence[str]], Sequence[str]],
    ) -> None:
        """Call `block(first sample, state)` for every vector of n samples; the state advances."""
        blocks = f.over(f.plus(n, GENERATORS - 1), GENERATORS)

        def group(lane: str) -> None:
            def turn(b: str, *state: str) -> Sequence[str]:
                return block(f.plus(f.times(b, GENERATORS), lane), state)

            self._step(f, lane, lambda state: f.loop(blocks, _words(f, state), turn))

        self._groups(f, group)

    def _sample(
        self,
        f: Function,
        offset: str,
        state: Sequence[str],
        mean: str,
        carried: Sequence[tuple[str, str]] = (),
        consume: Callable[[str, str, list[str]], list[str]] = lambda k, z, held: held,
    ) -> list[str]:
        """Sample the logits of one vector of samples; `consume(k, logit, carried)` takes each."""
        scale = f.spread("%scale")

        def pair(p: str, *values: str) -> list[str]:
            held = list(values[4:])
            first, after = word(f, values[:4])
            second, after = word(f, after)
            normals = normal_pair(f, first, second, scale)
            for part, normal in enumerate(normals):
                if p == last and part:
                    break
                k = f.plus(f.times(p, 2), part)
                z = f.add(normal, f.spread(f.load(f.at(mean, k), "float")))
                f.store(z, self._place(f, k, offset))
                held = consume(k, z, held)
            return [*after, *held]

        last = str(self.classes // 2)
        results = f.loop(last, [*_words(f, state), *carried], pair)
        return pair(last, *results) if self.classes % 2 else results

    def _place(self, f: Function, k: str, offset: str, start: int = 0) -> str:
        """The address of class k and sample `offset`, in the array that begins at row `start`."""
        row = f.plus(k, start) if start else k
        return f.at("%a", f.plus(f.times(row, self.width), offset))

    # What all classes share.

    def _block(self, f: Function, offset: str, state: Sequence[str], mean: str) -> list[str]:
        """Powers of two and rows of one vector of samples."""
        zero = f.number(0)
        carried = [(f.floats, zero)] * (2 + bool(self.squares))

        def power(k: str, z: str, held: list[str]) -> list[str]:
            x = exp2(f, z)
            f.store(x, self._place(f, k, offset, self.layout.powers))
            total, top, *squares = held
            squares = [f.add(square, f.multiply(x, x)) for square in squares]
            return [f.add(total, x), f.larger(x, top), *squares]

        if self.layout.far:
            lowest = [(f.floats, f.number(-math.inf))]
            *state, most = self._sample(
                f, offset, state, mean, lowest, lambda k, z, held: [f.larger(z, *held)]
            )

            def less(k: str, *held: str) -> list[str]:
                place = self._place(f, k, offset)
                z = f.subtract(f.load(place), most)
                f.store(z, place)
                return power(k, f.larger(z, f.number(-125)), list(held))

            results = f.loop(str(self.classes), carried, less)
        else:
            after = self._sample(f, offset, state, mean, carried, power)
            state, results = after[:4], after[4:]
        total, top, *squares = results
        inverse = f.divide(f.number(1), total)
        layout = self.layout
        body = Body(layout, f, offset, "0")
        body.set_row(layout.total, inverse)
        body.set_row(layout.log, log2(f, total))
        body.set_row(layout.top, f.multiply(top, inverse))
        for place in self.squares:
            body.set_row(layout.rows[place], f.multiply(squares[0], f.multiply(inverse, inverse)))
        self._totals(f, offset, body)
        for step in self.by_row:
            body.set_row(layout.rows[step.place], body.computed(step))
        return [*state]

    def _totals(self, f: Function, offset: str, body: Body) -> None:
        """The sums over classes that are not of squares."""
        if not self.others:
            return

        def add(k: str, *held: str) -> list[str]:
            inner = Body(self.layout, f, offset, k)
            values = [inner.value(step.operands[0]) for step in self.others]
            return [f.add(total, value) for total, value in zip(held, values, strict=True)]

        sums = f.loop(str(self.classes), [(f.floats, f.number(0))] * len(self.others), add)
        for step, total in zip(self.others, sums, strict=True):
            body.set_row(self.layout.rows[step.place], total)

    # The forms.

    def _summed(self, f: Function, size: str, table: str) -> None:
        def of_class(k: str) -> Sequence[str]:
            self._added(f, size, f.at(table, f.times(k, self.padded), "double"), k,
                        self.at_classes)  # fmt: skip
            return ()

        if self.at_classes:
            f.loop(str(self.classes), (), of_class)
        if self.at_rows:
            last = f.at(table, str(self.classes * self.padded), "double")
            self._added(f, size, last, "0", self.at_rows)

    def _added(self, f: Function, size: str, row: str, k: str, group: Sequence[Reduction]) -> None:
        """Add the sums of some forms over the samples of a chunk to a row of the output."""
        half = f.halved()

        def terms(offset: str, mask: str | None, held: Sequence[str]) -> list[str]:
            body = Body(self.layout, f, offset, k)
            results: list[str] = []
            for step, total in zip(group, held, strict=True):
                values = [body.logarithm() if o == 1 else body.value(o) for o in step.operands]
                if mask is not None:
                    values[0] = f.choose(mask, values[0], f.number(0))
                    values[1:] = [f.choose(mask, value, f.number(0)) for value in values[1:]]
                for first, *second in zip(*map(f.halves, values), strict=True):
                    total = half.add(total, half.multiply(first, second[0]) if second else first)
                results.append(total)
            return results

        def full_vector(b: str, *held: str) -> list[str]:
            return terms(f.times(b, self.lanes), None, held)

        full = f.over(size, self.lanes)
        totals = f.loop(full, [(half.floats, half.number(0))] * len(group), full_vector)
        done = f.times(full, self.lanes)
        rest = f.let(f"sub i64 {size}, {done}")

        def part(_: str, *held: str) -> list[str]:
            some = f.spread(f.let(f"trunc i64 {rest} to i32"), "i32")
            lanes = ", ".join(f"i32 {lane}" for lane in range(self.lanes))
            mask = f.let(f"icmp ult {f.words} <{lanes}>, {some}")
            return terms(done, mask, held)

        some = f.let(f"icmp ne i64 {rest}, 0")
        totals = f.loop(f.let(f"zext i1 {some} to i64"), _floats(half, totals), part)
        doubles = f"<{half.lanes} x double>"
        for start in range(0, len(group), half.lanes):
            total = half.gathered(totals[start : start + half.lanes])
            place = f.at(row, str(start), "double")
            more = f.let(f"fpext {half.floats} {total} to {doubles}")
            new = f.let(f"fadd {doubles} {f.load(place, doubles)}, {more}")
            f.store(new, place, doubles)


def _words(f: Function, values: Sequence[str]) -> list[tuple[str, str]]:
    return [(f.words, value) for value in values]


def _floats(f: Function, values: Sequence[str]) -> list[tuple[str, str]]:
    return [(f.floats, value) for value in values]
