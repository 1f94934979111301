"""While a claim's function is called with symbols, it cannot ask whether what they say is true.

Methods of SymPy's classes are replaced as long as that lasts.
"""

from __future__ import annotations

import inspect
import os
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from weakref import WeakSet

import sympy
from sympy.calculus.accumulationbounds import AccumulationBounds
from sympy.core.parameters import global_parameters
from sympy.core.relational import Relational
from sympy.matrices.immutable import ImmutableRepMatrix
from sympy.matrices.repmatrix import MutableRepMatrix
from sympy.tensor.array import ImmutableDenseNDimArray, MutableDenseNDimArray

from lossproof.theory.language import Blocks, Every, Relation, SymbolicVector
from lossproof.theory.language.relations import SAYING
from lossproof.theory.language.terms.conditions import guards
from lossproof.theory.statement.asking.looks import (
    AS_A_KEY,
    AS_A_NUMBER,
    AS_A_VECTOR,
    AS_WRITTEN,
    SIMPLIFIES,
    kinds_of,
    looks,
)

Methods = Mapping[tuple[type, str], Any]  # None where a class has none of its own

# Whose code may ask whether expressions are equal: SymPy's, that of theory, and Python's own.
OTHERS = ("sympy", "lossproof.theory")
_LIBRARY = (f"{Path(inspect.__file__).parent}{os.sep}", "<frozen ")


class AskedError(TypeError):
    """A truth value was asked of a symbol."""


ASKED: list[AskedError] = []  # by a claim's own code, which may suppress the error


def _asked(what: Any) -> AskedError:
    ASKED.append(AskedError(what))
    return ASKED[-1]


class _Block:
    """A block that lasts as long as its frame, however that ends, in the thread that made it."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()


def _asking_here() -> bool:
    """Whether this thread is asking a claim's function what it says."""
    here = threading.get_ident()
    return any(block.thread == here for block in [*_BLOCKS])


@contextmanager
def no_branching() -> Generator[None]:
    """While it lasts, a claim's own code cannot ask for the truth of anything about symbols.

    It may be nested, in other threads too: the guards stay while any block lasts. A block that is
    interrupted while it begins or ends leaves no half of them for the next one.
    """
    block = _Block()
    try:
        with _TURN:
            _BLOCKS.add(block)
            now = {place: vars(place[0]).get(place[1]) for place in _GUARDS}
            _PLAIN_METHODS.update({at: old for at, old in now.items() if old is not _GUARDS[at]})
            _put(_GUARDS)
        yield
        if not _are_put(_GUARDS):
            raise RuntimeError("what asks for truth was not seen to the end: decide again")
    finally:
        with _TURN:
            _BLOCKS.discard(block)
            if not _BLOCKS:
                _put(_PLAIN_METHODS)


def _put(methods: Methods) -> None:
    """Give the classes these methods; Python forgets what it knows of them only where it must."""
    if _are_put(methods):
        return
    for (kind, name), method in methods.items():
        if method is None:
            if name in vars(kind):
                delattr(kind, name)
        else:
            setattr(kind, name, method)


def _are_put(methods: Methods) -> bool:
    return all(vars(kind).get(name) is method for (kind, name), method in methods.items())


def _comparison_of(kind: type, name: str) -> Any:
    """`__eq__` or `__ne__` of a class, which claims may not use of symbols that are not equal."""
    plain, (sure, sign) = vars(kind)[name], COMPARISONS[name]

    def compared(self: Any, other: Any) -> Any:
        found = plain(self, other)
        return found if found is sure else _unless_asked(found, self, sign, other)

    return compared


def _true(self: Any) -> bool:
    return _unless_asked(len(self) > 0 if hasattr(type(self), "__len__") else True, self)


def _neither(self: Any) -> bool:
    own = _is_own(cast(Any, inspect.currentframe()).f_back)
    what = self if self.free_symbols else f"{self}{AS_WRITTEN}"
    raise _asked(what) if own else AskedError(what)


def _written(self: Any) -> bool:
    if _is_own(cast(Any, inspect.currentframe()).f_back):
        raise _asked(f"the relation {self}")
    return True


def _of_terms_as_written(kind: type, name: str) -> Any:
    """The method, which a claim may call only with evaluation on: SymPy is wrong without it."""
    plain = vars(kind)[name]
    makes = name == "__new__"
    directly = name not in ALGORITHMS

    def called(self: Any, *args: Any, **options: Any) -> Any:
        made = plain.__func__(self, *args, **options) if makes else None
        if not global_parameters.evaluate and _asking_here():
            frame = cast(Any, inspect.currentframe()).f_back
            _refuse_if_for_a_claim(frame, self.__name__ if makes else name, directly=directly)
        return made if makes else plain(self, *args, **options)

    return staticmethod(called) if makes else called


def _refuse_if_for_a_claim(frame: Any, name: str, *, directly: bool = False) -> None:
    """`TypeError` if a claim's own code calls, by way of SymPy's if not `directly`."""
    while not directly and str(frame.f_globals.get("__name__")).partition(".")[0] == "sympy":
        frame = frame.f_back
    if _is_own(frame):
        instead = "write slope(loss, u), or " if name == "diff" else ""
        raise TypeError(
            f"SymPy's {name} is wrong about terms that are not evaluated: {instead}call it inside "
            "`with sympy.evaluate(True)`"
        )


def _refuse(frame: Any, what: str, of: Any) -> None:
    """`AskedError` if a claim's own code looks at something about symbols.

    So does SymPy's `simplify` for it: what is zero where it has a value is 0 to it.
    """
    if frame.f_globals.get("__name__") == SIMPLIFIES:
        if SAYING.now and not global_parameters.evaluate:
            _refuse_if_for_a_claim(frame, "simplify")
    elif _is_own(frame) and SAYING.now:
        if getattr(of, "free_symbols", ()):
            raise _asked(what)
        if _is_unevaluated(of) and not what.endswith(AS_A_NUMBER):
            raise _asked(f"{what}{AS_WRITTEN}")


def _compared_as_a_whole(self: Any, other: Any) -> bool:
    if self is not other and _is_own(cast(Any, inspect.currentframe()).f_back):
        raise _asked(f"a vector compared as a whole{AS_A_VECTOR}")
    return self is other


def _vector_as_a_key(self: Any) -> int:
    if _is_own(cast(Any, inspect.currentframe()).f_back):
        raise _asked(f"a vector{AS_A_KEY}")
    return object.__hash__(self)


COMPARISONS: Mapping[str, tuple[bool, str]] = {"__eq__": (True, "=="), "__ne__": (False, "!=")}
ALGORITHMS = {"expand", "doit", "as_numer_denom", "diff"}  # wrong for SymPy's own code too
PARTS = {
    "coeff", "primitive", "as_coefficient", "as_coeff_Mul", "as_coeff_Add", "as_coeff_mul",
    "as_coeff_add", "as_independent", "as_base_exp", "as_powers_dict", "as_two_terms",
    "as_coefficients_dict", "as_ordered_terms", "as_ordered_factors", "as_content_primitive",
    "could_extract_minus_sign", "extract_multiplicatively", "extract_additively", "subs",
    "contains",
}  # fmt: skip
_MADE = (
    sympy.Interval, sympy.FiniteSet, sympy.Union, sympy.Intersection, sympy.Complement,
    sympy.SymmetricDifference, sympy.ProductSet, sympy.ImageSet, sympy.ConditionSet,
    MutableRepMatrix, ImmutableRepMatrix, ImmutableDenseNDimArray, MutableDenseNDimArray,
    sympy.Poly, sympy.Order, AccumulationBounds,
)  # fmt: skip
_OF_TERMS = [
    *((kind, "__new__") for kind in _MADE),
    *((kind, name) for kind in kinds_of(sympy.Basic) for name in ALGORITHMS | PARTS
      if name in vars(kind)),
]  # fmt: skip
_GUARDS: Methods = {
    **{(kind, name): _comparison_of(kind, name)
       for kind in kinds_of(sympy.Basic) for name in COMPARISONS if name in vars(kind)},
    (sympy.Basic, "__bool__"): _true, (Relational, "__bool__"): _neither,
    (Relation, "__bool__"): _written, (Every, "__bool__"): _written,
    **{(kind, "__eq__"): _compared_as_a_whole for kind in (SymbolicVector, Blocks)},
    **{(kind, "__hash__"): _vector_as_a_key for kind in (SymbolicVector, Blocks)},
    **guards(_asking_here),
    **looks(_refuse),
    **{each: _of_terms_as_written(*each) for each in _OF_TERMS},
}  # fmt: skip
_PLAIN_METHODS = {(kind, name): vars(kind).get(name) for kind, name in _GUARDS}
_BLOCKS, _TURN = WeakSet[_Block](), threading.RLock()


def _unless_asked(truth: Any, *asked: Any) -> Any:
    """The truth, unless a claim's own code asks for that of something about symbols."""
    own = _is_own(cast(Any, inspect.currentframe()).f_back.f_back)
    if own and any(getattr(each, "free_symbols", ()) for each in asked):
        raise _asked(" ".join(map(str, asked)))
    if own and any(map(_is_unevaluated, asked)):
        raise _asked(" ".join(map(str, asked)) + AS_WRITTEN)
    return truth


def _is_unevaluated(number: Any) -> bool:
    """Whether SymPy left it as it was written: `Rational(1, 2) * 2` is not equal to 1 then."""
    return not global_parameters.evaluate and isinstance(number, sympy.Expr) and bool(number.args)


@lru_cache(maxsize=4096)
def of_others(module: str) -> bool:
    """Whether a module is one of `OTHERS`, and no part of a claim's own code."""
    return any(module == other or module.startswith(f"{other}.") for other in OTHERS)


def _is_own(frame: Any) -> bool:
    """Whether a claim's own code asks, by way of Python's library or of code made by it or not."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__"))
        if of_others(name):
            return False
        inside = name.partition(".")[0] in sys.stdlib_module_names and name != "__main__"
        if not (inside and frame.f_code.co_filename.startswith(_LIBRARY)):
            return True
        frame = frame.f_back
    return False
