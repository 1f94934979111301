"""Curvature matrices of cross-entropy that label noise does or does not change."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017.expansion import undone

here = derived.at("after Patrini et al. (2017), Theorem 4")

cross_entropy = of_label(cce)


def gauss_newton(f, p, q):
    """The entry of the Gauss-Newton matrix in two parameters, one for each label."""
    return curvatures(cross_entropy, f, p, q)


def parts(f, p, q, m):
    """The entry of the Hessian for each label, and the part of `m`, which `gauss_newton` has not.

    `m` is the second derivative of the logits in the two parameters.
    """
    bent = along_every_label(cross_entropy, f, softmax_slopes(f, m))
    return curvatures(cross_entropy, f, p, q, m), bent


def of_gradients(f, p, q):
    """The product of the derivatives of the loss in two parameters, one for each label."""
    one, other = (along_every_label(cross_entropy, f, softmax_slopes(f, way)) for way in (p, q))
    return SymbolicVector(lambda j: one[j] * other[j], f.size)


NAMED = {
    "newton": lambda f, p, q: gauss_newton(f, p, q)[0],
    "product": lambda f, p, q, i="y": of_gradients(f, p, q)[i],
}


class Entries:
    """The derivatives of the logits in two parameters of any network, of any activation."""

    c = Classes(tried=(2, 3))
    f, p, q = Simplex(c, interior=True), Scores(c), Scores(c)
    T, y = Transitions(c), Label(c)


@here.claim("gauss-newton", assumes=("li.noisy-gradients",))
class GaussNewton(Entries):
    r"""Label noise and backward correction do not change the Gauss-Newton matrix of cross-entropy.

    The Gauss-Newton matrix of cross-entropy is the same under every law `r` of the label, and
    with backward correction by any $T$; it is the Fisher information of the model.

    It is the Hessian without the term of the second derivatives of the logits, and is stated so:
    both are computed at each label and averaged separately. The claim is for any two parameters of
    a network, in one layer or in two, with any activation: `p` and `q` are the derivatives of the
    logits in them, `m` is their second derivative in both. Another label changes the loss by a
    linear function of the logits (`li.noisy-gradients`). So the Hessian depends on the noise only
    through `m` (`patrini2017.hessian-noise-free/mixed`), and the rest is the covariance of `p` and
    `q` under $f$. The proof of Theorem 4 shows that this rest is free of noise, even if only a
    single label remains: `r` is any law.

    The Fisher information is the mean product of the derivatives of the loss for labels sampled
    from the model's own outputs; `empirical-fisher` takes the observed labels instead. `Q` is the
    inverse of the matrix `T` of the correction, which need not be the transition matrix of the
    noise. Forward correction does change the matrix: at the outputs (0.3, 0.7) and uniform noise of
    rate 0.2 an entry of it is -0.023 for the label 0, and 0.21 without correction.
    """

    m, r = Scores(Entries.c), Simplex(Entries.c)
    z, Q = Label(Entries.c), Each(Entries.c, Scores(Entries.c))
    given = {"Q T = I": undone}
    where = NAMED | {
        "bent": lambda f, m, i="y": parts(f, m, m, m)[1][i],
        "corrected": lambda f, p, q, Q, i="z": class_sum(
            lambda j: Q[i][j] * gauss_newton(f, p, q)[j], f.size
        ),
    }

    def conclusion(c, f, p, q, T, y, z, Q, m, r):
        found, hessian, bent = gauss_newton(f, p, q), *parts(f, p, q, m)
        whole, part = (class_sum(lambda j, of=of: Q[z][j] * of[j], c) for of in (hessian, bent))
        return (
            eq(expectation(r, hessian) - expectation(r, bent), found[y]),
            eq(whole - part, found[z]),
            eq(expectation(f, of_gradients(f, p, q)), found[y]),
        )


@here.claim("gauss-newton/empirical-fisher")
class EmpiricalFisher(Entries):
    r"""Label noise does not change the mean of the empirical Fisher matrix of cross-entropy.

    The empirical Fisher matrix is often used in place of the Fisher information, which contains no
    labels.

    The claim fails because the empirical Fisher matrix $(\hat p - e_y)(\hat p - e_y)^\top$ contains
    the label. Its mean is the Gauss-Newton matrix, which noise does not change, if the network
    predicts the distribution of the noisy labels (`at-the-noisy-posterior`).
    """

    T = Transitions(Entries.c, interior=True)
    where = NAMED
    given = {
        "dominant": lambda c, T: every_class(lambda i: gt(2 * T[i][i], 1), c),
        "all logits move": lambda c, p, q: every_class(
            lambda j: (gt(p[j] ** 2, 0), gt(q[j] ** 2, 0)), c
        ),
    }

    def conclusion(f, p, q, T, y):
        found = of_gradients(f, p, q)
        return eq(expectation(T[y], found), found[y])


@here.claim("gauss-newton/at-the-noisy-posterior", repairs="derived.gauss-newton/empirical-fisher")
class AtTheNoisyPosterior(Entries):
    r"""If outputs equal the noisy posterior, the empirical Fisher matrix of cross-entropy, averaged
    over noisy labels, equals its Gauss-Newton matrix.

    This is an expectation over the noise, at one input of the class `y`: there the observed labels
    have the same distribution as those that the Fisher information samples from the model. The
    empirical Fisher matrix of the clean labels differs from both there: at the outputs (3/4, 1/4)
    and with $p = q = (1, -1)$ it is 1/4 for the class 0, and with the noisy ones 3/4.
    """

    where = NAMED
    given = {
        "predicts the noisy labels": lambda c, f, T, y: every_class(lambda j: eq(f[j], T[y][j]), c)
    }

    def conclusion(f, p, q, T, y):
        return eq(expectation(T[y], of_gradients(f, p, q)), gauss_newton(f, p, q)[y])
