"""What the determinant of a batch says of the determinant of the law it was drawn from."""

import itertools

import sympy

from paper_checks.papers.derived import derived
from theory.domain import Each, Joint, Samples, Simplex
from theory.language import eq
from theory.language.terms import (
    batch_factor,
    batch_mean,
    determinant,
    expected_determinant,
    matrix,
)
from theory.proof.rules import combine, mean_of_determinant, mean_of_product

LOCUS = "on L_DMI, after Xu et al. (2019)"


def in_proportion(n, Q):
    return eq(expected_determinant(Q, n), batch_factor(n, Q.size) * determinant(Q))


def proof(p):
    return mean_of_determinant(p.Q, p.n, p.domain("Q")["total"])


@derived.claim("det-expectation", locus=LOCUS, kind="id")
class DetExpectation:
    r"""$\mathbb{E} \det \hat Q = \frac{n!}{(n - C)!\, n^C} \det Q$ for $C = 2$ and every $n$.

    $\hat Q$ is the table of frequencies of (output, label), both of `C` classes. Checked for
    $C = 2$, and for 3 and 4 in the other readings; the argument is one for every `C`, which is not
    checked. The factor is 0 for $n < C$.

    A product in Leibniz's formula takes its counts from different rows, so from $C$ distinct cells,
    which share no sample. There are $n!/(n-C)!$ ways to take a sample for each, and samples are
    independent. So every product gets the same factor, and hence their signed sum.
    """

    n, Q = Samples(tried=(2, 3, 4)), Joint(2)
    conclusion, prove = in_proportion, proof


@derived.claim("det-expectation/three-classes", locus=LOCUS, kind="id")
class DetExpectationThree:
    r"""$\mathbb{E} \det \hat Q = \frac{n!}{(n - C)!\, n^C} \det Q$ for $C = 3$ and every $n$."""

    n, Q = Samples(tried=(2, 3, 4)), Joint(3)
    conclusion, prove = in_proportion, proof


@derived.claim("det-expectation/four-classes", locus=LOCUS, kind="id")
class DetExpectationFour:
    r"""$\mathbb{E} \det \hat Q = \frac{n!}{(n - C)!\, n^C} \det Q$ for $C = 4$ and every $n$."""

    n, Q = Samples(tried=(4,)), Joint(4)
    conclusion, prove = in_proportion, proof


def soft_table(o, cells):
    """`sum_x o_x[i] N[x, j]` for three points and two classes; the cell (x, j) is `2 x + j`."""
    return matrix(lambda i, j: sympy.Add(*(o[x][i] * cells[2 * x + j] for x in range(3))), 2)


def counted(n, o, r):
    """The mean over batches of the determinant of the table of frequencies."""

    def of(counts):
        return determinant(soft_table(o, counts)) / n**2

    return batch_mean(of, n, [*cells(r)])


def soft_law(o, r):
    """The determinant of the law, `det E o e_y'`."""
    return determinant(soft_table(o, [*cells(r)]))


def cells(r):
    return (r[a] for a in range(6))


@derived.claim("det-expectation/soft", locus=LOCUS, kind="id")
class DetExpectationSoft:
    r"""$\mathbb{E} \det \hat Q = \frac{n!}{(n - C)!\, n^C} \det Q$ for soft outputs too.

    $\hat Q = \frac1n O^\top L$, where a sample has a row of $O$ on the simplex and a one-hot row of
    $L$. Here three points with any outputs `o`, two classes, and any law `r` of (point, label),
    listed point by point; $Q = \mathbb{E}\, o\, e_y^\top$. A sample has one label, so it adds to
    one column of $\hat Q$ only, and the determinant is a sum over distinct samples, one a column.
    """

    n, o, r = Samples(tried=(2, 3)), Each(3, Simplex(2)), Simplex(6)
    where = {"counted": lambda n, o, r: counted(n, o, r), "exact": lambda o, r: soft_law(o, r)}

    def conclusion(n, o, r):
        return eq(counted(n, o, r), batch_factor(n, 2) * soft_law(o, r))

    def prove(p):
        (goal,) = p.goals
        chances, whole = [p.r[a] for a in range(6)], p.domain("r")["total"]
        terms = []
        for x, z in itertools.product(range(3), repeat=2):
            share = (p.o[x][0] * p.o[z][1] - p.o[x][1] * p.o[z][0]) / p.n**2
            terms.append((share, mean_of_product([2 * x, 2 * z + 1], p.n, chances, whole)))
        return combine(goal.difference, *terms)
