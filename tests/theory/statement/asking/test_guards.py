"""What is interrupted while guards begin or end leaves no half of them."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from lossproof.theory.domain import Real
from lossproof.theory.language import Relation, le
from lossproof.theory.statement import MistakeError, Statement
from lossproof.theory.statement.asking import guards


def half(x: Any) -> Any:
    return le(x, sympy.Rational(1, 2)) and le(x, 1)


def test_a_guard_that_is_left_over_is_not_taken_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sympy.Basic, "__eq__", guards._GUARDS[sympy.Basic, "__eq__"])
    with pytest.raises(MistakeError, match="truth value of the relation x <= 1/2"):
        Statement({"x": Real(0, 1)}, {}, half).at({"x": 0})
    assert "__bool__" not in vars(Relation)


@pytest.mark.parametrize("after", range(6))
def test_what_is_interrupted_while_it_begins_leaves_no_guard(
    monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    class Interrupting(dict[Any, Any]):
        def items(self) -> Any:
            for k, item in enumerate(super().items()):
                if k == after:
                    raise KeyboardInterrupt
                yield item

    with monkeypatch.context() as patched:
        patched.setattr(guards, "_GUARDS", Interrupting(guards._GUARDS))
        with pytest.raises(KeyboardInterrupt):
            Statement({"x": Real(0, 1)}, {}, half).at({"x": 0})
    assert guards._are_put(guards._PLAIN_METHODS)
    with pytest.raises(MistakeError, match="truth value of the relation x <= 1/2"):
        Statement({"x": Real(0, 1)}, {}, half).at({"x": 0})


def test_a_block_inside_another_leaves_the_guards() -> None:
    with guards.no_branching():
        with guards.no_branching():
            pass
        assert guards._are_put(guards._GUARDS)
    assert guards._are_put(guards._PLAIN_METHODS)


def test_a_block_that_is_gone_without_an_end_leaves_no_guard() -> None:
    guards._BLOCKS.add(guards._Block())
    with guards.no_branching():
        pass
    assert guards._are_put(guards._PLAIN_METHODS)
