"""The classifier that outputs the ground truth has the lowest L_DMI, and who else has it.

A classifier is given by `H[y][k] = P(h(X) = k | Y = y)`, and the noise is independent of its output
given the label.
"""

from paper_checks.papers.dmi import dmi as paper
from paper_checks.papers.dmi.order import noisy
from theory.derivation import combine, quotient, replaced, squeezed
from theory.determinants import (
    determinant,
    hadamard,
    matrix,
    of_permutation,
    of_stochastic,
    of_transposed,
    short_rows,
    size_of_product,
    transposed,
)
from theory.domain import Classes, Simplex, Transitions
from theory.information import accuracy, column_total, dmi
from theory.nested_sums import summed
from theory.other_classes import total_of_others
from theory.relation import eq, gt, le, lt
from theory.sums import ANY_CLASS, ANY_ROW, every_class, every_sample

LOCUS = "our question, after the main theorem"


def truth(prior, T):
    """The joint matrix of the label and its noisy version."""
    return matrix(lambda y, j: prior[y] * T[y][j], prior.size)


class OneClassifier:
    c = Classes(tried=(2, 3))
    prior, H, T = Simplex(c), Transitions(c), Transitions(c)


def response_size(p):
    """`DMI(h(X), noisy Y) == |det H| DMI(Y, noisy Y)`."""
    best, turned = dmi(truth(p.prior, p.T)), transposed(p.H)
    same = replaced(dmi(turned), of_transposed(p.H), determinant(turned), determinant(p.H))
    split = size_of_product(turned, truth(p.prior, p.T))
    return combine(noisy(p.prior, p.H, p.T) - dmi(p.H) * best, split, (same, best))


@paper.claim("truth-optimal", locus="main theorem, after Eq. 31", kind="ineq")
class TruthOptimal(OneClassifier):
    r"""The classifier that outputs the ground truth has the lowest $L_{DMI}$, on clean and on
    noisy labels: $\mathrm{DMI}(h(X), \tilde Y) \le \mathrm{DMI}(Y, \tilde Y)$.

    Intuition: $h(X)$ is a noisy copy of $Y$, and a stochastic matrix has $|\det| \le 1$.
    Catch: the noise is taken to be independent of the output given the label, which is what Li
    doubts at Eq. 32: a classifier that memorises the noisy labels it is judged by may do better,
    see `conditional-independence/truth-in-sample`. And the inequality is weak, see `unique` and
    `renamed` for the ties.
    Object: said of DMI, whose $-\log$ is the loss, so that an infinite loss needs no exception;
    `H` holds $P(h(X) = k | Y = y)$, `prior` is the law of $Y$, and $T = I$ is the clean case.
    """

    def conclusion(prior, H, T):
        return le(noisy(prior, H, T), dmi(truth(prior, T)))

    def prove(p):
        best = dmi(truth(p.prior, p.T))
        bounded = of_stochastic(p.H, p.domain("H"))
        return combine(p.goals[0].difference, (best, bounded), (response_size(p), -1))


def informative(prior, T):
    return gt(dmi(truth(prior, T)), 0)


@paper.claim("truth-optimal/unique", locus=LOCUS, kind="ineq")
class TruthOptimalUnique(OneClassifier):
    r"""Every classifier that is sometimes wrong has a higher $L_{DMI}$ than the ground truth.

    Whether the minimiser is unique is our question; the notes do not say that it is.
    The noise is not singular and every class occurs, so that the lowest loss is finite.
    Intuition: a minimiser should be right. Catch: DMI does not know the names of the classes. A
    classifier that exchanges two of them for each other may be always wrong, and ties.
    """

    given = {
        "informative labels": informative,
        "sometimes wrong": lambda prior, H: lt(accuracy(prior, H), 1),
    }

    def conclusion(prior, H, T):
        return lt(noisy(prior, H, T), dmi(truth(prior, T)))


@paper.claim(
    "truth-optimal/renamed",
    locus=LOCUS,
    kind="ineq",
    repairs="dmi.truth-optimal/unique",
)
class TruthOptimalRenamed(OneClassifier):
    r"""Only the ground truth with the classes renamed has the lowest $L_{DMI}$, if that is finite.

    As in `truth-optimal` the noise is independent of the output given the label.
    A stochastic matrix of zeros and ones with $|\det H| = 1$ is a permutation matrix; that each of
    them ties is `every-renaming`. So $L_{DMI}$ needs a few labels that are known to be right, to
    tell which output means which class.
    """

    given = {
        "informative labels": informative,
        "ties with the ground truth": lambda prior, H, T: eq(
            noisy(prior, H, T), dmi(truth(prior, T))
        ),
    }

    def conclusion(c, H):
        def sure(y, k):
            return eq(H[y][k] * (1 - H[y][k]), 0)

        return every_sample(lambda y: every_class(lambda k: sure(y, k), c), c), eq(dmi(H), 1)

    def prove(p):
        entry, facts = p.H[ANY_ROW][ANY_CLASS], p.domain("H")
        best, size = dmi(truth(p.prior, p.T)), dmi(p.H)
        tie = p.given("ties with the ground truth")
        scaled_tie = combine((size - 1) * best, tie, (response_size(p), -1))
        one = quotient(size - 1, scaled_tie, p.given("informative labels"))
        long = hadamard(p.H, short_rows(p.H, facts))
        spread = combine(entry * (1 - entry), (facts["nonnegative"], facts["at most 1"]))
        in_row = summed(spread, ANY_CLASS, p.c)
        none = combine(-in_row.expr, long, (one, size + 1), (facts["total"], -1))
        two = combine(p.c - 1, p.domain("c")["lower"], (1,))
        others = total_of_others(spread, ANY_CLASS, p.c, two)
        return squeezed(spread, combine(-spread.expr, others, none)), one


@paper.claim("truth-optimal/every-renaming", locus=LOCUS, kind="id")
class TruthOptimalEveryRenaming(OneClassifier):
    r"""Every classifier that outputs the ground truth with the classes renamed ties with it."""

    given = {
        "sure": lambda c, H: every_sample(
            lambda y: every_class(lambda k: eq(H[y][k] * (1 - H[y][k]), 0), c), c
        ),
        "every output is used once": lambda c, H: every_class(
            lambda k: eq(column_total(H, k), 1), c
        ),
    }

    def conclusion(prior, H, T):
        return eq(noisy(prior, H, T), dmi(truth(prior, T)))

    def prove(p):
        size, best = dmi(p.H), dmi(truth(p.prior, p.T))
        rows, columns = p.domain("H")["total"], p.given("every output is used once")
        square = of_permutation(p.H, p.given("sure"), rows, columns)
        one = combine(size - 1, (square, 1 / (size + 1)))
        return combine(p.goals[0].difference, response_size(p), (one, best))
