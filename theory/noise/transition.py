"""Label noise: transition matrices.

Throughout, `T[i, j] = P(noisy = j | clean = i)`: rows sum to 1.
"""

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self, TypeAlias, cast

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from lossproof.theory.noise.checks import Entry, Number, integer, items, mass, shown, unit_interval
from lossproof.theory.noise.rounding import SUM_TOLERANCE, widened

Rows: TypeAlias = tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True, repr=False)
class TransitionMatrix:
    """Noise that depends on the clean label alone, `T[i, j] = P(noisy = j | clean = i)`.

    Entries are all `Fraction` (`exact`) or all `float`: one float makes every entry a float.
    Only row sums of floats have a tolerance (1e-9; see `widened` for arrays of float32), so give
    exact entries where a tie matters. An exact matrix never equals a float one. Raises TypeError
    where `rows` is not rows of numbers, ValueError where it is not c rows of c >= 2 nonnegative
    entries that sum to 1.
    """

    rows: Rows
    exact: bool = field(init=False)

    def __post_init__(self) -> None:
        rows = _parse_square(self.rows)
        _check_sums(rows, "row", "column")
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "exact", isinstance(rows[0][0], Fraction))

    @classmethod
    def from_rows(cls, rows: Iterable[Iterable[Number]]) -> Self:
        """Read c rows of c entries, `rows[i][j] = P(noisy = j | clean = i)`."""
        return cls(cast("Rows", rows))

    @classmethod
    def from_columns(cls, columns: Iterable[Iterable[Number]]) -> Self:
        """Read the transpose, `columns[i][j] = P(noisy = i | clean = j)`: cleanlab's convention."""
        transposed = _transpose(_parse_square(columns, axis=0))
        _check_sums(transposed, "column", "row")
        return cls(transposed)

    @classmethod
    def identity(cls, classes: int) -> Self:
        """The exact matrix without noise."""
        return cls._flip(0, {}, classes)

    @classmethod
    def uniform(cls, eta: Number, classes: int) -> Self:
        """Flip to one of the *other* c - 1 labels with probability eta in [0, 1] in total."""
        return cls.block(eta, [range(integer("classes", classes, 2))])

    @classmethod
    def resampled(cls, eta: Number, classes: int) -> Self:
        """Replace the label by a uniform one of *all* c labels with probability eta in [0, 1]."""
        eta, c = unit_interval("eta", eta), integer("classes", classes, 2)
        return cls.from_rows([eta / c + (i == j) * (1 - eta) for j in range(c)] for i in range(c))

    @classmethod
    def pair_flip(cls, eta: Number, pairs: Iterable[Iterable[int]], classes: int) -> Self:
        """Swap the labels of each of the disjoint pairs with probability eta in [0, 1]."""
        c = integer("classes", classes, 2)
        others = _others("pairs", pairs, c)
        for label, rest in others.items():
            if len(rest) != 1:
                raise ValueError(f"pairs must contain two labels each; got {[label, *rest]}")
        return cls._flip(eta, others, c)

    @classmethod
    def circular(cls, eta: Number, classes: int) -> Self:
        """Flip i to i + 1 mod c with probability eta in [0, 1]."""
        c = integer("classes", classes, 2)
        return cls._flip(eta, {i: [(i + 1) % c] for i in range(c)}, c)

    @classmethod
    def circular_within(cls, eta: Number, groups: Iterable[Iterable[int]]) -> Self:
        """Flip every label to the next of its group, and the last to the first; eta in [0, 1].

        Groups partition 0..c-1, lone labels stay.
        """
        given = [items(group, "groups", "labels") for group in items(groups, "groups", "groups")]
        c, targets = len(_partition("groups", given)), dict[int, int]()
        for group in cast("list[list[int]]", given):
            if len(group) > 1:
                targets |= zip(group, group[1:] + group[:1], strict=True)
        return cls.flips(eta, targets, c)

    @classmethod
    def flips(cls, eta: Number, targets: Mapping[int, int], classes: int) -> Self:
        """Flip each label of `targets` to another one, its target, with probability eta in [0, 1].

        Labels that are not in it stay, also those that others flip to.
        """
        c = integer("classes", classes, 2)
        others = dict[int, list[int]]()
        for source, target in targets.items():
            a, b = integer("a label of targets", source, 0, c), integer("a target", target, 0, c)
            if a == b:
                raise ValueError(
                    f"a target must differ from its label; label {a} is its own target: "
                    f"leave it out"
                )
            others[a] = [b]
        return cls._flip(eta, others, c)

    @classmethod
    def block(cls, eta: Number, blocks: Iterable[Iterable[int]]) -> Self:
        """Noise as in `uniform` inside each block; blocks partition 0..c-1, lone labels stay."""
        others = _partition("blocks", blocks)
        return cls._flip(eta, others, len(others))

    @classmethod
    def one_directional(cls, eta: Number, source: int, target: int, classes: int) -> Self:
        """Flip source to another label, target, with probability eta in [0, 1]."""
        c = integer("classes", classes, 2)
        a, b = integer("source", source, 0, c), integer("target", target, 0, c)
        if a == b:
            raise ValueError(f"source and target must differ; both are {a}")
        return cls._flip(eta, {a: [b]}, c)

    @classmethod
    def random(
        cls, classes: int, *, rng: np.random.Generator, denominator: int | None = None
    ) -> Self:
        """Sample rows uniformly: floats, or exact multiples of 1/d with d in 1..2**53."""
        c = integer("classes", classes, 2)
        if not isinstance(cast("object", rng), np.random.Generator):
            raise TypeError(f"rng must be a numpy Generator; got {rng!r}; use default_rng(seed)")
        weights = rng.dirichlet(np.ones(c), size=c)
        if denominator is None:
            return cls.from_rows(weights)
        d = integer("denominator", denominator, 1, 2**53 + 1)
        counts = rng.multinomial(d, weights)
        return cls.from_rows([Fraction(int(k), d) for k in row] for row in counts)

    @classmethod
    def _flip(cls, eta: Number, others: Mapping[int, Sequence[int]], classes: int) -> Self:
        eta, c = unit_interval("eta", eta), integer("classes", classes, 2)
        # Zero and one of eta's type: a float eta that flips no label gives a float matrix.
        zero, one = eta * 0, eta * 0 + 1
        rows = [[one if i == j else zero for j in range(c)] for i in range(c)]
        for i, labels in others.items():
            rows[i][i] = 1 - eta if labels else one
            share = eta / max(1, len(labels))
            for j in labels:
                rows[i][j] = share
        return cls.from_rows(rows)

    @property
    def classes(self) -> int:
        """Number of classes c."""
        return len(self.rows)

    def __getitem__(self, index: tuple[int, int]) -> Entry:
        i, j = index
        return self.rows[i][j]

    def __repr__(self) -> str:
        rows = [[str(x) if isinstance(x, Fraction) else x for x in row] for row in self.rows]
        return f"TransitionMatrix.from_rows({rows})"

    def latex(self) -> str:
        """Write a `pmatrix`, floats to six digits."""
        body = r" \\ ".join(" & ".join(map(_latex_number, row)) for row in self.rows)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"

    def _repr_html_(self) -> str:
        rows = ("".join(f"<td>{_short(x)}</td>" for x in row) for row in self.rows)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    def to_numpy(self) -> NDArray[np.float64]:
        """Copy to a float64 array of shape (c, c)."""
        return np.array(self.rows, dtype=np.float64)

    def __matmul__(self, other: object) -> "TransitionMatrix":
        """Noise of `self`, then noise of `other`; exact if both are."""
        if not isinstance(other, TransitionMatrix):
            return NotImplemented
        if self.classes != other.classes:
            raise ValueError(
                f"T and S of T @ S must have the same number of classes; got {self.classes} "
                f"and {other.classes}"
            )
        if self.exact and other.exact:
            return TransitionMatrix(_from_flint(self._flint() * other._flint()))
        product = self.to_numpy() @ other.to_numpy()
        # The product of two row sums within the tolerance may be outside it.
        return TransitionMatrix.from_rows(product / product.sum(axis=1, keepdims=True))

    def mixed_with_identity(self, weight: Number) -> "TransitionMatrix":
        """Return `weight * I + (1 - weight) * T`, weight in [0, 1]: at 1 there is no noise."""
        w, c = unit_interval("weight", weight), range(self.classes)
        rows = [[mixed(self[i, j], w, i == j) for j in c] for i in c]
        return TransitionMatrix.from_rows(rows)

    def determinant(self) -> Entry:
        """Return the determinant, in [-1, 1]: a `Fraction` where T is exact, else a float."""
        if self.exact:
            return _to_fraction(self._flint().det())
        return float(np.linalg.det(self.to_numpy()))

    def inverse(self) -> Rows:
        """Return c rows of c entries, exact where T is; ValueError where T is singular."""
        if self.exact:
            with suppress(ZeroDivisionError):
                return _from_flint(self._flint().inv())
        elif np.linalg.matrix_rank(self.to_numpy()) == self.classes:
            return tuple(tuple(map(float, row)) for row in np.linalg.inv(self.to_numpy()))
        way_out = "(T.mixed_with_identity(weight) with a small enough weight > 0 is not)"
        raise ValueError(f"T must be invertible; it is singular {way_out}")

    def condition_number(self) -> float:
        """Return the 2-norm condition number, in [1, inf]; inf where an exact T is singular."""
        singular = self.exact and self.determinant() == 0
        return math.inf if singular else float(np.linalg.cond(self.to_numpy(), 2))

    def noisy_posterior(self, p: Iterable[Number]) -> tuple[Entry, ...]:
        """Return `T' p`, the distribution of the noisy label if p is that of the clean one.

        Takes c numbers on the simplex, else raises; exact if T and p are. For a batch of shape
        (n, c) use `probs @ T.to_numpy()`.
        """
        point = [mass(x, "p", i) for i, x in enumerate(items(p, "p", "numbers"))]
        if len(point) != self.classes or not _sums_to_one(point):
            actual = f"{len(point)} that sum to {shown(sum(point))}"
            raise ValueError(
                f"p must contain c = {self.classes} numbers that sum to 1; got {actual}"
            )
        columns = _transpose(self.rows)
        return tuple(sum(x * y for x, y in zip(q, point, strict=True)) for q in columns)

    def is_diagonally_dominant(self, *, strict: bool = True) -> bool:
        """Whether all `T[i, i] > 1/2` (`>=` where not strict)."""
        exceeds = operator.gt if strict else operator.ge
        return all(exceeds(row[i], Fraction(1, 2)) for i, row in enumerate(self.rows))

    def has_row_maximum(self, *, strict: bool = True) -> bool:
        """Whether `T[i, i] > T[i, j]` for all j != i (`>=` where not strict)."""
        return _diagonal_exceeds_rest(self.rows, strict)

    def has_column_maximum(self, *, strict: bool = True) -> bool:
        """Whether `T[i, i] > T[j, i]` for all j != i (`>=` where not strict)."""
        return _diagonal_exceeds_rest(_transpose(self.rows), strict)

    def is_symmetric(self) -> bool:
        """Whether `T[i, j] == T[j, i]` for all i, j."""
        return self.rows == _transpose(self.rows)

    def _flint(self) -> fmpq_mat:
        entries = [fmpq(*x.as_integer_ratio()) for row in self.rows for x in row]
        return fmpq_mat(self.classes, self.classes, entries)


def mixed(entry: Any, weight: Any, diagonal: Any) -> Any:
    """The entry of `weight * I + (1 - weight) * T`; `diagonal` is 1 on the diagonal, else 0."""
    return (1 - weight) * entry + diagonal * weight


def _parse_square(given: object, axis: int = 1) -> Rows:
    lines = items(widened(given, axis), "T", "rows of numbers")
    lines = [items(line, "each row of T", "numbers") for line in lines]
    c, widths = len(lines), sorted({len(line) for line in lines})
    if widths != [c]:
        actual = f"{c} rows of {' and '.join(map(str, widths)) or 0}"
        raise ValueError(f"T must be square (c rows of c entries); got {actual}")
    if c < 2:
        raise ValueError(f"T must have at least 2 classes; got {c}")
    rows = [[mass(x, "T", i, j) for j, x in enumerate(line)] for i, line in enumerate(lines)]
    exact = all(isinstance(x, Fraction) for row in rows for x in row)
    return tuple(tuple(row if exact else map(float, row)) for row in rows)


def _check_sums(lines: Rows, name: str, other: str) -> None:
    for i, line in enumerate(lines):
        if not _sums_to_one(line):
            crossing = all(map(_sums_to_one, _transpose(lines)))
            hint = f"; its {other}s do: did you mean TransitionMatrix.from_{other}s?"
            actual = f"({name} {i} sums to {shown(sum(line))}){hint if crossing else ''}"
            raise ValueError(f"{name}s of T must sum to 1 {actual}")


def _sums_to_one(line: Sequence[Entry]) -> bool:
    total = sum(line)
    return abs(total - 1) <= (SUM_TOLERANCE if isinstance(total, float) else 0)


def _diagonal_exceeds_rest(lines: Rows, strict: bool) -> bool:
    tops = all(line[i] == max(line) for i, line in enumerate(lines))
    return tops and not (strict and any(line.count(max(line)) > 1 for line in lines))


def _transpose(rows: Rows) -> Rows:
    return tuple(zip(*rows, strict=True))


def _others(name: str, groups: object, stop: int | None = None) -> dict[int, list[int]]:
    given = [items(part, name, "label groups") for part in items(groups, name, "label groups")]
    parts = [[integer(f"labels in {name}", x, 0, stop) for x in part] for part in given]
    others = {x: [y for y in part if y != x] for part in parts for x in part}
    if len(others) < sum(map(len, parts)):
        raise ValueError(f"{name} must contain each label at most once; got {parts}")
    return others


def _partition(name: str, groups: object) -> dict[int, list[int]]:
    others = _others(name, groups)
    if sorted(others) != list(range(len(others))):
        raise ValueError(f"{name} must contain every label of 0..c-1; got {sorted(others)}")
    return others


def _to_fraction(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def _from_flint(matrix: fmpq_mat) -> Rows:
    return tuple(tuple(map(_to_fraction, row)) for row in matrix.tolist())


def _short(x: Entry) -> str:
    if isinstance(x, float):
        return np.format_float_positional(x, precision=6, fractional=False, trim="-")
    return str(x)


def _latex_number(x: Entry) -> str:
    if isinstance(x, float):
        return _short(x)
    p, q = x.as_integer_ratio()
    return str(p) if q == 1 else rf"\frac{{{p}}}{{{q}}}"
