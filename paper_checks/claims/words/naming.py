"""Quantities that a claim names, for printing: `L(u)` for a loss, `d` for a number."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

import sympy

from lossproof.paper_checks.recheck.record.shape import CALLED
from lossproof.theory.language import SymbolicVector
from lossproof.theory.language.writing import written
from lossproof.theory.printing.printer import stem_and_digits
from lossproof.theory.printing.prose import ascii_of
from lossproof.theory.printing.terms import names, read
from lossproof.theory.statement import AskedError, Statement, no_branching

Where = Mapping[str, Callable[..., Any]]
# Of parameters: those that no formula tells from a number, or from counts of a batch.
CONSTANT = ("pi", "π", "count", "inf", "nan")


def checked(where: Any, statement: Statement, claim_id: str) -> Where:
    """The names of a claim; `ValueError` if one of them is none, or what it names is no function.

    What a function takes are parameters, by name, or arguments of its own.
    """
    if not (isinstance(where, Mapping) and all(map(callable, where.values()))):
        raise ValueError(
            f"where of {claim_id} must map names to functions of the parameters, as in "
            f'{{"d": lambda c, q: c ** (1 - q)}}; got {where!r}'
        )
    for name in where:
        if not re.fullmatch(r"[A-Za-z]\w*", str(name)):
            raise ValueError(
                f"{name!r} of {claim_id} is not a valid name of a quantity: use letters"
            )
        if name in CALLED or name in statement.parameters:
            raise ValueError(f"{name} of {claim_id} already has a meaning: choose another name")
    _told_apart(statement, where, claim_id)
    return dict(where)


def _told_apart(statement: Statement, where: Where, claim_id: str) -> None:
    """`ValueError` if a name, or an entry of a vector, is printed like something else."""
    symbols = statement.symbolic()
    if taken := [name for name in symbols if name in CONSTANT]:
        raise ValueError(f"{taken[0]} of {claim_id} already has a meaning: choose another name")
    own = {argument for named in where.values() for argument in inspect.signature(named).parameters}
    if both := sorted(own & {*where}):
        raise ValueError(
            f"{both[0]} of {claim_id} is a quantity and an argument of another one: choose another "
            "name for the argument"
        )
    printed: dict[tuple[str, str], str] = {}
    names = sorted({*symbols, *where, *own})
    in_ascii: dict[str, str] = {} if "e" in names else {"e": "the number e"}
    for name in names:
        if (alike := in_ascii.setdefault(ascii_of(name), name)) != name:
            raise ValueError(
                f"{name} and {alike} of {claim_id} are printed alike in ASCII: choose another name"
            )
        stem, digits = stem_and_digits(name)
        other = printed.setdefault((stem, digits), name)
        if digits and other == name:
            vectors = (each for each in symbols if isinstance(symbols[each], SymbolicVector))
            other = next((v for v in vectors if stem_and_digits(v) == (stem, "")), name)
        if other != name:
            raise ValueError(
                f"{name} and {other} of {claim_id} are printed alike: choose another name"
            )


def defined(statement: Statement, where: Where) -> dict[str, str]:
    """What is named, as `{"L(u)": "(* (^ q -1) (+ 1 (* -1 (^ u q))))"}`.

    Raises
    ------
    ValueError
        If a name stands for a parameter, does not speak of an argument, or asks for the truth of
        something about symbols.
    TypeError
        If it stands for no number.
    """
    found: dict[str, str] = {}
    with no_branching():  # once for all, as it takes long to begin
        called = {name: _called(function, statement) for name, function in where.items()}
    for name, (own, value) in called.items():
        if isinstance(value, (tuple, list)):
            raise TypeError(f"{name} of {statement.name} must be a term; got {value}")
        if sympy.sympify(value).is_Number:
            continue  # it needs no name
        text = written(value)
        if not text.startswith("("):
            raise ValueError(f"{name} of {statement.name} is {text}, which already has a name")
        if idle := set(own) - names(read(text)):
            raise ValueError(
                f"{name} of {statement.name} does not depend on {', '.join(sorted(idle))}: "
                "remove that argument"
            )
        found[f"{name}({', '.join(own)})" if own else name] = text
    return found


def _called(function: Callable[..., Any], statement: Statement) -> tuple[list[str], Any]:
    """The arguments of its own, and what the function gives.

    One whose default is the name of a parameter is of the same kind, as in `lambda v="f": …`; any
    other is a number.
    """
    symbols = statement.symbolic()
    own: list[str] = []
    for name, argument in inspect.signature(function).parameters.items():
        if name in statement.parameters:
            continue
        own.append(name)
        like = argument.default
        symbols[name] = (
            sympy.Symbol(name, real=True)
            if like is inspect.Parameter.empty
            else statement.parameters[like].symbolic(name, symbols)
        )
    taken = inspect.signature(function).parameters
    try:
        return own, function(**{name: symbols[name] for name in taken})
    except AskedError as error:
        raise ValueError(
            f"a function of where in {statement.name} uses the truth value of {error}, which has "
            "symbols: use Piecewise in place of if"
        ) from error
