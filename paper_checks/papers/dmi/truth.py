"""The classifiers with the lowest L_DMI: the ground truth and its permutations.

A classifier is given by `H[y][j][k] = P(h(X) = k | Y = y, noisy Y = j)`.
"""

from lossproof.paper_checks.papers.dmi import dmi as paper
from lossproof.paper_checks.papers.dmi.output_law import (
    given_label,
    independent,
    noisy_size,
    responds,
    response,
    with_noisy,
)
from lossproof.paper_checks.papers.notation import *
from lossproof.theory.information import dmi

ours = paper.at("our question, after the main theorem")

INDEPENDENT = "independent given Y"


def truth(prior, T):
    """The joint matrix of the label and its noisy version."""
    return matrix(lambda y, j: prior[y] * T[y][j], prior.size)


def right(prior, T, H):
    """`P(h(X) = Y)`."""
    own = response(T, H)
    return class_sum(lambda y: prior[y] * own[y][y], prior.size)


class AnyClassifier:
    c = Classes(tried=(2, 3))
    prior, H, T = Simplex(c), Each(c, Transitions(c)), Transitions(c)


class OneClassifier(AnyClassifier):
    given = {INDEPENDENT: lambda c, H: independent(c, H)}


def response_size(p, R):
    """`|det(R' A)| == |det R| |det A|`, where A is that of the label and its noisy version."""
    best, turned = dmi(truth(p.prior, p.T)), transposed(R)
    same = replaced(dmi(turned), of_transposed(R), determinant(turned), determinant(R))
    split = size_of_product(turned, truth(p.prior, p.T))
    return combine(split.expr + (dmi(turned) - dmi(R)) * best, split, (same, best))


@paper.claim("truth-optimal", "main theorem, after Eq. 31", repairs="derived.memoriser-best/truth")
class TruthOptimal(OneClassifier):
    r"""Outputting the true label minimises L_DMI, on clean or noisy labels, among all outputs that
    are independent of the noise given the clean label.

    The classifier that outputs the true label has the lowest $L_{DMI}$ of all $h$ with $h(X)$
    independent of $\tilde Y$ given $Y$, on clean and on noisy labels: $\mathrm{DMI}(h(X), \tilde Y)
    \le \mathrm{DMI}(Y, \tilde Y)$.

    $h(X)$ is a noisy version of $Y$, and a stochastic matrix has $|\det| \le 1$. The output must be
    independent of $\tilde Y$ given $Y$, which Li doubts at Eq. 32: an output that knows the noise
    in $\tilde Y$ may do better, such as that of a classifier that memorised the labels on which it
    is evaluated (`derived.memoriser-best/truth`). The inequality is weak; `unique` and `renamed`
    are about ties.

    The claim is stated for DMI, whose $-\log$ is the loss, so that an infinite loss needs no
    exception. `H` is $P(h(X) = k | Y = y, \tilde Y = j)$ in row `y, j`, which is the same for every
    `j` where the output is independent; `prior` is the law of $Y$, and $T = I$ is the clean case.
    """

    def conclusion(prior, H, T):
        return le(dmi(with_noisy(prior, T, H)), dmi(truth(prior, T)))


def informative(prior, T):
    return gt(dmi(truth(prior, T)), 0)


@ours.claim("truth-optimal/unique")
class TruthOptimalUnique(OneClassifier):
    r"""A classifier with errors, and outputs independent of the noise given the clean label, has a
    larger L_DMI than the true labels, where that is finite.

    Every classifier that makes errors, with an output that is independent of the noise given
    the label, has a larger $L_{DMI}$ than the true labels.

    Whether the minimiser is unique is our question; the notes do not say that it is. The noise is
    not singular and every class occurs, so that the lowest loss is finite. One expects a minimiser
    to be right. But DMI does not depend on the names of the classes: a classifier that exchanges
    two classes may always be wrong, and ties. Exactly the permutations of the true labels attain
    the minimum (`renamed`).
    """

    given = OneClassifier.given | {
        "informative labels": informative,
        "sometimes wrong": lambda prior, H, T: lt(right(prior, T, H), 1),
    }

    def conclusion(prior, H, T):
        return lt(dmi(with_noisy(prior, T, H)), dmi(truth(prior, T)))


@ours.claim("truth-optimal/renamed", repairs="dmi.truth-optimal/unique")
class TruthOptimalRenamed(OneClassifier):
    r"""If outputs are independent of the noise given the clean label, and the minimum of L_DMI is
    finite, its minimisers output the true class up to a permutation.

    Only the true labels with permuted classes minimise $L_{DMI}$, if the minimum is finite and
    outputs are independent of the noise given the label.

    An output that depends on the noise may attain the same DMI by chance, or a larger one. The
    proof shows that $P(h(X) = k | Y = y)$ is 0 or 1 and has $|\det| = 1$: a permutation matrix.
    `every-renaming` shows that each of them ties. So $L_{DMI}$ needs a few labels that are known to
    be right, to identify which output means which class.
    """

    given = OneClassifier.given | {
        "informative labels": informative,
        "ties with the ground truth": lambda prior, H, T: eq(
            dmi(with_noisy(prior, T, H)), dmi(truth(prior, T))
        ),
    }

    def conclusion(c, H, T):
        own = response(T, H)
        return sure(c, own), eq(dmi(own), 1)

    def prove(p):
        R, alike = given_label(p.H), p.given(INDEPENDENT)
        entry, facts = R[ANY_ROW][ANY_CLASS], p.domain("H", ANY_ROW, 0)
        best, size = dmi(truth(p.prior, p.T)), dmi(R)
        tie, same = p.given("ties with the ground truth"), noisy_size(p, p.H, alike)
        scaled_tie = combine((size - 1) * best, tie, (response_size(p, R), -1), (same, -1))
        one = quotient(size - 1, scaled_tie, p.given("informative labels"))
        long = hadamard(R, short_rows(R, facts))
        spread = combine(entry * (1 - entry), (facts["nonnegative"], facts["at most 1"]))
        in_row = summed(spread, ANY_CLASS, p.c)
        none = combine(-in_row.expr, long, (one, size + 1), (facts["total"], -1))
        two = combine(p.c - 1, p.domain("c")["lower"], (1,))
        others = total_of_others(spread, ANY_CLASS, p.c, two)
        certain = squeezed(spread, combine(-spread.expr, others, none))
        own, equal = response(p.T, p.H), responds(p, p.H, alike)
        mean = own[ANY_ROW][ANY_CLASS]
        alike_size = replaced(dmi(own), of_equal(own, R, equal), determinant(own), determinant(R))
        return (
            combine(mean * (1 - mean), certain, (equal, 1 - mean - entry)),
            combine(dmi(own) - 1, alike_size, one),
        )


def sure(c, R):
    """That every entry is 0 or 1."""

    def entry(y, k):
        return eq(R[y][k] * (1 - R[y][k]), 0)

    return every_sample(lambda y: every_class(lambda k: entry(y, k), c), c)


@ours.claim("truth-optimal/every-renaming")
class TruthOptimalEveryRenaming(AnyClassifier):
    r"""Outputs that are the true labels with permuted classes have the same L_DMI as the true
    labels.

    `R` is the permutation matrix. No independence is assumed: an output that is a function of $Y$
    is independent of everything else given $Y$, and the proof derives this.
    """

    R = Transitions(AnyClassifier.c)

    given = {
        "outputs the renaming": lambda c, H, T, R: every_sample(
            lambda y: every_class(lambda k: eq(response(T, H)[y][k], R[y][k]), c), c
        ),
        "sure": lambda c, R: sure(c, R),
        "every output is used once": lambda c, R: every_class(
            lambda k: eq(column_total(R, k), 1), c
        ),
    }

    def conclusion(prior, H, T):
        return eq(dmi(with_noisy(prior, T, H)), dmi(truth(prior, T)))

    def prove(p):
        R, size, best = p.R, dmi(p.R), dmi(truth(p.prior, p.T))
        rows, columns = p.domain("R")["total"], p.given("every output is used once")
        square = of_permutation(R, p.given("sure"), rows, columns)
        one = combine(size - 1, (square, 1 / (size + 1)))
        first, second = with_noisy(p.prior, p.T, p.H), product(transposed(R), truth(p.prior, p.T))
        equal = of_equal(first, second, knows_no_noise(p))
        same = replaced(dmi(first), equal, determinant(first), determinant(second))
        return combine(p.goals[0].difference, same, response_size(p, R), (one, best))


def knows_no_noise(p):
    """`P(h(X) = k, noisy Y = j) - sum_y P(y) T[y][j] R[y][k] == 0`, where the output is sure."""
    y, j, k = ANY_ROW, ANY_COLUMN, ANY_CLASS
    noise, output = p.domain("T", y), p.domain("H", y, j)
    move, mean = renamed(noise["nonnegative"], {k: j}), p.R[y][k]
    agreed = combine(move.expr * p.H[y][j][k], (move, output["nonnegative"]))
    missed = combine(move.expr * (1 - p.H[y][j][k]), (move, output["at most 1"]))
    two, swap = combine(p.c - 1, p.domain("c")["lower"], (1,)), {j: k, k: j}
    certain, renames, whole = p.given("sure"), p.given("outputs the renaming"), noise["total"]

    def others(part):
        """The same for the other noisy labels together."""
        return renamed(total_of_others(renamed(part, swap), k, p.c, two), swap)

    def none(part, rest, total):
        """`part rest == 0`, as it is at most `R (1 - R)`; `total` says what all parts sum to."""
        product_of_both = combine(part.expr * rest.expr, (part, rest))
        reverse = combine(-product_of_both.expr, (others(part), rest), (certain, -1), *total)
        return squeezed(product_of_both, reverse)

    facts = p.domain("R", y)
    rest = facts["at most 1"]
    low = none(agreed, rest, [(renames, -rest.expr)])
    high = none(missed, facts["nonnegative"], [(whole, -mean), (renames, mean)])
    step = combine(p.prior[y] * (low.expr - high.expr), (low, p.prior[y]), (high, -p.prior[y]))
    return summed(renamed(step, {y: j, j: k, k: y}), j, p.c)
