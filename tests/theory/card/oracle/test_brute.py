"""The oracle of the cards notices false lines of every kind, and lets true ones pass."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import sympy

from lossproof.theory.card import Line, LineVerdict, analyse
from tests.theory.card.oracle.brute import contradictions
from tests.turns import in_turns

R = sympy.Rational
HALF, VERTEX = (R(1, 2), R(1, 2)), (sympy.Integer(1), sympy.Integer(0))


def found(text: str, line: Line, c: int) -> list[str]:
    return [why for _, why in contradictions(SimpleNamespace(lines=(line,)), text, c)]


FALSE: list[tuple[str, str, LineVerdict, str, dict[str, Any], dict[str, Any]]] = [
    ("1-p", "bounded", "PROVED", "", {"least": 0, "greatest": R(9, 10)}, {}),
    ("1-p", "bounded", "PROVED", "", {"least": 0, "greatest": 2}, {}),
    ("-log(p)", "bounded", "PROVED", "", {"least": 0, "greatest": 3}, {}),
    ("1-p", "bounded", "REFUTED", "it tends to ∞ as the label's probability tends to 0", {}, {}),
    ("-log(p)", "bounded", "REFUTED", "to −∞ as the label's probability tends to 0", {}, {}),
    ("1-p**2", "symmetric", "PROVED", "", {"class sum": 1}, {}),
    ("1-p", "symmetric", "REFUTED", "", {},
     {"f": HALF, "g": VERTEX, "class sum at f": 1, "class sum at g": 1}),
    ("1-p**2", "symmetric", "REFUTED", "", {},
     {"f": HALF, "g": VERTEX, "class sum at f": 2, "class sum at g": 1}),
    ("1-p**2", "class-sum range", "PROVED", "", {"least": 1, "greatest": R(7, 4)}, {}),
    ("1-p**2", "class-sum range", "PROVED", "", {"least": R(1, 2), "greatest": R(3, 2)}, {}),
    ("max(2/3,1-p)", "ranks labels", "PROVED", "", {}, {}),
    ("p", "ranks labels", "PROVED", "", {}, {}),
    ("1-p", "ranks labels", "REFUTED", "", {},
     {"f": VERTEX, "label": 0, "other label": 1, "loss": 0, "other loss": 1}),
    ("1-p", "proper", "PROVED", "", {}, {}),
    ("1", "proper", "PROVED", "strictly: the only one", {}, {}),
    ("-log(p)", "proper", "REFUTED", "", {},
     {"label distribution": HALF, "f": (R(1, 3), R(2, 3)),
      "mean loss of the label distribution": 1, "mean loss of f": 0}),
    ("1-p**2", "convex in p", "PROVED", "", {}, {}),
    ("(1-p)**2", "convex in p", "REFUTED", "", {},
     {"f": VERTEX, "g": HALF, "loss in the middle": R(1, 16), "mean of the losses": R(1, 8)}),
    ("1-p", "convex in logits", "PROVED", "", {}, {}),
    ("min(-log(p),1)", "convex in logits", "PROVED", "", {}, {}),
    ("-log(p)", "convex in logits", "REFUTED", "", {}, {"p": R(1, 3)}),
    ("-log(p)", "convex in logits", "REFUTED", "", {}, {"label's logit": (R(0), R(1), R(2))}),
    ("1-p", "gradient weight", "PROVED", "", {"peak": R(2, 5), "at": R(1, 2)}, {}),
    ("1-p", "gradient weight", "PROVED", "", {"peak": 1, "at": R(1, 2)}, {}),
    ("1-p", "gradient weight", "PROVED", "", {"peak": R(1, 2), "at": R(1, 3)}, {}),
    ("1-p", "gradient weight", "PROVED", "", {"peak to 1e-9": R(51, 100)}, {}),
    ("1-p", "gradient weight", "PROVED", "unbounded", {}, {}),
    ("p", "argmax preserved", "PROVED", "", {}, {}),
    ("1", "argmax preserved", "PROVED", "", {}, {}),
    ("log(1-p)", "argmax preserved", "PROVED", "", {}, {}),
    ("(1-p)**2", "uniform noise", "PROVED", "", {}, {}),
    ("1-p", "uniform noise", "REFUTED", "", {},
     {"eta": R(1, 4), "f": HALF, "noisy risk of f": R(1, 2),
      "noisy risk of the sure prediction": R(1, 4)}),
    ("1-p", "uniform noise", "REFUTED", "", {},
     {"eta": R(3, 4), "f": HALF, "noisy risk of f": R(1, 2),
      "noisy risk of the sure prediction": R(3, 4)}),
    ("exp(-p)", "largest rate", "PROVED", "", {"largest rate": R(1, 3)}, {}),
    ("exp(-p)", "largest rate", "PROVED", "", {"largest rate": R(1, 5)}, {}),
    ("exp(-p)", "largest rate", "PROVED", "", {"at most": R(1, 5)}, {}),
    ("exp(-p)", "largest rate", "PROVED", "", {"at most": R(3, 2)}, {}),
    ("-log(p)", "class-dependent noise", "PROVED", "", {}, {}),
    ("1-p", "class-dependent noise", "REFUTED", "", {},
     {"row": (R(1, 3), R(2, 3)), "f": HALF, "noisy risk of f": R(1, 2),
      "noisy risk of the sure prediction": R(2, 3)}),
    ("1-p**2", "excess risk", "PROVED", "", {"bound": sympy.Symbol("eta") / 10}, {}),
    ("1-p**2", "order preserved", "PROVED", "", {}, {}),
    ("1-p", "order preserved", "REFUTED", "", {},
     {"labels": (0,), "f": VERTEX, "g": HALF, "eta": R(1, 4)}),
    ("1-p", "backward corrected", "REFUTED", "", {}, {}),
    ("1-p", "known loss", "PROVED", "it is (2) mae", {}, {}),
    ("1-p**(1/2)", "known loss", "PROVED", "it is (1/2) lq(q = 2/5)", {}, {}),
    ("1/(p-1/2)", "convex in p", "PROVED", "", {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "question", "verdict", "says", "values", "witness"), FALSE)
def test_a_false_line_is_noticed(text, question, verdict, says, values, witness) -> None:
    values = {name: sympy.sympify(size) for name, size in values.items()}
    line = Line(question, verdict, says if verdict == "PROVED" else "", "c = 2",
                says if verdict == "REFUTED" else "", values, witness)  # fmt: skip
    assert found(text, line, 2)


@in_turns("text", ["1-p", "-log(p)", "1-p**(7/10)", "-log(p)/sum(-log(p))"], 4)
def test_true_lines_pass(text: str) -> None:
    card = analyse(text, classes=(2, 3))
    assert not [why for c in (2, 3) for why in contradictions(card, text, c)]
