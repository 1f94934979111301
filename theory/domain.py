"""What the parameters of a claim range over.

A domain knows four things about its values: the symbols that stand for one in a proof (and what
may be assumed of them), what to say to a value outside, a first supply of simple values, and how
to draw more. Sizes are given by other domains: `Simplex(c)` has as many entries as `c` says.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from fractions import Fraction
from typing import Any, cast

import numpy as np
import sympy

from theory.noise import TransitionMatrix
from theory.relation import Relation, eq, ge, gt, le, lt
from theory.sums import ANY_CLASS, CountSymbol, LabelSymbol, SymbolicVector, Vector

Environment = Mapping[str, Any]
Index = tuple[Any, ...]


class Domain:
    """A set of values; `name` is the parameter it is assigned to in a claim."""

    name: str = "?"
    brief: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def size(self, of: Any, env: Environment) -> Any:
        """The number behind a size: itself, or what `env` holds for the domain it names."""
        return env[of.name] if isinstance(of, Domain) else of

    def refuse(self, value: Any) -> ValueError:
        """The error for a value outside."""
        return ValueError(f"{self.name} must be {self.describe()}; got {value}")

    def describe(self) -> str:
        """The allowed values in words."""
        raise TypeError(f"{type(self).__name__} does not describe its values")

    def scope(self) -> str:
        """The parameter and its values in a few words, as in "q in (0, 1]"."""
        return f"{self.name} {self.brief or self.describe()}"

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        """The value that stands for any other in a proof."""
        raise TypeError(f"{type(self).__name__} has no symbolic value")

    def facts(self, value: Any) -> dict[str, Relation]:
        """What holds for every value, by name."""
        return {}

    def check(self, value: Any, env: Environment) -> Any:
        """The value in exact form.

        Raises
        ------
        ValueError
            Names the parameter, what is allowed and what was given.
        """
        raise TypeError(f"{type(self).__name__} does not check values")


def _atom(name: str, index: Index, **assumptions: Any) -> Any:
    if index:
        return cast(sympy.IndexedBase, sympy.IndexedBase(name, **assumptions))[index]
    return sympy.Symbol(name, **assumptions)


def exact(value: Any, name: str = "value") -> sympy.Rational:
    """A number, or its text such as "1/3", as an exact rational; floats keep their decimal form.

    Raises
    ------
    ValueError
        If it is not a finite number.
    """
    try:
        text = str(Fraction(value)) if isinstance(value, (int, Fraction)) else str(value)
        return cast(sympy.Rational, sympy.Rational(text))
    except (TypeError, ValueError, ZeroDivisionError):
        raise ValueError(
            f"{name} must be a finite number such as 0.3 or 1/3; got {value}"
        ) from None


# -- numbers of things: they fix the shape of everything else -------------------------------


class Integer(Domain):
    """The integers from `low` to `high`, or without end; `tried` are those a search looks at."""

    what = "an integer"

    def __init__(self, low: int, high: int | None = None, tried: Sequence[int] = ()) -> None:
        self.low, self.high = low, high
        last = low + 3 if high is None else min(high, low + 5)
        self.tried = tuple(tried) or tuple(range(low, last + 1))

    def describe(self) -> str:
        upper = "" if self.high is None else f" and at most {self.high}"
        return f"{self.what} of at least {self.low}{upper}"

    def scope(self) -> str:
        end = f" >= {self.low}" if self.high is None else f" in {self.low}..{self.high}"
        return self.name + end

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        sign = {"positive": True} if self.low > 0 else {"nonnegative": True} if not self.low else {}
        return _atom(name, index, integer=True, **sign)

    def facts(self, value: Any) -> dict[str, Relation]:
        upper = {} if self.high is None else {"upper": le(value, self.high)}
        return {"lower": ge(value, self.low), **upper}

    def options(self, env: Environment) -> Iterator[Any]:
        """The values a search looks at, simplest first."""
        return iter(map(sympy.Integer, self.tried))

    def check(self, value: Any, env: Environment) -> sympy.Integer:
        number = exact(value, self.name)
        if number.q != 1 or number < self.low or (self.high is not None and number > self.high):
            raise self.refuse(value)
        return sympy.Integer(number)


class Classes(Integer):
    """The number of classes c, at least 2."""

    what = "a number of classes"

    def __init__(self, low: int = 2, tried: Sequence[int] = (2, 3, 4, 6, 10)) -> None:
        if low < 2:
            raise ValueError(f"low must be at least 2, the fewest classes; got {low}")
        super().__init__(low, tried=[c for c in tried if c >= low])

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        return CountSymbol(name, integer=True, positive=True)


class Samples(Integer):
    """The number of samples n, at least 1."""

    what = "a number of samples"

    def __init__(self, tried: Sequence[int] = (1, 2, 3)) -> None:
        super().__init__(1, tried=tried)


class Label(Domain):
    """A class: an integer in 0, …, c - 1."""

    brief = "any label"

    def __init__(self, classes: Any) -> None:
        self.classes = classes

    def describe(self) -> str:
        return "a label, an integer in 0..c-1"

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        symbol = LabelSymbol(name, integer=True, nonnegative=True)
        return cast(sympy.IndexedBase, sympy.IndexedBase(symbol))[index] if index else symbol

    def options(self, env: Environment) -> Iterator[Any]:
        """Every label."""
        return iter(map(sympy.Integer, range(self.size(self.classes, env))))

    def check(self, value: Any, env: Environment) -> sympy.Integer:
        classes, number = self.size(self.classes, env), exact(value, self.name)
        if number.q != 1 or not 0 <= number < classes:
            hint = " (labels that count from 1? subtract 1)" if number == classes else ""
            raise ValueError(
                f"{self.name} must be a label, an integer in 0..c-1 = 0..{classes - 1}; "
                f"got {value}{hint}"
            )
        return sympy.Integer(number)


# -- continuous values ----------------------------------------------------------------------


class Real(Domain):
    """An interval; `open` is "none", "left", "right" or "both"; `None` is an infinite end."""

    def __init__(self, low: Any = None, high: Any = None, *, open: str = "none") -> None:
        if open not in ("none", "left", "right", "both"):
            raise ValueError(f'open must be "none", "left", "right" or "both"; got {open!r}')
        self.low = None if low is None else exact(low, "low")
        self.high = None if high is None else exact(high, "high")
        self.open_low = self.low is None or open in ("left", "both")
        self.open_high = self.high is None or open in ("right", "both")

    def describe(self) -> str:
        if self.low is None and self.high is None:
            return "a real number"
        left = "(" if self.open_low else "["
        right = ")" if self.open_high else "]"
        low = "-oo" if self.low is None else self.low
        high = "oo" if self.high is None else self.high
        return f"in {left}{low}, {high}{right}"

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        sign: dict[str, bool] = {}
        if self.low is not None and self.low >= 0:
            sign = {"positive": True} if self.low > 0 or self.open_low else {"nonnegative": True}
        return _atom(name, index, **(sign or {"real": True}))

    def facts(self, value: Any) -> dict[str, Relation]:
        found: dict[str, Relation] = {}
        if self.low is not None:
            found["lower"] = (gt if self.open_low else ge)(value, self.low)
        if self.high is not None:
            found["upper"] = (lt if self.open_high else le)(value, self.high)
        return found

    def __contains__(self, number: Any) -> bool:
        above = self.low is None or number > self.low or (not self.open_low and number == self.low)
        return above and (
            self.high is None or number < self.high or (not self.open_high and number == self.high)
        )

    def check(self, value: Any, env: Environment) -> sympy.Rational:
        number = exact(value, self.name)
        if number not in self:
            raise self.refuse(value)
        return number

    def simple(self, env: Environment) -> np.ndarray:
        """Simple values of the interval as rows of one entry, simplest first."""
        fractions = {Fraction(p, q) for q in range(1, 11) for p in range(-4 * q, 4 * q + 1)}
        fractions |= {Fraction(k, 20) for k in range(1, 20)}
        fractions |= {Fraction(1, 100), Fraction(99, 100)}
        if self.low is not None:
            fractions.add(Fraction(str(self.low)))
        if self.high is not None:
            fractions.add(Fraction(str(self.high)))
        if self.low is None or self.high is None:
            fractions = {x for x in fractions if x.denominator <= 4}
        inside = [x for x in fractions if x in self]
        if len(inside) < 8:
            low, high = self._range()
            inside = [x for k in range(13) if (x := low + (high - low) * Fraction(k, 12)) in self]
        inside.sort(key=lambda x: (x.denominator + abs(x.numerator), x))
        return np.array([[float(x)] for x in inside])

    def draw(self, rng: np.random.Generator, count: int, env: Environment) -> np.ndarray:
        """`count` random values as rows of one entry."""
        low, high = map(float, self._range())
        return rng.uniform(low, high, size=(count, 1))

    def _range(self) -> tuple[Fraction, Fraction]:
        """The interval, or a bounded part of it."""
        low, high = (None if x is None else Fraction(str(x)) for x in (self.low, self.high))
        if low is None:
            low = Fraction(-4) if high is None else high - 8
        return low, low + 8 if high is None else high


class Simplex(Domain):
    """Probability vectors over c classes; `interior=True` keeps every entry positive."""

    def __init__(self, classes: Any, *, interior: bool = False) -> None:
        self.classes, self.interior = classes, interior

    def describe(self) -> str:
        kind = "positive" if self.interior else "nonnegative"
        return f"a point of the simplex ({kind} entries that sum to 1)"

    def scope(self) -> str:
        return f"{self.name} {'inside' if self.interior else 'on'} the simplex"

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        sign: Any = {"positive": True} if self.interior else {"nonnegative": True}
        base = cast(sympy.IndexedBase, sympy.IndexedBase(name, **sign))
        return SymbolicVector(lambda j: base[(*index, j)], self.size(self.classes, env))

    def facts(self, value: Any) -> dict[str, Relation]:
        entry = value[ANY_CLASS]
        return {
            "nonnegative": (gt if self.interior else ge)(entry, 0),
            "at most 1": le(entry, 1),
            "total": eq(value.total(), 1),
        }

    def check(self, value: Any, env: Environment) -> Vector:
        classes = self.size(self.classes, env)
        entries = Vector(exact(entry, f"an entry of {self.name}") for entry in value)
        if len(entries) != classes:
            raise ValueError(
                f"{self.name} must have one entry per class, c = {classes}; got {len(entries)}"
            )
        if sum(entries) != 1 or min(entries) < 0 or (self.interior and min(entries) == 0):
            raise ValueError(
                f"{self.name} must be {self.describe()}; got {', '.join(map(str, entries))}, "
                f"which sums to {sum(entries)}: divide by the sum, or apply a softmax to logits"
            )
        return entries

    def simple(self, env: Environment) -> np.ndarray:
        """Simple points, simplest first: vertices, edges, the uniform point, near-vertices."""
        c = int(self.size(self.classes, env))
        finest = {2: 12, 3: 10, 4: 5, 5: 3, 6: 3}.get(c, 2 if c <= 12 else 1)
        points = {p for d in range(1, finest + 1) for p in _compositions(d, c)}
        for size in range(1, c + 1):
            points.add((Fraction(1, size),) * size + (Fraction(0),) * (c - size))
        for top in (Fraction(1, 5), Fraction(2, 5), Fraction(3, 5), Fraction(9, 10)):
            rest = (1 - top) / (c - 1)
            points |= {(rest,) * k + (top,) + (rest,) * (c - 1 - k) for k in range(c)}
        if self.interior:
            points = {p for p in points if min(p) > 0}
        ordered = sorted(points, key=lambda p: (max(x.denominator for x in p), sum(map(abs, p)), p))
        return np.array([[float(x) for x in p] for p in ordered])

    def draw(self, rng: np.random.Generator, count: int, env: Environment) -> np.ndarray:
        """`count` random points as rows, many of them near the boundary."""
        c = int(self.size(self.classes, env))
        return rng.dirichlet(np.full(c, rng.choice([0.3, 1.0, 3.0])), size=count)


def _compositions(total: int, parts: int) -> Iterator[tuple[Fraction, ...]]:
    for bars in itertools.combinations(range(total + parts - 1), parts - 1):
        edges = (-1, *bars, total + parts - 1)
        yield tuple(Fraction(b - a - 1, total) for a, b in itertools.pairwise(edges))


class Each(Domain):
    """`count` values of another domain: `Each(n, Label(c))` is a label for every sample."""

    def __init__(self, count: Any, inner: Domain) -> None:
        self.count, self.inner = count, copy(inner)

    def describe(self) -> str:
        return f"for each index {self.inner.describe()}"

    def scope(self) -> str:
        if self.brief:
            return super().scope()
        self.inner.name = self.name if self.name.startswith("every ") else f"every {self.name}"
        return self.inner.scope()

    def symbolic(self, name: str, env: Environment, index: Index = ()) -> Any:
        size = self.size(self.count, env)
        return SymbolicVector(lambda i: self.inner.symbolic(name, env, (*index, i)), size)

    def facts(self, value: Any) -> dict[str, Relation]:
        return self.inner.facts(value)

    @property
    def leaf(self) -> Domain:
        """The domain of a single value, below every nested `Each`."""
        return self.inner.leaf if isinstance(self.inner, Each) else self.inner

    def options(self, env: Environment) -> Iterator[Any]:
        """Every family of labels (or numbers)."""
        choices = list(self.inner.options(env))  # type: ignore[attr-defined]
        for family in itertools.product(choices, repeat=self.size(self.count, env)):
            yield Vector(family)

    def check(self, value: Any, env: Environment) -> Vector:
        count = self.size(self.count, env)
        if len(value) != count:
            raise ValueError(f"{self.name} must have {count} entries; got {len(value)}")
        self.inner.name = self.name
        return Vector(self.inner.check(entry, env) for entry in value)


class Scores(Each):
    """One real number per class, for example the loss of a hypothesis under every label."""

    brief = "any scores"

    def __init__(self, classes: Any, low: Any = None, high: Any = None) -> None:
        super().__init__(classes, Real(low, high))

    def describe(self) -> str:
        return f"one number per class, each {self.inner.describe()}"


class Transitions(Each):
    """Transition matrices: `T[i][j] = P(noisy = j | clean = i)`, rows on the simplex."""

    brief = "any transition matrix"

    def __init__(self, classes: Any, *, interior: bool = False) -> None:
        super().__init__(classes, Simplex(classes, interior=interior))

    def describe(self) -> str:
        return "a transition matrix, T[i][j] = P(noisy = j | clean = i), rows sum to 1"

    def check(self, value: Any, env: Environment) -> Vector:
        classes = self.size(self.count, env)
        matrix = TransitionMatrix.from_rows(value)
        if matrix.classes != classes:
            raise ValueError(f"{self.name} must be {classes} by {classes}; got {matrix.classes}")
        return super().check([[exact(entry) for entry in row] for row in matrix.rows], env)


def is_discrete(domain: Domain) -> bool:
    """Whether the values are integers, which fix the shape of a claim."""
    leaf = domain.leaf if isinstance(domain, Each) else domain
    return isinstance(leaf, (Integer, Label))
