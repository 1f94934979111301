"""Rules for terms of relative entropies, `p log(p/q)`: their inequalities."""

from __future__ import annotations

from typing import Any

from lossproof.theory.language import ANY_CLASS, class_sum, obligations
from lossproof.theory.language.terms import EntropyTerm
from lossproof.theory.proof.facts import Fact, ProofError, closed, follow, need, sized, vanishes


def _terms(p: Fact, q: Fact, dominated: Fact) -> tuple[Any, Any]:
    """`p` and `q`; `ProofError` unless `q` is known to be positive wherever `p` is."""
    above, below = (need(fact, ">=", "what is compared").expr for fact in (p, q))
    if not vanishes(need(dominated, ">=", "q - p^2").expr - (below - above**2)):
        raise ProofError(f"{dominated} does not say that {below} >= ({above})^2")
    return above, below


def gibbs(p: Fact, q: Fact, dominated: Fact) -> Fact:
    """Gibbs' inequality: `p >= 0`, `q >= 0`, `q - p^2 >= 0` ⊢ `p log(p/q) - p + q >= 0`.

    The premise `q - p^2 >= 0` makes `p` equal to 0 wherever `q` is 0, so `p log(p/q)` is finite.
    The rule uses Gibbs' inequality, which follows from `log x <= x - 1`.
    """
    above, below = _terms(p, q, dominated)
    expr = EntropyTerm(above, below) - above + below
    return follow(expr, ">=", "p log(p/q) >= p - q", p, q, dominated, trust=["log x <= x - 1"])


def log_sum(weight: Fact, p: Fact, q: Fact, dominated: Fact, size: Any) -> Fact:
    """The log-sum inequality: `w >= 0`, `p >= 0`, `q >= 0`, `q - p^2 >= 0` ⊢ `sum_l w p log(p/q) -
    P log(P/Q) >= 0`.

    The sums are `P = sum_l w p` and `Q = sum_l w q`. The premises must hold for every class `l`,
    and no case assumption may contain `l`. The rule uses the log-sum inequality.
    """
    for fact in (weight, p, q, dominated):
        closed(fact, ANY_CLASS)
    above, below = _terms(p, q, dominated)
    w = need(weight, ">=", "a weight").expr

    def over_classes(term: Any) -> Any:
        return class_sum(lambda j: (w * term).xreplace({ANY_CLASS: j}), sized(size))

    sums = EntropyTerm(over_classes(above), over_classes(below))
    each = over_classes(EntropyTerm(above, below))
    # If Q is 0 then every w q is 0, so every w p by domination, and P.
    arguments: Any = sums.args
    doubts = obligations(each).union(*map(obligations, arguments))
    name = "log-sum inequality"
    premises = weight, p, q, dominated
    by = {"size": size}
    return follow(each - sums, ">=", name, *premises, trust=[name], doubts=(doubts,), by=by)
