"""How a statement is written: relations, symbols of counts, sums over classes, means over samples.

Expressions only: what holds of them is said by the rules of `theory.proof.rules`, and nothing here
may make a fact.
"""

from lossproof.theory.language.cells import (
    AnyCell as AnyCell,
    AnyCount as AnyCount,
    AnyTable as AnyTable,
    OfAnyBatch as OfAnyBatch,
)
from lossproof.theory.language.definedness import (
    Known as Known,
    Obligation as Obligation,
    discharged as discharged,
    obligations as obligations,
    poles as poles,
    subterms as subterms,
)
from lossproof.theory.language.needs import (
    UNDEFINED as UNDEFINED,
    Ways as Ways,
    all_met as all_met,
    left as left,
    log_ways as log_ways,
    power_ways as power_ways,
    put as put,
    seen as seen,
    ways_of_condition as ways_of_condition,
)
from lossproof.theory.language.opening import as_written as as_written, opened as opened
from lossproof.theory.language.others import (
    every_other_class as every_other_class,
    sum_of_others as sum_of_others,
)
from lossproof.theory.language.realising import Remembered as Remembered, realise as realise
from lossproof.theory.language.relations import (
    Every as Every,
    Relation as Relation,
    Sense as Sense,
    balanced as balanced,
    different as different,
    eq as eq,
    evaluated as evaluated,
    flatten as flatten,
    ge as ge,
    gt as gt,
    iff as iff,
    le as le,
    lt as lt,
    replaced_in as replaced_in,
)
from lossproof.theory.language.sums import (
    ANY_CLASS as ANY_CLASS,
    ANY_COLUMN as ANY_COLUMN,
    ANY_ROW as ANY_ROW,
    ANY_SAMPLE as ANY_SAMPLE,
    BOUND_CLASS as BOUND_CLASS,
    BOUND_SAMPLE as BOUND_SAMPLE,
    Binder as Binder,
    BoundIndex as BoundIndex,
    ClassSum as ClassSum,
    CountSymbol as CountSymbol,
    Index as Index,
    LabelSymbol as LabelSymbol,
    SampleMean as SampleMean,
    SamplesSymbol as SamplesSymbol,
    WrittenTerm as WrittenTerm,
    class_sum as class_sum,
    every_class as every_class,
    every_column as every_column,
    every_sample as every_sample,
    is_index as is_index,
    is_label as is_label,
    sample_mean as sample_mean,
    unbound as unbound,
)
from lossproof.theory.language.text import (
    EXTREMES as EXTREMES,
    FUNCTIONS as FUNCTIONS,
    Node as Node,
    TextReader as TextReader,
)
from lossproof.theory.language.vectors import (
    Blocks as Blocks,
    SymbolicVector as SymbolicVector,
    Vector as Vector,
)
from lossproof.theory.language.vocabulary import (
    genuine as genuine,
    posing as posing,
    unspoken as unspoken,
)
