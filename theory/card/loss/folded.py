"""The conditions of a formula on its parameter alone, even if SymPy simplifies them away.

`sqrt(q - 1/10)**2` becomes `q - 1/10`, and is no real number for `q` below 1/10.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from lossproof.theory.card.calculus import Ranged
from lossproof.theory.card.calculus.ranged import sign_over
from lossproof.theory.card.loss.reading import undefined_at
from lossproof.theory.language import ANY_CLASS, Node
from lossproof.theory.losses import SYMBOLIC
from lossproof.theory.losses.formula import Formula
from lossproof.theory.losses.formula_tree import OVER, Builder

_LEAVES = ("p", "p[y]", "c", "pi", "number", "parameter")


def has_values(formula: Formula, parameter: Ranged) -> bool:
    """Whether each part in the parameter alone is defined over the whole range."""
    builder = Builder(SYMBOLIC, ANY_CLASS, {**formula.parameters, parameter.name: parameter})
    return all(
        _met(part, base)
        for part, base in _partial_operations(builder, formula.node)
        if base.free_symbols == {parameter}
    )


def _partial_operations(builder: Builder, node: Node) -> Iterator[tuple[Any, Any]]:
    """The divisions, logarithms and roots as typed, with their arguments."""
    for part in node.parts:
        yield from _partial_operations(builder, part)
    if node.kind in _LEAVES or node.value == OVER:
        return
    entry = SYMBOLIC[ANY_CLASS]
    marks = {sympy.Dummy(real=True): builder.build(part, entry) for part in node.parts}
    for part in undefined_at(sympy.sympify(builder.combined(node.kind, list(marks)))):
        exponent = part.exp.xreplace(marks) if part.is_Pow else None
        yield exponent, part.args[0].xreplace(marks)


def _met(exponent: Any, base: Any) -> bool:
    """Whether the base may have that exponent; whether it may have a logarithm if None."""
    if exponent is not None and exponent.is_Integer and exponent >= 0:
        return True
    sign = sign_over(base, sympy.Dummy(positive=True), sympy.Integer(0), sympy.Integer(1))
    if exponent is not None and exponent.is_Integer:
        return sign in (">", "<")
    return sign == ">" or (sign in (">=", "==") and exponent is not None and exponent.is_positive)
