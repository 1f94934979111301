"""Shannon mutual information: its properties, and the effect of label noise on its order."""

from lossproof.paper_checks.papers.dmi import dmi as paper
from lossproof.paper_checks.papers.dmi.determinant import passed_on
from lossproof.paper_checks.papers.notation import *


class LessInformative:
    """Q is the joint law of W2 and W1, N that of W2 and W3, and T maps W1 to W3."""

    c = Classes(tried=(2, 3))
    Q, T, N = Joint(c), Transitions(c), Joint(c)
    given = {"independent given W1": passed_on}


@paper.claim("mi-properties", "Eq. 24-25")
class MiProperties(LessInformative):
    r"""Mutual information is nonnegative and symmetric, and does not increase if one variable is
    replaced by a version of it with independent noise.

    $\mathrm{MI}(W_1, W_2) = \sum p(w_1, w_2) \log \frac{p(w_1, w_2)}{p(w_1) p(w_2)}$ is
    non-negative and symmetric, and $\mathrm{MI}(W_3, W_2) \le \mathrm{MI}(W_1, W_2)$ where $W_3$ is
    independent of $W_2$ given $W_1$.

    $W_3$ carries information about $W_2$ only through $W_1$. The proof takes $\log x \le x - 1$ and
    the log-sum inequality as known. If a variable has fewer values, give the missing ones
    probability 0, with $0 \log 0 = 0$. `Q` is the joint law of $W_2$ and $W_1$, `N` that of $W_2$ and $W_3$, `T` maps
    $W_1$ to $W_3$, and `D(p, q)` is $p \log(p/q)$.
    """

    def conclusion(Q, N):
        information = mutual_information(Q)
        return (
            ge(information, 0),
            eq(information, mutual_information(transposed(Q))),
            le(mutual_information(N), information),
        )

    def prove(p):
        cell = any_cell(p)
        return not_negative(p, *cell), symmetric(p, *cell), not_more(p, *cell)


# What follows is about any row `s` and any class `l` of Q, and any column `t` of N.
TURNED = {ANY_ROW: ANY_CLASS, ANY_CLASS: ANY_ROW}


def any_cell(p):
    """`Q >= 0`, its marginals `R K >= 0`, and `R K - Q^2 >= 0`, of the cell `s, l`."""
    cell, two = p.domain("Q")["nonnegative"], combine(p.c - 1, p.domain("c")["lower"], (1,))
    in_row = total_of_others(cell, ANY_CLASS, p.c, two)
    in_column = renamed(total_of_others(renamed(cell, TURNED), ANY_CLASS, p.c, two), TURNED)
    row, column = (
        combine(in_row.expr + cell.expr, in_row, cell),
        combine(in_column.expr + cell.expr, in_column, cell),
    )
    marginals = combine(row.expr * column.expr, (row, column))
    rest = (in_row, in_column), (cell, in_row), (cell, in_column)
    return cell, marginals, combine(marginals.expr - cell.expr**2, *rest)


def not_negative(p, cell, marginals, dominated):
    """`MI >= 0`, from `p log(p/q) >= p - q` in every cell: both matrices sum to 1."""
    above = gibbs(cell, marginals, dominated)
    everywhere = summed(summed(above, ANY_CLASS, p.c), ANY_ROW, p.c)
    turned, whole = exchanged(cell.expr, ANY_ROW, ANY_CLASS, p.c), p.domain("Q")["total"]
    total = whole.expr + 1
    return combine(mutual_information(p.Q), everywhere, (turned, total), (whole, -total))


def symmetric(p, cell, marginals, _):
    """`MI` of the transposed matrix is the same, cell by cell."""
    return exchanged(entropy_term(cell.expr, marginals.expr), ANY_ROW, ANY_CLASS, p.c)


def not_more(p, cell, marginals, dominated):
    """`MI(N) <= MI(Q)`, from the log-sum inequality in every cell of N."""
    noise, term = p.domain("T"), entropy_term(cell.expr, marginals.expr)
    move = renamed(noise["nonnegative"], {ANY_ROW: ANY_CLASS, ANY_CLASS: ANY_COLUMN})
    less = log_sum(move, cell, marginals, dominated, p.c)
    before = class_sum(lambda j: (move.expr * term).xreplace({ANY_CLASS: j}), p.c)
    one_cell = combine(before - noisy_term(p), less, noisy_cell(p, before - less.expr))
    # Every row of T sums to 1, so what the log-sum inequality leaves is the information of Q.
    certain = renamed(noise["total"], {ANY_ROW: ANY_CLASS})
    whole = certain.expr + 1
    kept = summed(replaced(term * whole, certain, whole, 1), ANY_CLASS, p.c)
    turned = exchanged(move.expr * term, ANY_COLUMN, ANY_CLASS, p.c)
    return combine(
        mutual_information(p.Q) - mutual_information(p.N),
        summed(summed(one_cell, ANY_COLUMN, p.c), ANY_ROW, p.c),
        (-1, summed(turned, ANY_ROW, p.c)),
        (-1, summed(kept, ANY_ROW, p.c)),
    )


def noisy_term(p):
    """The term of `MI(N)` of the cell `s, t`."""
    N, s, t = p.N, ANY_ROW, ANY_COLUMN
    return entropy_term(N[s][t], row_total(N, s) * column_total(N, t))


def noisy_cell(p, found):
    """`found == noisy_term`, where it is written with Q and T."""
    N, Q, T, c = p.N, p.Q, p.T, p.c
    s, k, t = ANY_ROW, ANY_CLASS, ANY_COLUMN
    passed = renamed(p.given("independent given W1"), {k: t})
    through, product_of_sums = found.args
    step = replaced(found, passed, through, N[s][t])
    # The rows of N sum to those of Q, since the rows of T sum to 1.
    certain = renamed(p.domain("T")["total"], {s: t})
    same = summed(combine(Q[s][t] * certain.expr, (certain, Q[s][t])), t, c)
    turned = exchanged(Q[s][t] * T[t][k], k, t, c)
    over_row = summed(p.given("independent given W1"), k, c)
    row = combine(row_total(N, s) - row_total(Q, s), over_row, turned, same)
    # The columns of N sum to what T makes of those of Q.
    sums = product_of_sums / row_total(Q, s)
    turned = exchanged(Q[s][k] * T[k][t], s, k, c)
    column = combine(column_total(N, t) - sums, summed(passed, s, c), turned)
    both = row_total(N, s) * column_total(N, t)
    equal = combine(product_of_sums - both, (row, -sums), (column, -row_total(N, s)))
    return combine(
        found - noisy_term(p), step, replaced(found - step.expr, equal, product_of_sums, both)
    )


def clean(prior, H):
    return mutual_information(response_joint(prior, H))


def noisy(prior, H, T):
    return mutual_information(product(response_joint(prior, H), T))


class TwoClassifiers:
    """`H[y][k] = P(h(X) = k | Y = y)`, `G` the same for the other, and noise of the labels."""

    c = Classes(tried=(2,))
    prior = Simplex(c)
    H, G, T = Transitions(c), Transitions(c), Transitions(c)
    given = {"more information": lambda prior, H, G: gt(clean(prior, H), clean(prior, G))}


def mild(c, T):
    return every_sample(lambda y: gt(T[y][y], sympy.Rational(1, 2)), c)


def rare_classes(which):
    """The law of two classes, and what the one or the other classifier says of each."""
    rows = ((("1/2", "1/2"), ("1/10", "9/10")), (("9/10", "1/10"), ("3/5", "2/5")))[which]
    prior = Vector(map(sympy.Rational, ("9/10", "1/10")))
    return prior, Vector(Vector(map(sympy.Rational, row)) for row in rows)


def changed(odds):
    """The chances that a label of two classes stays, and that it changes."""
    return 1 / (1 + odds), odds / (1 + odds)


@evaluated
def noisy_reduced(which, odds):
    """What a classifier tells of the noisy labels, with fractions in logarithms reduced."""
    same, other = changed(odds)
    T = Vector((Vector((same, other)), Vector((other, same))))
    information = noisy(*rare_classes(which), T)
    return information.replace(sympy.log, lambda x: sympy.log(sympy.factor(x)))


@paper.claim("mi-order", "Eq. 26", kind="exists", repairs="dmi.mi-order/every-pair")
class MiOrder:
    r"""Some noise that keeps most labels of each class reverses the order of two classifiers by
    mutual information with the labels.

    The interpretation is: for some $h, h'$ and some such noise. A classifier that finds nearly all
    of a rare class has more information about the labels than one that finds less than half of it.
    But noise fills the rare label with samples of the frequent class, and most samples that $h$
    assigns to the rare class are of the frequent one, so that $h$ loses more than $h'$.

    In the example a label changes with the given odds, that is at a rate from 3/10 to 2/5, and the
    classes have probabilities 9/10 and 1/10. $h$ outputs the rare class for 9/10 of it and for half
    of the other class, $h'$ for 2/5 of it and 1/10 of the other. `every-pair` takes the formula's
    "for all $h, h'$" literally; `dmi.mi-order/above-half` is the opposite claim.
    """

    odds = Real("3/7", "2/3")
    where = {
        "clean_h": lambda: clean(*rare_classes(0)),
        "clean_g": lambda: clean(*rare_classes(1)),
        "noisy_h": lambda odds: noisy_reduced(0, odds),
        "noisy_g": lambda odds: noisy_reduced(1, odds),
    }

    def conclusion(odds):
        return (
            gt(clean(*rare_classes(0)), clean(*rare_classes(1))),
            lt(noisy_reduced(0, odds), noisy_reduced(1, odds)),
            gt(*changed(odds)),
        )


@paper.claim("mi-order/every-pair", "Eq. 26", kind="order")
class MiOrderEveryPair(TwoClassifiers):
    r"""Under any label noise, a classifier with more mutual information with clean labels than
    another never has more with noisy labels.

    For all $h, h'$ and all noise, if one classifier has more mutual information with the clean
    labels, it does not have more with the noisy ones.

    This is the formula as printed: for all $h, h'$ the two orders are not equivalent. The words
    around it say that the order may change, which is `mi-order`. But "for all" in front of a
    negation says that the order always changes. It fails for noise that only permutes the classes,
    and without noise, which change nothing.
    """

    def conclusion(prior, H, G, T):
        return le(noisy(prior, H, T), noisy(prior, G, T))


@paper.claim("mi-order/above-half", "our question, after Eq. 26", kind="order")
class MiOrderPreserved(TwoClassifiers):
    r"""Noise that keeps more than half of each class's labels preserves the order of classifiers by
    mutual information with the labels.

    `H` and `G` are the matrices of $P(h(X) = k | Y = y)$ of two classifiers, and `prior` is the law
    of $Y$. One expects mild noise to take the same share of the information from every classifier.
    But the share depends on the classifier, as noise from one class only does not affect the
    information about the others. For DMI the share is the same for all classifiers, so the order is
    preserved (`dmi-order`).
    """

    given = TwoClassifiers.given | {"mild noise": mild}

    def conclusion(prior, H, G, T):
        return gt(noisy(prior, H, T), noisy(prior, G, T))
