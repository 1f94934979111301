"""Certified maps over one or two parameters of a statement: where it holds.

All other parameters have values, except integers, which give one map for each of some values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from lossproof.theory.domain import Domain, Integer, Label, Real, Simplex
from lossproof.theory.language import Vector, flatten, le, lt
from lossproof.theory.maps.boundary import ClosedForm, Curve, closed_forms, curves
from lossproof.theory.maps.limits import DEPTH, FINE, MOST
from lossproof.theory.maps.regions import FAILS, HOLDS, OUTSIDE, STATES, UNDECIDED, Regions, regions
from lossproof.theory.maps.signs import Axis
from lossproof.theory.numbers import to_rational
from lossproof.theory.statement import Decided, Statement, call_by_name

ON_SIMPLEX = "entries of at most 1 in all"
_ENTRY = re.compile(r"(\w+)\[(\d+)\]")
Boundary = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class Sheet:
    """A certified map for one choice of the integers.

    Attributes
    ----------
    fixed : the exact value of every parameter that is no axis
    regions : the map
    curves : the boundary; with one axis it is the ends of `regions.intervals()`
    closed : the declared and verified formulas of the boundary
    """

    fixed: Mapping[str, Any]
    regions: Regions
    curves: tuple[Curve, ...]
    closed: tuple[ClosedForm, ...]


@dataclass(frozen=True)
class CertifiedMap:
    """A certified map of a statement, with a sheet for every choice of its integers.

    Attributes
    ----------
    names : the axes
    integer_axes : the axes that are integers
    sheets : one per value of `integer_axes`, and of every other integer that has no value
    points : values and state of each choice, instead of sheets, if all axes are integers
    unbounded : the integers without a largest value; only some of their values are mapped
    """

    names: tuple[str, ...]
    integer_axes: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    points: tuple[tuple[Mapping[str, Any], str], ...]
    unbounded: tuple[str, ...] = ()


def certified_map(
    statement: Statement,
    names: Sequence[str],
    *,
    pinned: Mapping[str, Any] | None = None,
    dropped: Collection[str] = (),
    boundary: Boundary | None = None,
    depth: int | None = None,
    only: int | None = None,
    report: Callable[[Mapping[str, Any], int, int], object] = lambda *_: None,
) -> CertifiedMap:
    """Map where the hypotheses hold and the conclusion does, over one or two parameters.

    Parameters
    ----------
    statement : Statement
    names : the axes: parameters that are a number or an integer, or entries `f[0]` of a point of
        the simplex, whose other entries then have equal shares of the rest
    pinned : values by parameter, optional
    dropped : names of hypotheses to ignore
    boundary : for axes, functions of the other parameters that give the boundary, optional
        A function may return several formulas. Each is checked.
    depth : int, optional
        The finest cells are 2**-depth of a window; 9 for maps, 20 for intervals.
    only : int, optional
        Make the map of this number alone, of `count_maps`.
    report : called before each map is made with its integers, its number from 1 and how many
        there are, optional

    Raises
    ------
    ValueError
        For a parameter that is unknown, has no value or is no axis, a range without an end, or a
        boundary that is wrong.
    TypeError
        For a function that has no enclosure.
    """
    plan = _Plan(statement, tuple(names), dict(pinned or {}), tuple(dropped), dict(boundary or {}))
    sheets: list[Sheet] = []
    points: list[tuple[Mapping[str, Any], str]] = []
    choices = [*plan.choices()]
    for number, env in enumerate(choices, start=1):
        if only not in (None, number - 1):
            continue
        report({name: env[name] for name in plan.integers}, number, len(choices))
        if plan.real:
            sheets.append(plan.sheet(env, depth))
        else:
            points.append((env, plan.state(env)))
    endless = (name for name in plan.integers if _is_endless(statement.parameters[name]))
    return CertifiedMap(plan.names, plan.integer_axes, tuple(sheets), tuple(points), tuple(endless))


def count_maps(
    statement: Statement,
    names: Sequence[str],
    *,
    pinned: Mapping[str, Any] | None = None,
    dropped: Collection[str] = (),
) -> int:
    """How many maps `certified_map` makes; `ValueError` as there."""
    return len([*_Plan(statement, tuple(names), dict(pinned or {}), tuple(dropped), {}).choices()])


class _Plan:
    """The roles of the parameters: axes, integers, and fixed values."""

    def __init__(
        self,
        statement: Statement,
        names: tuple[str, ...],
        pinned: Mapping[str, Any],
        dropped: tuple[str, ...],
        boundary: Boundary,
    ) -> None:
        self.statement, self.names, self.pinned = statement, names, pinned
        self.dropped, self.boundary = dropped, boundary
        parameters = statement.parameters
        if len(names) not in (1, 2) or len(set(names)) < len(names):
            raise ValueError(f"a map needs one axis or two different axes; got {', '.join(names)}")
        self.entries: dict[str, dict[int, str]] = {}
        for name in names:
            if match := _ENTRY.fullmatch(name):
                self.entries.setdefault(match[1], {})[int(match[2])] = name
        uses = {name: f"the axis {name}" for name in names if not _ENTRY.fullmatch(name)}
        uses |= {name: f"an entry of {name} as an axis" for name in self.entries}
        uses |= {name: f"a value of {name}" for name in pinned}
        for name, what in uses.items():
            if name not in parameters:
                raise ValueError(
                    f"no parameter for {what}; the parameters are {', '.join(parameters)}"
                )
        for name in dropped:
            if name not in statement.given:
                known = ", ".join(statement.given) or "none"
                raise ValueError(f"no hypothesis is called {name}; the hypotheses are: {known}")
        if both := (set(names) | set(self.entries)) & set(pinned):
            raise ValueError(
                f"{', '.join(sorted(both))} is an axis: do not give it a value as well"
            )
        self.integer_axes = tuple(n for n in names if _is_integer(parameters.get(n)))
        self.real = tuple(n for n in names if n not in self.integer_axes)
        for name in (*names, *self.entries):
            if name in parameters:
                _may_be_axis(name, parameters[name], itself=name in names)
        self.integers: list[str] = []
        for name, domain in parameters.items():
            if name in pinned:
                continue
            if _is_integer(domain):
                self.integers.append(name)
            elif name not in names and name not in self.entries:
                raise ValueError(
                    f"{name} needs a value (--set {name}=…): it must be {domain.describe()}"
                )

    def choices(self) -> Iterator[dict[str, Any]]:
        """Values of all integers that are consistent with every pinned value.

        Raises
        ------
        ValueError
            If a pinned value is consistent with no choice.
        """
        open_ = [dict[str, Any]()]
        for name, domain in self.statement.parameters.items():
            if name in self.pinned:
                open_ = [*self._fitting(name, domain, open_)]
            elif _is_integer(domain):
                open_ = [
                    {**env, name: value} for env in open_ for value in self._values(domain, env)
                ]
        for env in open_:
            yield {k: v for k, v in env.items() if _is_integer(self.statement.parameters[k])}

    def _fitting(
        self, name: str, domain: Domain, choices: Sequence[dict[str, Any]]
    ) -> Iterator[dict[str, Any]]:
        refused: ValueError | None = None
        fits = False
        for env in choices:
            try:
                value = domain.check(self.pinned[name], env)
            except ValueError as error:
                refused = refused or error
                continue
            fits = True
            yield {**env, name: value}
        if refused is not None and not fits:
            raise refused

    def _values(self, domain: Any, env: Mapping[str, Any]) -> Sequence[Any]:
        last = getattr(domain, "high", None)
        if last is None:
            return list(domain.options(env))
        count = int(last - domain.low) + 1
        if count > MOST:
            raise ValueError(
                f"{domain.name} has {count} values from {domain.low} to {last}, at most {MOST} are "
                f"mapped: narrow it, as in --range {domain.name}={domain.low}..{domain.low + 9}"
            )
        return [sympy.Integer(k) for k in range(domain.low, last + 1)]

    def values(self, chosen: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Axis]]:
        """A value for every parameter, a symbol for each axis, and the axes."""
        env: dict[str, Any] = {}
        axes: dict[str, Axis] = {}
        for name, domain in self.statement.parameters.items():
            if name in chosen:
                env[name] = chosen[name]
            elif name in self.pinned:
                env[name] = domain.check(self.pinned[name], env)
            elif name in self.entries:
                env[name] = self._entries(name, domain, env, axes)
            else:
                env[name] = domain.symbolic(name, env)
                axes[name] = _window(name, domain, env[name])
        return env, axes

    def _entries(
        self, name: str, domain: Any, env: Mapping[str, Any], axes: dict[str, Axis]
    ) -> Vector:
        size, wanted = int(domain.size(domain.classes, env)), self.entries[name]
        if max(wanted) >= size or len(wanted) >= size:
            raise ValueError(
                f"{name} has {size} entries that sum to 1: {', '.join(wanted.values())} cannot be "
                f"{'axes' if len(wanted) > 1 else 'an axis'}; one entry must "
                "remain, because the others determine it"
            )
        symbols: dict[int, Any] = {}
        for k, label in wanted.items():
            sign: Any = {"positive": True} if domain.interior else {"nonnegative": True}
            symbols[k] = sympy.Symbol(label, **sign)
            inside: bool = domain.interior
            axes[label] = Axis(label, symbols[k], _ZERO, _ONE, inside, inside)
        rest = (1 - sum(symbols.values())) / sympy.Integer(size - len(symbols))
        return Vector(symbols.get(k, rest) for k in range(size))

    def sheet(self, chosen: Mapping[str, Any], depth: int | None) -> Sheet:
        """The map for these integers."""
        values, known = self.values(chosen)
        axes = [known[name] for name in self.real]
        written = self.statement.written(values)
        given = {name: parts for name, parts in written.given.items() if name not in self.dropped}
        for name, wanted in self.entries.items():
            total = sum(known[label].symbol for label in wanted.values())
            interior = getattr(self.statement.parameters[name], "interior", False)
            given[f"{name}: {ON_SIMPLEX}"] = flatten((lt if interior else le)(total, 1))
        survey = regions(
            [part for parts in given.values() for part in parts],
            written.conclusion,
            axes,
            depth=(FINE if len(axes) == 1 else DEPTH) if depth is None else depth,
        )
        fixed = {name: value for name, value in values.items() if name not in self.real}
        traced = curves(survey) if len(axes) == 2 else ()
        return Sheet(fixed, survey, traced, closed_forms(survey, self._declared(values)))

    def _declared(self, values: Mapping[str, Any]) -> dict[str, list[Any]]:
        declared: dict[str, list[Any]] = {}
        for name, function in self.boundary.items():
            if name not in self.real:
                continue
            several = call_by_name(function, {k: v for k, v in values.items() if k != name})
            several = several if isinstance(several, tuple | list) else (several,)
            declared[name] = [sympy.sympify(formula) for formula in several]
        return declared

    def state(self, chosen: Mapping[str, Any]) -> str:
        """The state of one choice of all parameters, decided exactly or by balls."""
        values = self.values(chosen)[0]
        outcome = self.statement.at(values)
        hypotheses = [parts for name, parts in outcome.given.items() if name not in self.dropped]
        given = _both(part for parts in hypotheses for part in parts)
        conclusion = _both(outcome.conclusion)
        if given is not True or conclusion is None:
            return STATES[OUTSIDE if given is False else UNDECIDED]
        return STATES[HOLDS if conclusion else FAILS]


_ZERO, _ONE = to_rational(0), to_rational(1)


def _is_endless(domain: Domain) -> bool:
    return isinstance(domain, Integer) and domain.high is None


def _is_integer(domain: Domain | None) -> bool:
    return isinstance(domain, Integer | Label)


def _may_be_axis(name: str, domain: Domain, *, itself: bool) -> None:
    """`ValueError` unless the parameter, or an entry of it, can be an axis."""
    if itself and isinstance(domain, Simplex):
        raise ValueError(
            f"{name} has several entries: use one of them as the axis, such as {name}[0]"
        )
    if not itself and isinstance(domain, Real | Integer | Label):
        raise ValueError(f"{name} is one number without entries: use {name} as the axis")
    possible = isinstance(domain, Real | Integer | Label | Simplex)
    if not possible:
        raise ValueError(
            f"{name} cannot be an axis, and neither can its entries: it is {domain.describe()}"
        )


def _both(parts: Iterator[Decided] | Sequence[Decided]) -> bool | None:
    truths = [part.holds for part in parts]
    return False if False in truths else None if None in truths else True


def _window(name: str, domain: Any, symbol: Any) -> Axis:
    if domain.low is None or domain.high is None:
        side = "below" if domain.low is None else "above"
        raise ValueError(
            f"{name} is unbounded {side}: a map needs a finite range, as in --range {name}="
            f"{-4 if domain.low is None else domain.low}.."
            f"{4 if domain.high is None else domain.high}"
        )
    return Axis(name, symbol, domain.low, domain.high, domain.open_low, domain.open_high)
