"""LLVM instructions on vectors of float32, written in order.

A value is the text that stands for it: a name, or a constant. Sums and products may be contracted
to fused ones, and nothing is reordered.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from copy import copy

import numpy as np

Carried = Sequence[tuple[str, str]]


class Function:
    """The body of a function that returns nothing; `text` is all of it.

    Parameters
    ----------
    name, parameters : as LLVM writes them
    lanes : of a vector
    """

    def __init__(self, name: str, parameters: str, lanes: int) -> None:
        self._lines = [f"define void @{name}({parameters}) {{", "entry:"]
        self._block = "entry"
        self._of(lanes)

    def _of(self, lanes: int) -> None:
        self.lanes = lanes
        self.floats, self.words = f"<{lanes} x float>", f"<{lanes} x i32>"

    def halved(self) -> Function:
        """The same body, to be written on with vectors of half as many lanes."""
        other = copy(self)
        other._of(self.lanes // 2)
        return other

    def halves(self, vector: str) -> list[str]:
        """The first and the second half of the lanes of a vector."""
        half = self.lanes // 2
        return [self._shuffled(vector, "poison", range(start, start + half)) for start in (0, half)]

    @property
    def text(self) -> str:
        return "\n".join([*self._lines, "  ret void", "}", ""])

    def let(self, instruction: str) -> str:
        """The value of an instruction."""
        name = f"%v{len(self._lines)}"
        self._lines.append(f"  {name} = {instruction}")
        return name

    def do(self, instruction: str) -> None:
        self._lines.append(f"  {instruction}")

    def loop(
        self,
        count: str,
        carried: Carried,
        body: Callable[..., Sequence[str]],
    ) -> list[str]:
        """Run `body(index, *values)` for every index below `count`; returns the final values.

        `carried` holds the type and the initial value of each carried variable; `body` returns
        their next values.
        """
        n, before = len(self._lines), self._block
        index, values = f"%i{n}", [f"%p{n}.{j}" for j in range(len(carried))]
        self.do(f"br label %head{n}")
        self._lines.append(f"head{n}:")
        place = len(self._lines)
        # Placeholders for the phi instructions, which need the results of the body.
        self._lines += [""] * (1 + len(carried))
        self._block = f"head{n}"
        go_on = self.let(f"icmp ult i64 {index}, {count}")
        self.do(f"br i1 {go_on}, label %body{n}, label %after{n}")
        self._lines.append(f"body{n}:")
        self._block = f"body{n}"
        results = body(index, *values)
        following = self.let(f"add nuw i64 {index}, 1")
        last = self._block
        self.do(f"br label %head{n}")
        phis = [f"  {index} = phi i64 [ 0, %{before} ], [ {following}, %{last} ]"]
        for name, (kind, first), result in zip(values, carried, results, strict=True):
            phis.append(f"  {name} = phi {kind} [ {first}, %{before} ], [ {result}, %{last} ]")
        self._lines[place : place + len(phis)] = phis
        self._lines.append(f"after{n}:")
        self._block = f"after{n}"
        return values

    # Constants.

    def number(self, value: float) -> str:
        scalar = f"float {_float32(value)}"
        return f"<{', '.join([scalar] * self.lanes)}>"

    def word(self, value: int) -> str:
        return f"<{', '.join([f'i32 {value}'] * self.lanes)}>"

    # Memory, of whole vectors.

    def at(self, pointer: str, index: str, kind: str = "float") -> str:
        return self.let(f"getelementptr inbounds {kind}, ptr {pointer}, i64 {index}")

    def load(self, pointer: str, kind: str | None = None) -> str:
        return self.let(f"load {kind or self.floats}, ptr {pointer}, align 4")

    def store(self, value: str, pointer: str, kind: str | None = None) -> None:
        self.do(f"store {kind or self.floats} {value}, ptr {pointer}, align 4")

    def spread(self, scalar: str, kind: str = "float") -> str:
        """A vector whose every lane is a scalar."""
        vector = f"<{self.lanes} x {kind}>"
        one = self.let(f"insertelement {vector} poison, {kind} {scalar}, i64 0")
        mask = self.word(0)
        return self.let(f"shufflevector {vector} {one}, {vector} poison, {self.words} {mask}")

    # Indices.

    def plus(self, x: str, y: str | int) -> str:
        return self.let(f"add i64 {x}, {y}")

    def times(self, x: str, y: str | int) -> str:
        return self.let(f"mul i64 {x}, {y}")

    def over(self, x: str, y: int) -> str:
        return self.let(f"udiv i64 {x}, {y}")

    def least(self, x: str, y: str | int) -> str:
        smaller = self.let(f"icmp ult i64 {x}, {y}")
        return self.let(f"select i1 {smaller}, i64 {x}, i64 {y}")

    # Arithmetic of float32.

    def _binary(self, name: str, x: str, y: str) -> str:
        return self.let(f"{name} contract {self.floats} {x}, {y}")

    def add(self, x: str, y: str) -> str:
        return self._binary("fadd", x, y)

    def subtract(self, x: str, y: str) -> str:
        return self._binary("fsub", x, y)

    def multiply(self, x: str, y: str) -> str:
        return self._binary("fmul", x, y)

    def divide(self, x: str, y: str) -> str:
        return self._binary("fdiv", x, y)

    def polynomial(self, x: str, coefficients: Sequence[float]) -> str:
        """By Horner, the highest power first."""
        value = self.number(coefficients[0])
        for coefficient in coefficients[1:]:
            value = self.add(self.multiply(value, x), self.number(coefficient))
        return value

    def long_polynomial(self, x: str, coefficients: Sequence[float]) -> str:
        """By Estrin: more products, with a shorter chain of dependencies."""
        terms = [self.number(coefficient) for coefficient in reversed(coefficients)]
        while len(terms) > 1:
            paired = [
                self.add(self.multiply(high, x), low)
                for low, high in zip(terms[::2], terms[1::2], strict=False)
            ]
            terms = paired + terms[2 * len(paired) :]
            if len(terms) > 1:
                x = self.multiply(x, x)
        return terms[0]

    def called(self, name: str, x: str) -> str:
        """An LLVM intrinsic: sqrt, floor, fabs."""
        kind = f"v{self.lanes}f32"
        return self.let(f"call {self.floats} @llvm.{name}.{kind}({self.floats} {x})")

    def compare(self, relation: str, x: str, y: str) -> str:
        """ogt, oge, olt or ole: false where one is not a number."""
        return self.let(f"fcmp {relation} {self.floats} {x}, {y}")

    def choose(self, condition: str, x: str, y: str) -> str:
        kind = f"<{self.lanes} x i1>"
        return self.let(f"select {kind} {condition}, {self.floats} {x}, {self.floats} {y}")

    def larger(self, x: str, y: str) -> str:
        return self.choose(self.compare("ogt", x, y), x, y)

    def smaller(self, x: str, y: str) -> str:
        return self.choose(self.compare("olt", x, y), x, y)

    # Words, and floats as words.

    def on_words(self, name: str, x: str, y: str | int) -> str:
        """add, sub, xor, or, and, shl, lshr, ashr."""
        return self.let(f"{name} {self.words} {x}, {self.word(y) if isinstance(y, int) else y}")

    def as_words(self, x: str) -> str:
        return self.let(f"bitcast {self.floats} {x} to {self.words}")

    def as_floats(self, x: str) -> str:
        return self.let(f"bitcast {self.words} {x} to {self.floats}")

    def converted(self, words: str, *, signed: bool = True) -> str:
        """The nearest float32 of every word."""
        name = "sitofp" if signed else "uitofp"
        return self.let(f"{name} {self.words} {words} to {self.floats}")

    def gathered(self, vectors: Sequence[str]) -> str:
        """A vector whose n-th lane is the sum of the lanes of the n-th vector."""
        held = [*vectors, *["zeroinitializer"] * (self.lanes - len(vectors))]
        part = self.lanes
        while part > 1:
            # Every part of `part` lanes of a pair: a half of it for the one, a half for the other.
            half, across = part // 2, len(held) // 2
            low = [
                start + j + (self.lanes - half) * (j >= half)
                for start in range(0, self.lanes, part)
                for j in range(part)
            ]
            high = [lane + half for lane in low]
            held = [
                x
                if x == y == "zeroinitializer"
                else self.add(self._shuffled(x, y, low), self._shuffled(x, y, high))
                for x, y in zip(held[:across], held[across:], strict=True)
            ]
            part = half
        return held[0]

    def _shuffled(self, x: str, y: str, lanes: Sequence[int]) -> str:
        mask = ", ".join(f"i32 {lane}" for lane in lanes)
        return self.let(
            f"shufflevector {self.floats} {x}, {self.floats} {y}, <{len(lanes)} x i32> <{mask}>"
        )


def _float32(value: float) -> str:
    """The nearest float32 as LLVM writes it: the bits of the double that it is."""
    return "0x" + struct.pack(">d", np.float32(value)).hex().upper()
