"""Determinant-based mutual information: its properties, and the effect of label noise on it."""

from lossproof.paper_checks.papers.dmi import dmi as paper
from lossproof.paper_checks.papers.notation import *
from lossproof.theory.information import dmi


def passed_on(c, Q, T, N):
    """`P(W2 = i, W3 = j) = sum_k P(W2 = i, W1 = k) P(W3 = j | W1 = k)`."""
    through = product(Q, T)
    return every_sample(lambda i: every_class(lambda j: eq(N[i][j], through[i][j]), c), c)


class LessInformative:
    """Q is the joint law of W2 and W1, N that of W2 and W3, and T maps W1 to W3."""

    c = Classes(tried=(2, 3))
    Q, T, N = Joint(c), Transitions(c), Joint(c)
    given = {"independent given W1": passed_on}


def multiplied(p):
    """`|det N| == |det Q| |det T|`."""
    through = product(p.Q, p.T)
    equal = of_equal(p.N, through, p.given("independent given W1"))
    same = replaced(dmi(p.N), equal, determinant(p.N), determinant(through))
    return combine(dmi(p.N) - dmi(p.Q) * dmi(p.T), same, size_of_product(p.Q, p.T))


@paper.claim("dmi-properties", "Eq. 27 (i)-(iii)")
class DmiProperties(LessInformative):
    r"""DMI is nonnegative and symmetric, and does not increase if one variable is replaced by a
    version of it with independent noise.

    $\mathrm{DMI}(W_1, W_2) = |\det Q_{W_1, W_2}|$ is non-negative and symmetric, and
    $\mathrm{DMI}(W_2, W_3) \le \mathrm{DMI}(W_2, W_1)$ where $W_3$ is independent of $W_2$ given
    $W_1$.

    Transposition does not change a determinant, and the matrix that maps $W_1$ to $W_3$ is
    stochastic, so $|\det T| \le 1$. The two variables need equally many values. DMI may be 0
    although the variables are dependent (`zero`). `Q` is the joint law of $W_2$ and $W_1$, `N` that
    of $W_2$ and $W_3$, and `T` maps $W_1$ to $W_3$. The proof uses only the consequence $N = Q T$
    of the independence.
    """

    def conclusion(Q, N):
        return ge(dmi(Q), 0), eq(dmi(Q), dmi(transposed(Q))), le(dmi(N), dmi(Q))


@paper.claim("dmi-properties/zero", "our question, after Eq. 27")
class DmiPropertiesZero:
    r"""Two variables with DMI = 0 are independent.

    It fails because a determinant is 0 as soon as the row of one value is a mixture of others, or
    one value never occurs, however informative the rest is. Below full rank DMI is 0, whether or
    not the variables are independent.
    """

    c = Classes(tried=(2, 3))
    Q = Joint(c)
    given = {"no DMI": lambda Q: eq(determinant(Q), 0)}

    def conclusion(c, Q):
        def cell(i, j):
            return eq(Q[i][j], row_total(Q, i) * column_total(Q, j))

        return every_sample(lambda i: every_class(lambda j: cell(i, j), c), c)


@paper.claim(
    "dmi-properties/zero-two-values",
    "our question, after Eq. 27",
    repairs="dmi.dmi-properties/zero",
)
class DmiPropertiesZeroTwoValues:
    r"""Two binary variables have DMI = 0 if and only if they are independent.

    The sign is that of the cell in the determinant, so DMI measures how far each cell is from
    independence.
    """

    Q = Joint(2)

    def conclusion(Q):
        def cell(i, j):
            apart = Q[i][j] - row_total(Q, i) * column_total(Q, j)
            return eq(apart, (-1) ** (i + j) * determinant(Q))

        return tuple(cell(i, j) for i in (0, 1) for j in (0, 1))


@paper.claim("relative-invariance", "Eq. 28", repairs="dmi.relative-invariance/posterior")
class RelativeInvariance(LessInformative):
    r"""If W₃ is independent of W₂ given W₁, then DMI(W₂, W₃) is DMI(W₂, W₁) times |det| of the
    matrix of P(W₃ | W₁).

    The joint matrix of $W_2, W_3$ is that of $W_2, W_1$ times $T$, and determinants multiply. The
    proof uses only this product, which `product-form` derives from the independence. A determinant
    needs as many values of $W_3$ as of $W_1$; with more or fewer the two sides do not both exist.
    The joint law does not define a row of $T$ for a value that $W_1$ never takes, but then both
    sides are 0 for every such row.
    """

    def conclusion(Q, T, N):
        return eq(dmi(N), dmi(Q) * dmi(T))


@paper.claim("relative-invariance/posterior", "our question, after Eq. 28")
class RelativeInvariancePosterior(LessInformative):
    r"""If W₃ is independent of W₂ given W₁, then DMI(W₂, W₃) is DMI(W₂, W₁) times |det| of the
    matrix of posteriors P(W₁ | W₃).

    $\mathrm{DMI}(W_2, W_3) = \mathrm{DMI}(W_2, W_1)\, |\det B|$ with the matrix $B$ of
    $P(W_1 | W_3)$ in place of the matrix of $P(W_3 | W_1)$, where $W_3$ is independent of $W_2$
    given $W_1$.

    This is Eq. 28 in the opposite orientation, which the source does not claim. Transposing $T$
    would go unnoticed, since $\det T' = \det T$. But the posterior $B$ is not the transpose: its
    rows are scaled by the law of $W_3$, not of $W_1$.
    """

    B = Transitions(LessInformative.c)

    def _posterior(c, Q, T, N, B):
        def bayes(i, j):
            return eq(column_total(N, j) * B[j][i], column_total(Q, i) * T[i][j])

        return every_sample(lambda i: every_class(lambda j: bayes(i, j), c), c)

    given = LessInformative.given | {
        "Bayes' rule": _posterior,
        "W3 takes every value": lambda c, N: every_class(lambda j: gt(column_total(N, j), 0), c),
    }

    def conclusion(Q, N, B):
        return eq(dmi(N), dmi(Q) * dmi(B))


@paper.claim("product-form", "our question, after Eq. 28")
class ProductForm:
    r"""If W₃ is independent of W₂ given W₁, then P(w₂, w₃) is the sum of P(w₂, w₁) P(w₃ | w₁) over
    the values w₁ of W₁.

    This is one entry of the matrix product that the other claims use as a premise. `P123[j]` is
    $P(w_1, w_2, w_3)$ for $w_1 = j$ and one pair $w_2, w_3$; `P1`, `P12` and `P13` are its
    marginals, whose totals are not used, and `t[j]` is $P(w_3 | w_1)$. Independence is written as
    the product $P(w_1, w_2, w_3) P(w_1) = P(w_1, w_2) P(w_1, w_3)$, which also makes sense where
    $P(w_1) = 0$.
    """

    c = Classes(tried=(2, 3))
    P1, P12, P13, P123 = Scores(c, 0), Scores(c, 0), Scores(c, 0), Scores(c, 0)
    t = Scores(c, 0, 1)

    given = {
        "marginals": lambda c, P1, P12, P123: every_class(
            lambda j: (le(P123[j], P12[j]), le(P12[j], P1[j])), c
        ),
        "independent given W1": lambda c, P1, P12, P13, P123: every_class(
            lambda j: eq(P123[j] * P1[j], P12[j] * P13[j]), c
        ),
        "channel": lambda c, P1, P13, t: every_class(lambda j: eq(P13[j], P1[j] * t[j]), c),
    }

    def conclusion(c, P12, P123, t):
        return eq(P123.total(), class_sum(lambda j: P12[j] * t[j], c))

    def prove(p):
        whole, pair, given, t = (each[ANY_CLASS] for each in (p.P123, p.P12, p.P1, p.t))
        in_pair, in_given = p.given("marginals")
        goal = whole - pair * t

        def seen(positive):
            product_form, channel = p.given("independent given W1"), p.given("channel")
            return quotient(goal, combine(given * goal, product_form, (channel, pair)), positive)

        def unseen(none):
            no_pair = combine(-pair, in_given, none)
            empty = squeezed(p.domain("P12", ANY_CLASS)["lower"], no_pair)
            nothing = squeezed(
                p.domain("P123", ANY_CLASS)["lower"], combine(-whole, in_pair, no_pair)
            )
            return combine(goal, nothing, (empty, -t))

        return total(cases(given, seen, unseen, strict=True), p.c)


@paper.claim("loss-shift", "Eq. 31 with Eq. 28")
class LossShift(LessInformative):
    r"""If outputs are independent of the noise given the clean label, noise with a transition
    matrix T, det T ≠ 0, adds −log |det T| to a finite L_DMI.

    $L_{DMI}(h(X), \tilde Y) = L_{DMI}(h(X), Y) - \log |\det T_{Y \to \tilde Y}|$, and the left
    side is finite, if $\det T$ and $\det Q$ are not 0 and $h(X)$ is independent of $\tilde Y$ given
    $Y$.

    Here $W_2 = h(X)$, $W_1 = Y$, $W_3 = \tilde Y$, and $L_{DMI} = -\log |\det Q|$. The shift is the
    same for every classifier, so the order of classifiers and the minimisers do not change.

    With singular noise, or for a classifier whose joint matrix with $Y$ is singular, the loss is
    infinite. The formula still reads $\infty = \infty$, but it does not distinguish classifiers,
    and a gradient does not exist. The released code has a finite loss there, as it adds $10^{-3}$
    inside the logarithm, and then the shift is no constant: `derived.released-dmi-smoothing`.
    """

    given = LessInformative.given | {
        "T is not singular": lambda T: gt(dmi(T), 0),
        "the clean loss is finite": lambda Q: gt(dmi(Q), 0),
    }

    def conclusion(Q, T, N):
        return eq(dmi_loss(N), dmi_loss(Q) + dmi_loss(T)), gt(dmi(N), 0)
