"""Larger terms of the language: nested sums, determinants, means over batches, entropies.

How each is written, and what it is once written out in numbers. What may be concluded of them
stands in `theory.proof.rules`.
"""

from theory.language.terms.batches import (
    AnyCount,
    BatchMean,
    Count,
    batch_determinant,
    batch_factor,
    batch_mean,
    cells_of,
    expected_determinant,
    is_zero,
    permutations,
    tables,
)
from theory.language.terms.determinants import COLUMN, ROW, determinant, matrix, product, transposed
from theory.language.terms.entropy import EntropyTerm, entropy_term, written_term
from theory.language.terms.nested_sums import ANY, NestedSum, nested_sum

__all__ = [
    "ANY",
    "COLUMN",
    "ROW",
    "AnyCount",
    "BatchMean",
    "Count",
    "EntropyTerm",
    "NestedSum",
    "batch_determinant",
    "batch_factor",
    "batch_mean",
    "cells_of",
    "determinant",
    "entropy_term",
    "expected_determinant",
    "is_zero",
    "matrix",
    "nested_sum",
    "permutations",
    "product",
    "tables",
    "transposed",
    "written_term",
]
