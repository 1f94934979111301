"""Losses that are typed: formulas, Python functions and names, with values of their parameters."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from runpy import run_path
from typing import Any

from sympy import oo

from lossproof.paper_checks.commands.arguments import settings
from lossproof.theory.card import NotALossError, Range
from lossproof.theory.domain import exact
from lossproof.theory.losses.named import FORMULAS, name_of, written_out
from lossproof.theory.statement import no_branching


def parameters(texts: Sequence[str], *, ranges: bool = True) -> dict[str, Any]:
    """Parameters from texts such as `q=7/10` and `q=0..1`; `ValueError` names what is not one."""
    return {name: _parameter(name, text, ranges=ranges) for name, text in settings(texts).items()}


def _parameter(name: str, text: str, *, ranges: bool) -> Any:
    if ".." not in text:
        return exact(text, name)
    if not ranges:
        raise ValueError(f"{name} must be one number here, a range is for analyse; got {text}")
    return _range(text, name)


def _range(text: str, name: str) -> Range:
    low, _, high = (part.strip() for part in text.partition(".."))
    if not low:
        raise ValueError(
            f"the range of {name} must have a lower end, as in {name}=0..1; got {text}"
        )
    found = Range(exact(low, name), exact(high, name) if high else oo)
    if not found.low < found.high:
        raise ValueError(f"the range of {name} must be LOW..HIGH with LOW < HIGH; got {text}")
    return found


def ranged(given: Mapping[str, Any]) -> str | None:
    """The one parameter that has a range; `ValueError` if there are two."""
    found = [name for name, value in given.items() if isinstance(value, Range)]
    if len(found) > 1:
        raise ValueError(
            f"only one parameter may have a range; got {', '.join(found)}: give each of the others "
            f"a value, as in --set {found[1]}=1/2"
        )
    return found[0] if found else None


def of_formula(text: str, given: Mapping[str, Any], count: int) -> dict[str, Any]:
    """The parameters that are for one of several formulas: all if it is the only one."""
    if count == 1 or is_function(text):
        return dict(given)
    names = set(re.findall(r"[A-Za-z_]\w*", written_out(text)))
    return {name: value for name, value in given.items() if name in names}


def numbers(text: str) -> tuple[int, ...]:
    """Numbers of classes from a text such as `2,3,10`."""
    if not re.fullmatch(r"\s*\d{1,4}\s*(,\s*\d{1,4}\s*)*", text):
        raise ValueError(f"--classes must be whole numbers, as in 2,3,10; got {text!r}")
    return tuple(int(part) for part in text.split(","))


def loss(text: str, given: Mapping[str, Any]) -> Callable[[Any, Any], Any]:
    """`expression(f, y)` of a formula, or of a Python function given as `module:function`.

    A function takes the label's probability, or a prediction and a label, and the parameters by
    name; `FILE.py:function` runs the file, `module:function` imports the module.

    Raises
    ------
    ValueError
        If the text is neither.
    """
    named = _place(text)
    if named is None:
        from lossproof.theory.losses import parse

        return parse(text, given).expression
    return _called(_function(*named.groups()), text, given)


def is_function(text: str) -> bool:
    """Whether a text names a Python function, as `module:function` does."""
    return _place(text) is not None


def _place(text: str) -> re.Match[str] | None:
    return re.fullmatch(r"([\w./\\-]+):(\w+)", text.strip())


def _function(place: str, name: str) -> Any:
    try:
        if place.endswith(".py"):
            members: Mapping[str, Any] = run_path(place, run_name="lossproof_loss")
        else:
            sys.path.insert(0, str(Path.cwd()))
            try:
                members = vars(importlib.import_module(place))
            finally:
                sys.path.pop(0)
    except Exception as error:
        missing = place.endswith(".py") and not Path(place).exists()
        what = "there is no such file" if missing else f"{type(error).__name__}: {error}"
        raise ValueError(f"{place} cannot be read for a loss: {what}") from error
    if not inspect.isroutine(members.get(name)):
        functions = [key for key, each in members.items() if inspect.isfunction(each)]
        known = ", ".join(functions) or "no function"
        raise ValueError(f"{place} has no function {name!r}; it has {known}")
    return members[name]


def _called(function: Any, text: str, given: Mapping[str, Any]) -> Callable[[Any, Any], Any]:
    kinds = inspect.Parameter
    signature = inspect.signature(function).parameters
    wanted = [p.name for p in signature.values() if p.kind is not kinds.KEYWORD_ONLY]
    wanted = [name for name in wanted if name not in given]
    named = {p.name for p in signature.values() if p.kind is not kinds.POSITIONAL_ONLY}
    if len(wanted) not in (1, 2) or not set(given) <= named:
        raise ValueError(
            f"{text} must take the label's probability, or a prediction f and a label y, and the "
            f"parameters of --set by name; it takes {', '.join(signature) or 'nothing'}"
        )

    def expression(f: Any, y: Any) -> Any:
        arguments = (f[y],) if len(wanted) == 1 else (f, y)
        try:
            with no_branching() if getattr(f[y], "free_symbols", ()) else nullcontext():
                return function(*arguments, **given)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise NotALossError(
                f"{text} must be made of SymPy functions of its arguments, f[y] and f.total(); "
                f"it raised {what}"
            ) from error

    return expression


def losses(texts: Sequence[str], assigned: Sequence[str] = (), classes: int = 10) -> list[Any]:
    """Losses with their parameters, from texts such as `lq:q=7/10` and formulas in p.

    A formula, or a Python function as MODULE:FUNCTION, takes its parameters from `assigned`, such
    as `q=7/10`, or after a colon as the named losses do.
    """
    from lossproof.theory.losses import LOSSES

    given = parameters(assigned, ranges=False)
    used: set[str] = set()
    known = ", ".join(
        ":".join([name, ",".join(f"{each}=…" for each in loss.parameters)]).rstrip(":")
        for name, loss in LOSSES.items()
    )
    known = ", ".join([known, *(name for name in FORMULAS if name not in LOSSES)])
    if not texts:
        raise ValueError(
            f"--loss is missing: give a loss, such as --loss lq:q=7/10; known losses: {known}"
        )
    chosen: list[Any] = []
    for text in texts:
        name, _, rest = text.partition(":")
        called = name_of(name) or name
        written = called not in LOSSES
        name = name if written else called
        typed = called in FORMULAS or not re.fullmatch(r"\s*(?!p\s*$)\w*\s*", name)
        if written and not typed and "=" in (rest or "="):
            raise ValueError(f"--loss must be a formula in p or one of: {known}; got {name!r}")
        if written and rest and "=" not in rest:
            name, rest = text, ""
        values: dict[str, str] = {}
        for part in rest.split(",") if rest else ():
            parameter, equals, value = (each.strip() for each in part.partition("="))
            if not (parameter and equals and value) or parameter in values:
                raise ValueError(
                    f"--loss must be NAME:PARAMETER=VALUE,…, as in lq:q=7/10; got {text!r}"
                )
            values[parameter] = value
        try:
            if written:
                names = set(re.findall(r"[A-Za-z_]\w*", written_out(name)))
                names = set(given) if is_function(name) else names
                own = {key: value for key, value in given.items() if key in names}
                used |= own.keys()
                for key, value in values.items():
                    own[key] = _parameter(key, value, ranges=False)
                chosen.append(_formula(name, own, classes))
            else:
                chosen.append(LOSSES[name].fix(**values))
        except (ValueError, TypeError) as error:
            raise ValueError(f"--loss {text}: {error}") from error
    if unused := sorted(given.keys() - used):
        raise ValueError(
            f"--set gives {', '.join(unused)}, which no formula of --loss contains: remove it"
        )
    if len({loss.name for loss in chosen}) < len(chosen):
        raise ValueError(f"--loss gives a loss twice: {', '.join(texts)}; give it once")
    return chosen


def _formula(text: str, given: Mapping[str, Any], classes: int) -> Any:
    from lossproof.paper_checks.cards import fixed

    shown = ", ".join(f"{name} = {value}" for name, value in given.items())
    name = f"{text.strip()}, {shown}" if shown else text.strip()
    return fixed(name, loss(text, given), classes)
