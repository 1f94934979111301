"""Whether the code of a function only composes terms, and so says the same of symbols and numbers.

Such code calls functions of the language, the constructors of a few terms, and code of its kind. It
asks for no truth, looks nothing up and branches nowhere, and says the same each time it is called:
it changes no variable around it, and no iterator or list that it may use again.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator, Sequence
from functools import cache
from inspect import signature
from types import CodeType, FunctionType
from typing import Any

import sympy

from lossproof.theory.language import SymbolicVector, Vector
from lossproof.theory.statement.asking.functions import codes_in, variables
from lossproof.theory.statement.asking.guards import of_others

# Of CPython 3.11 to 3.14; code with other steps is taken to branch.
STEPS = {
    *("BINARY_OP", "BINARY_SUBSCR", "BUILD_LIST", "BUILD_TUPLE", "CALL", "CALL_FUNCTION_EX"),
    *("COPY_FREE_VARS", "END_FOR", "FOR_ITER", "GET_ITER", "JUMP_BACKWARD", "LIST_APPEND"),
    *("LIST_EXTEND", "LIST_TO_TUPLE", "LOAD_CLOSURE", "LOAD_CONST", "LOAD_DEREF", "LOAD_FAST"),
    *("LOAD_GLOBAL", "MAKE_CELL", "MAKE_FUNCTION", "POP_TOP", "PRECALL", "PUSH_NULL", "RESUME"),
    *("RETURN_CONST", "RETURN_VALUE", "SET_FUNCTION_ATTRIBUTE", "STORE_DEREF", "STORE_FAST"),
    *("SWAP", "UNARY_NEGATIVE", "UNPACK_SEQUENCE"),
}
ATTRIBUTES = {"curvatures", "outputs", "size", "sympify", "total"}
TERMS = {
    *("Abs", "Add", "Integer", "KroneckerDelta", "Max", "Min", "Mul", "Pow", "Rational"),
    *("exp", "log", "sqrt"),
}


CACHED = type(cache(int))
OF_PYTHON = {"list", "range", "sum", "tuple"}


def only_composes(function: Any) -> bool:
    """Whether the function, and what it calls, only composes terms."""
    left, seen = [function], list[Any]()
    while left:
        each = left.pop()
        if any(each is one for one in seen):
            continue
        seen.append(each)
        if _makes_terms(each):
            left += _held(each)
        elif type(each) is tuple or isinstance(each, Vector):
            left += each
        elif isinstance(each, CACHED) and not signature(each).parameters:
            left.append(each.__wrapped__)
        elif type(each) is FunctionType and all(map(_is_plain, codes_in(each.__code__))):
            known = [*variables(each)]  # two may have one name
            if {*_globals(each.__code__)} - {name for name, _ in known} - OF_PYTHON:
                return False
            left += [*(value for _, value in known), *(each.__defaults__ or ())]
            left += [*(each.__kwdefaults__ or {}).values()]
        else:
            return False
    return True


def _makes_terms(value: Any) -> bool:
    """Whether it is a number, or makes terms in the same way of symbols and of numbers."""
    if value is sympy or type(value) is int or isinstance(value, (sympy.Rational, SymbolicVector)):
        return True
    name = getattr(value, "__name__", "")
    if name in TERMS and value is getattr(sympy, name):
        return True
    around = getattr(value, "__globals__", {})
    of = str(getattr(value, "__module__", ""))
    every = of, str(around.get("__name__", of))  # wraps() takes over the name of a module
    made = isinstance(value, (FunctionType, CACHED, type)) and all(map(of_others, every))
    return made and not of.startswith("sympy")


def _held(value: Any) -> list[Any]:
    """The functions that a function or a vector of the language was made with."""
    inside = [*vars(value).values()] if isinstance(value, SymbolicVector) else []
    inside += [cell.cell_contents for cell in getattr(value, "__closure__", None) or ()]
    for each in inside:
        inside += each if isinstance(each, (tuple, list)) else ()
    return [each for each in inside if callable(each) and not isinstance(each, sympy.Basic)]


def _is_plain(code: CodeType) -> bool:
    steps = [*dis.get_instructions(code)]
    return not _changes(steps, code) and all(
        step.argval in ATTRIBUTES | TERMS
        if step.opname in ("LOAD_ATTR", "LOAD_METHOD")
        else step.opname in STEPS
        for step in steps
    )


def _changes(steps: Sequence[dis.Instruction], code: CodeType) -> bool:
    """Whether it may change a list, as `+=` does, or a variable that a function in it reads.

    That function may be called before the change, as for numbers, or after it, as for symbols.
    """
    stored = [step.argval for step in steps if step.opname == "STORE_DEREF"]
    again = len({*stored}) < len(stored) or {*stored} & {*code.co_varnames, *code.co_freevars}
    loops = any(step.opname == "FOR_ITER" for step in steps)
    lists = any(step.opname == "BINARY_OP" and step.argrepr.endswith("=") for step in steps)
    return lists or bool(again) or (loops and bool(stored))


def _globals(code: CodeType) -> Iterator[str]:
    return (
        step.argval
        for each in codes_in(code)
        for step in dis.get_instructions(each)
        if step.opname == "LOAD_GLOBAL"
    )
