"""Wrong answers in place of SymPy's, one kind of them at a time.

What is spared, and so trusted, is `SPARED`: nothing else of SymPy is. A lie is a function of the
seed, of what is asked and of its argument, so that a run can be made again.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any
from zlib import crc32

import sympy
from sympy.core.cache import clear_cache

SPARED = (
    "terms that are built with `sympy.evaluate(False)`, and the order of their parts",
    "the constructors of `Add`, `Mul` and `Pow` over symbols and rationals, and the properties "
    "of these that they look up",
    "whether factors commute (`is_commutative`)",
    "the parts of a term (`args`, `func`, `free_symbols`, `atoms`, `has`), and its name",
    "`xreplace` and `replace`, which rebuild a term from its parts",
    "arithmetic and comparison of integers and rationals",
    "`diff`, and the properties that it looks up",
)
CACHED = type(lru_cache(len))
assumptions: Any = importlib.import_module("sympy.core.assumptions")  # a function hides it

OURS = ("theory", "simulate", "paper_checks", "lossproof")
NOT_ASKED = {"commutative"}
FACTS = {
    "integer": ("integer", "noninteger", "rational", "irrational", "algebraic", "transcendental"),
    "parity": ("even", "odd", "prime", "composite"),
    "sign": (
        "positive", "negative", "nonpositive", "nonnegative", "extended_positive",
        "extended_negative", "extended_nonpositive", "extended_nonnegative",
    ),
    "zero": ("zero", "nonzero", "extended_nonzero"),
    "real": ("real", "extended_real", "complex", "imaginary", "hermitian", "antihermitian"),
    "finite": ("finite", "infinite"),
}  # fmt: skip
# What would let most follow if it were so.
WELCOME = {
    "integer", "rational", "algebraic", "even", "positive", "nonnegative", "extended_positive",
    "extended_nonnegative", "nonzero", "extended_nonzero", "real", "extended_real", "complex",
    "hermitian", "finite",
}  # fmt: skip
FUNCTIONS = {
    "simplify": ("simplify", "nsimplify", "trigsimp", "radsimp", "logcombine"),
    "factor": ("factor", "factor_terms", "factor_list"),
    "together": ("together", "fraction", "apart"),
    "cancel": ("cancel",),
    "expand": ("expand", "expand_log", "expand_power_base", "expand_mul"),
    "powsimp": ("powsimp", "powdenest"),
    "solve": ("solve", "solveset", "roots", "real_roots", "nroots"),
    "minimal_polynomial": ("minimal_polynomial", "minpoly", "resultant"),
    "limit": ("limit",),
    "ask": ("ask", "refine"),
    "subs": ("subs",),
    "evalf": ("evalf", "n", "N"),
}
WAYS = ("yes", "no", "random", "seldom")
KINDS = (
    *(f"{facts}: {way}" for facts in FACTS for way in WAYS),
    *(f"{name}: {way}" for name in FUNCTIONS for way in ("random", "seldom")),
    "all: random",
    "all: seldom",
)
RATES = {"yes": 100, "no": 100, "random": 100, "seldom": 10}


def drawn(seed: int, asked: str, about: Any, below: int) -> int:
    """A number from 0 on, below another one, by what is asked about what."""
    return crc32(f"{seed} {asked} {_named(about)}".encode()) % below


def _named(about: Any) -> str:
    """A text of a term, for which SymPy's printers are not asked: they ask for signs."""
    if isinstance(about, (tuple, list)):
        return f"[{' '.join(map(_named, about))}]"
    if not isinstance(about, sympy.Basic):
        return str(about) if isinstance(about, (int, str, bool)) else type(about).__name__
    if about not in _NAMES:
        name = getattr(about, "name", None) or (str(about) if about.is_Number else "")
        parts = " ".join(
            sorted(map(_named, about.args))
            if about.is_Add or about.is_Mul
            else map(_named, about.args)
        )
        _NAMES[about] = f"({type(about).__name__} {name} {parts})"
    return _NAMES[about]


_NAMES: dict[Any, str] = {}


def lie(kind: str, seed: int) -> None:
    """Let SymPy lie in this process from now on, in one of `KINDS`."""
    name, _, way = kind.partition(": ")
    rate = RATES[way]
    facts = {f for group, each in FACTS.items() if name in (group, "all") for f in each}
    functions = [f for group, each in FUNCTIONS.items() if name in (group, "all") for f in each]
    if facts:
        _about_facts(facts, way, rate, seed)
    for each in functions:
        _in_place_of(each, rate, seed)
    forget()


def forget() -> None:
    """Empty every cache, ours and SymPy's, and what terms know of themselves."""
    found: Any
    for found in gc.get_objects():
        if isinstance(found, CACHED):
            found.cache_clear()
        elif isinstance(found, sympy.Basic) and not found.is_Atom:
            with suppress(AttributeError):
                found._assumptions = type(found).default_assumptions
    clear_cache()


def _about_facts(facts: set[str], way: str, rate: int, seed: int) -> None:
    true = assumptions._ask

    known: dict[Any, bool | None] = {}

    def alone(fact: str, of: Any) -> bool | None:
        """The true answer, and nothing of what follows about the facts that are lied about."""
        found = true(fact, of)
        for each in facts:
            of._assumptions.pop(each, None)
        return found

    def told(fact: str, of: Any) -> bool | None:
        if of.is_Symbol or of.is_Number:
            return true(fact, of)
        if fact not in facts or _DERIVED:
            return alone(fact, of)
        if (fact, of) not in known:
            known[fact, of] = answer(fact, of)
        return known[fact, of]

    def answer(fact: str, of: Any) -> bool | None:
        if drawn(seed, f"whether {fact}", of, 100) >= rate:
            return alone(fact, of)
        if way in ("yes", "no"):
            return (fact in WELCOME) is (way == "yes")
        return (True, False, None)[drawn(seed, fact, of, 3)]

    assumptions._ask = told
    for place in (sympy, sympy.Expr):
        _spare(place, "diff")


def _spare(place: Any, name: str) -> None:
    """Let SymPy answer what a derivative asks, which is trusted."""
    true = vars(place)[name]

    def spared(*asked: Any, **named: Any) -> Any:
        _DERIVED.append(name)
        try:
            return true(*asked, **named)
        finally:
            _DERIVED.pop()

    setattr(place, name, spared)


_DERIVED: list[str] = []


def _in_place_of(name: str, rate: int, seed: int) -> None:
    """Let a function of SymPy, and the method of that name, lie to our own modules."""
    if callable(true := getattr(sympy, name, None)):
        false = _lying(name, true, rate, seed)
        setattr(sympy, name, false)
        for module in _our_modules():
            for known, value in [*vars(module).items()]:
                if value is true:
                    setattr(module, known, false)
    for kind in (sympy.Expr, sympy.Basic):
        if name in vars(kind):
            true_one: Any = vars(kind)[name]
            false_one = _lying(name, true_one, rate, seed)

            def method(
                self: Any, *rest: Any, _true: Any = true_one, _false: Any = false_one, **named: Any
            ) -> Any:
                caller = sys._getframe(1).f_globals.get("__name__", "")  # pyright: ignore[reportPrivateUsage]
                ours = caller.partition(".")[0] in OURS
                return (_false if ours else _true)(self, *rest, **named)

            setattr(kind, name, method)


def _our_modules() -> Iterator[Any]:
    for name, module in [*sys.modules.items()]:
        if name.partition(".")[0] in OURS:
            yield module


def _lying(name: str, true: Callable[..., Any], rate: int, seed: int) -> Callable[..., Any]:
    def false(*asked: Any, **named: Any) -> Any:
        found = true(*asked, **named)
        if drawn(seed, f"whether {name}", asked, 100) >= rate:
            return found
        return changed(found, drawn(seed, name, asked, 6))

    return false


def changed(found: Any, how: int) -> Any:
    """Something else than what was found."""
    if isinstance(found, (bool, type(None))):
        return (True, False, None)[how % 3]
    if isinstance(found, (tuple, list)):
        if how % 2 and len(found) > 1:
            return type(found)((*found[1:], found[0]))
        return type(found)(changed(each, how) for each in found)
    if isinstance(found, dict):
        return {key: changed(value, how) for key, value in found.items()}
    if not isinstance(found, sympy.Expr):
        return found
    return (sympy.Integer(0), sympy.Integer(1), -found, found + 1, 2 * found, _less(found))[how]


def _less(found: Any) -> Any:
    """The sum or product without its last part."""
    parts = found.args if isinstance(found, (sympy.Add, sympy.Mul)) else ()
    return found.func(*parts[:-1]) if parts else found - 1
