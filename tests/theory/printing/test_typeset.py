"""Formulas in prose are typeset, and words are not."""

from __future__ import annotations

from lossproof.theory.printing.typeset import typeset
from tests.together import together


@together(
    ("text", "typed"),
    [
        ("if T_yj < T_yy (c = 2, 3)", r"if $T_{yj} < T_{yy}$ $(c = 2,\allowbreak 3)$"),
        ("the label's p, a p^2 of x² at 2p", "the label's $p$, a $p^{2}$ of $x^{2}$ at $2p$"),
        ("R(noisy minimiser) − R(best) ≤ 1/q", r"$R$(noisy minimiser) ${}- R$(best) $\le 1/q$"),
        ("(c = 2, one sample)", "($c = 2$, one sample)"),
        ("|x − 1| ≤ √(1/3)", r"$|x - 1| \le \sqrt{1/3}$"),
        ("Σ_j ℓ(p_j) and 1e-9 of 3", r"$\sum_{j} \ell (p_{j})$ and 1e-9 of 3"),
        ("(T'p)_j = v", "$(T'p)_{j} = v$"),
        ("zero_one and class-sum/bounds, 50 %", "zero_one and class-sum/bounds, 50 %"),
        ("a' ≥ −p·ℓ'(p)", r"$a' \ge -p \cdot \ell'(p)$"),
        ("unbalanced (p and ) q", "unbalanced ($p$ and ) $q$"),
    ],
)
def test_what_reads_as_a_formula_is_between_dollars(text: str, typed: str) -> None:
    assert typeset(text) == typed
    assert typeset(text, lambda words: "").count("$") % 2 == 0
