"""Theorem 1: the backward correction."""

from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.theory.domain import Classes, Scores, Simplex, Transitions
from lossproof.theory.language import ANY_ROW, SymbolicVector, eq, every_sample
from lossproof.theory.losses import expectation
from lossproof.theory.proof.rules import combine, summed


@patrini2017.claim(
    "backward-unbiased",
    title="Backward correction is unbiased for every non-singular T",
    locus="Theorem 1",
    kind="id",
)
class BackwardUnbiased:
    r"""$\forall x:\ \mathbb{E}_{\tilde y|x}\, \ell^{\leftarrow}(\tilde y, \hat p) =
    \mathbb{E}_{y|x}\, \ell(y, \hat p)$ where $\ell^{\leftarrow} = T^{-1} \ell$ and $T$ is
    non-singular.

    $L$ and $B$ hold the loss and the corrected loss at one $x$ under every label. The relation $B =
    T^{-1} L$ is written as $T B = L$, which is equivalent where $T$ is non-singular; the proof uses
    no more. The clean label given $x$ has any distribution, `posterior`, and the noisy label is
    drawn from the row of $T$ that belongs to it; the noise is averaged.
    """

    c = Classes(tried=(2, 3))
    posterior, T = Simplex(c), Transitions(c)
    L, B = Scores(c), Scores(c)

    given = {
        "corrected": lambda c, T, L, B: every_sample(lambda i: eq(expectation(T[i], B), L[i]), c)
    }

    def conclusion(c, posterior, T, L, B):
        noisy = expectation(posterior, SymbolicVector(lambda i: expectation(T[i], B), c))
        return eq(noisy, expectation(posterior, L))

    def prove(p):
        chance, corrected = p.posterior[ANY_ROW], p.given("corrected")
        each = combine(chance * corrected.expr, (chance, corrected))
        return combine(p.goals[0].difference, summed(each, ANY_ROW, p.c))
