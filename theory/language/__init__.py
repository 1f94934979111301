"""How a statement is written: relations, symbols of counts, sums over classes, means over samples.

Expressions only: what holds of them is said by the rules of `theory.proof.rules`, and nothing here
may make a fact.
"""

from theory.language.cells import AnyCount
from theory.language.finite import evidently_real, infinite
from theory.language.relations import Relation, Sense, balanced, eq, flatten, ge, gt, le, lt
from theory.language.sums import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    Binder,
    Blocks,
    BoundIndex,
    ClassSum,
    CountSymbol,
    LabelSymbol,
    Remembered,
    SampleMean,
    SamplesSymbol,
    SymbolicVector,
    Vector,
    class_sum,
    every_class,
    every_sample,
    is_label,
    realise,
    sample_mean,
    unbound,
)
from theory.language.text import EXTREMES, FUNCTIONS, Node, TextReader

__all__ = [
    "ANY_CLASS",
    "ANY_COLUMN",
    "ANY_ROW",
    "ANY_SAMPLE",
    "BOUND_CLASS",
    "BOUND_SAMPLE",
    "EXTREMES",
    "FUNCTIONS",
    "AnyCount",
    "Binder",
    "Blocks",
    "BoundIndex",
    "ClassSum",
    "CountSymbol",
    "LabelSymbol",
    "Node",
    "Relation",
    "Remembered",
    "SampleMean",
    "SamplesSymbol",
    "Sense",
    "SymbolicVector",
    "TextReader",
    "Vector",
    "balanced",
    "class_sum",
    "eq",
    "every_class",
    "every_sample",
    "evidently_real",
    "flatten",
    "ge",
    "gt",
    "infinite",
    "is_label",
    "le",
    "lt",
    "realise",
    "sample_mean",
    "unbound",
]
