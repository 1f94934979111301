"""What is said where two classes are the same holds there, and is about labels only."""

import pytest
import sympy

from lossproof.theory.language import ANY_CLASS, BOUND_CLASS, CountSymbol, LabelSymbol
from lossproof.theory.proof import ProofError, vanishes
from lossproof.theory.proof.rules import same_class
from tests.together import together

c = CountSymbol("c", integer=True, positive=True)
k, y = (LabelSymbol(name, integer=True, nonnegative=True) for name in "ky")
v = sympy.IndexedBase("v", real=True)


def test_a_term_is_the_same_at_the_same_class() -> None:
    fact = same_class(v[ANY_CLASS] ** 2, k, y, c)
    assert fact.sign == "=="
    assert vanishes(fact.expr - sympy.KroneckerDelta(k, y) * (v[k] ** 2 - v[y] ** 2))
    for first, second in ((0, 1), (1, 1)):
        values = {k: first, y: second, v[first]: 3 + first, v[second]: 3 + second}
        assert (
            fact.expr.xreplace({k: sympy.Integer(first), y: sympy.Integer(second)}).subs(values)
            == 0
        )


@together("other", [sympy.Symbol("x", real=True), BOUND_CLASS, ANY_CLASS, c])
def test_only_labels_are_classes(other: sympy.Symbol) -> None:
    with pytest.raises(ProofError):
        same_class(v[ANY_CLASS], other, y, c)
