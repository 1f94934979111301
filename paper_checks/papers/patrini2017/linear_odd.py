"""Footnote 4: linear-odd losses."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.hessian import HALF, dominant

theorem_4 = patrini2017.at("Theorem 4, footnote 4")


def of_score(m):
    """Cross-entropy of two classes as a loss of one score, the logit of the label's."""
    return cce(softmax(Vector((m, sympy.Integer(0))))[0])


def square_of_score(m):
    return (1 - m) ** 2


@theorem_4.claim("linear-odd/one-score")
class LinearOdd:
    r"""For cross-entropy and square loss as functions ℓ of one binary score m, ℓ(m) − ℓ(−m) is
    linear in m.

    Cross-entropy and square loss are linear-odd losses, in the sense of the reference of the
    footnote: as losses of one score.

    A loss $\varphi$ of one score $m$ is linear-odd if $\frac12 (\varphi(m) - \varphi(-m)) = a m$
    for some number $a$ (Patrini et al. 2016). Cross-entropy of two classes is the logistic loss,
    with $a = -\frac12$; the square loss $(1 - m)^2$ has $a = -2$. For more classes see `classes`;
    for the square loss of softmax outputs see `linear-odd`.
    """

    m = Real()

    def conclusion(m):
        return (
            eq(HALF * (of_score(m) - of_score(-m)), -HALF * m),
            eq(HALF * (square_of_score(m) - square_of_score(-m)), -2 * m),
        )


class Labels:
    """Scores of the classes, and two labels."""

    c = Classes(tried=(2, 3))
    z, y, k = Scores(c), Label(c), Label(c)


@theorem_4.claim("linear-odd/classes", repairs="patrini2017.linear-odd")
class LinearOddClasses(Labels):
    r"""For cross-entropy and square loss of scores, the losses of two labels differ by a linear
    function, with any number of classes.

    For any number of classes the losses under two labels differ by a linear function of the
    scores: by $z_k - z_y$ for cross-entropy, by $2 (z_k - z_y)$ for the square loss $\|z -
    e_y\|^2$.

    The proof uses this property of a linear-odd loss. The square loss is that of the
    scores themselves.
    """

    def conclusion(z, y, k):
        f = softmax(z)
        return (
            eq(cce(f[y]) - cce(f[k]), z[k] - z[y]),
            eq(mse(z, y) - mse(z, k), 2 * (z[k] - z[y])),
        )


@theorem_4.claim("linear-odd")
class LinearOddSoftmaxSquare:
    r"""Label noise does not change the Hessian of the square loss of softmax outputs.

    Losses of Section 3 are functions of $\hat p \in \Delta^{c-1}$, and Section 4.2 calls the
    square loss proper composite, so this is the square loss of the text. It is half of the
    sentence; cross-entropy is in `classes`. The counterexample is already in the last layer, or a
    model of one layer, where the logits move on straight lines with the derivatives `p` and `q` in
    two parameters.

    The statement fails because under two labels the loss differs by $2 (\hat p_k - \hat p_y)$,
    linear in $\hat p$, not in the scores. It holds for the square loss of the scores (`classes`),
    without the softmax, and for the losses of one score of the paper that the footnote cites
    (`one-score`).
    """

    c = Classes(tried=(2, 3))
    f, p, q = Simplex(c, interior=True), Scores(c), Scores(c)
    T, y = Transitions(c, interior=True), Label(c)
    given = {"dominant": dominant}
    where = {
        "P": lambda f, p: class_sum(lambda j: p[j] * f[j], f.size),
        "Q": lambda f, q: class_sum(lambda j: q[j] * f[j], f.size),
        "PQ": lambda f, p, q: class_sum(lambda j: p[j] * q[j] * f[j], f.size),
        "second": lambda f, p, q, i="y": curvatures(mse, f, p, q)[i],
    }

    def conclusion(f, p, q, T, y):
        found = curvatures(mse, f, p, q)
        return eq(expectation(T[y], found), found[y])
