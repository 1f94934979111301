"""Larger terms of the language: nested sums, determinants, expectations, means over
batches, entropies.

How each is written, and what it is once written out in numbers. What may be concluded of them
stands in `lossproof.theory.proof.rules`.
"""

from lossproof.theory.language.sums import (
    ANY as ANY,
    NestedSum as NestedSum,
)
from lossproof.theory.language.terms.batch_tables import (
    TABLE_COLUMN as TABLE_COLUMN,
    TABLE_ROW as TABLE_ROW,
    TableCount as TableCount,
    TableMean as TableMean,
    any_table as any_table,
    mean_determinant as mean_determinant,
    over_rows as over_rows,
    table_determinant as table_determinant,
    table_mean as table_mean,
)
from lossproof.theory.language.terms.batches import (
    AnyCount as AnyCount,
    BatchMean as BatchMean,
    Count as Count,
    OverBatches as OverBatches,
    batch_determinant as batch_determinant,
    batch_factor as batch_factor,
    batch_mean as batch_mean,
    cells_of as cells_of,
    expected_determinant as expected_determinant,
    is_zero as is_zero,
    permutations as permutations,
    tables as tables,
)
from lossproof.theory.language.terms.determinants import (
    COLUMN as COLUMN,
    ROW as ROW,
    Determinant as Determinant,
    determinant as determinant,
    matrix as matrix,
    product as product,
    transposed as transposed,
)
from lossproof.theory.language.terms.entropy import (
    EntropyTerm as EntropyTerm,
    entropy_term as entropy_term,
    written_term as written_term,
)
from lossproof.theory.language.terms.expectations import (
    DRAWN as DRAWN,
    Expectation as Expectation,
    expected as expected,
    sampled_value as sampled_value,
    unfold as unfold,
)
from lossproof.theory.language.terms.factorials import Falling as Falling, falling as falling
