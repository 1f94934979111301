"""CE + RCE and the symmetric KL divergence."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

ours = derived.at("before Eq. 17 of Li's notes")


class TwoPredictions:
    """A label distribution `q` and two predictions, all with positive entries."""

    c = Classes(tried=(2, 3))
    q = Simplex(c, interior=True)
    f, g = Simplex(c, interior=True), Simplex(c, interior=True)


@derived.claim("symmetric-kl/constant", "before Eq. 17 of Li's notes")
class SymmetricKl(TwoPredictions):
    """CE + RCE is the symmetric KL divergence of label and prediction, up to a constant.

    This is our interpretation of "inspired by": the constant may depend on the label distribution
    $q$, as the entropy that turns CE into a KL divergence does, but not on the prediction; so from
    $f$ to $g$ the two losses change by the same amount.

    CE is a KL divergence up to $H(q)$, which training does not change, so one expects the same of
    the sum of both directions. However, in the reversed direction the entropy is that of the
    prediction. The difference is $H(q) + H(p)$, which is not constant (`symmetric-kl`); so it is
    the same at predictions of equal entropy, and at no others. The counterexample is a sharper and
    a flatter prediction, neither of them the label distribution.
    """

    given = {
        "none is the label distribution": lambda q, f, g: (
            different(f[0], q[0]),
            different(g[0], q[0]),
        )
    }

    def conclusion(q, f, g):
        return eq(
            symmetric_cross_entropy(q, f) - symmetric_cross_entropy(q, g),
            symmetric_kl(q, f) - symmetric_kl(q, g),
        )


@derived.claim("symmetric-kl/one-hot", "after Eq. 18 of Li's notes")
class SymmetricKlOneHot:
    r"""For a one-hot label, and a constant A in place of log 0, CE + RCE is the symmetric KL
    divergence of label and prediction up to a constant.

    Training labels are one-hot. $KL(q \| p) = -\log p_y$ needs no $A$, and $KL(p \| q) = RCE -
    H(p)$. The entropy of a one-hot label is 0, but the entropy of the prediction remains.
    """

    c = Classes(tried=(2, 3))
    y, A = Label(c), Real(None, 0, open="right")
    f, g = Simplex(c, interior=True), Simplex(c, interior=True)

    def conclusion(c, y, A, f, g):
        def difference(p):
            losses, divergences = with_one_hot(c, y, A, p)
            return losses - divergences

        return eq(difference(f), difference(g))


def with_one_hot(c, y, A, p):
    """CE + RCE, and both KL divergences, of a one-hot label and the prediction `p`."""
    own = cce(p[y])
    return own + rce(p, y, A), own + relative_entropy(p, one_hot_logs(y, c, A))


@derived.claim(
    "symmetric-kl/one-hot-entropy",
    "after Eq. 18 of Li's notes",
    repairs="derived.symmetric-kl/one-hot",
)
class SymmetricKlOneHotEntropy:
    r"""For a one-hot label, and a constant A in place of log 0, CE + RCE exceeds the symmetric KL
    divergence by an amount from 0 to log c.

    As in `symmetric-kl`, the difference is the entropy of the prediction, for every $A$.
    """

    c = Classes()
    y, A = Label(c), Real(None, 0, open="right")
    f = Simplex(c, interior=True)

    def conclusion(c, y, A, f):
        both, least = with_one_hot(c, y, A, f)
        return ge(both, least), le(both, least + sympy.log(c))

    def prove(p):
        low, high = p.goals
        least, most = entropy_bounds(p.domain("f"), p.c)
        label = sifted(p.f[ANY_CLASS], p.y, p.c)
        return combine(low.difference, least, (label, -p.A)), combine(
            high.difference, most, (label, p.A)
        )


@derived.claim(
    "symmetric-kl", "Li's summary, before Eq. 17", repairs="derived.symmetric-kl/constant"
)
class SymmetricKlEntropies:
    r"""For label distribution q and prediction p, CE + RCE exceeds KL(q‖p) + KL(p‖q) + the entropy
    of q by an amount from 0 to log c.

    The excess is $H(p)$, by the definition of the two divergences. The entropy of the labels is a
    constant; compared with the symmetric KL divergence, SCE penalises an uncertain prediction, by
    at most $\log c$ nats. The bounds are attained at a vertex (in the limit) and at the uniform
    prediction.
    """

    c = Classes()
    q, f = Simplex(c, interior=True), Simplex(c, interior=True)

    def conclusion(c, q, f):
        both, least = symmetric_cross_entropy(q, f), symmetric_kl(q, f) + entropy(q)
        return ge(both, least), le(both, least + sympy.log(c))


def entropy_bounds(simplex, c):
    """`H >= 0` and `log c - H >= 0` of a prediction inside the simplex."""
    entry = simplex["nonnegative"]
    u = entry.expr
    certain = log_increases(simplex["at most 1"], entry)
    share = positive(1 / (c * u))
    spread = combine(1 / c - u + u * sympy.log(c) + u * sympy.log(u), (u, log_bound(share)))
    own = total(combine(-u * sympy.log(u), (u, certain)), c)
    whole = simplex["total"]
    return own, combine(
        sympy.log(c) - own.expr, total(spread, c), (whole, 1), (whole, -sympy.log(c))
    )


@ours.claim("symmetric-kl/proper", kind="argmin")
class SymmetricKlProper:
    """CE + RCE is minimal where the prediction is the label distribution.

    This is our interpretation of the purpose of a divergence: KL divergences are minimal there, in
    both directions and in sum.

    Each direction compares $p$ with $q$, so one expects the minimum of the sum at $q$. However,
    $H(p, q)$ is linear in $p$; it is minimal at the vertex of the most likely class and pulls every
    prediction towards it, so SCE need not return the posterior. The statement holds for the
    symmetric KL divergence, see `kl-proper`. The counterexample is a prediction that overstates the
    likelier of two classes.
    """

    c = Classes(tried=(2, 3))
    q, f = Simplex(c, interior=True), Simplex(c, interior=True)

    def conclusion(q, f):
        return le(symmetric_cross_entropy(q, q), symmetric_cross_entropy(q, f))


@ours.claim("symmetric-kl/kl-proper", kind="argmin", repairs="derived.symmetric-kl/proper")
class SymmetricKlKlProper:
    r"""The symmetric KL divergence KL(q‖p) + KL(p‖q) is minimal where the prediction p is the label
    distribution q.

    `g` is that prediction, `f` any other.
    """

    c = Classes()
    q, f = Simplex(c, interior=True), Simplex(c, interior=True)
    g = Simplex(c, interior=True)
    given = {
        "g is the label distribution": lambda c, q, g: every_class(lambda j: eq(g[j], q[j]), c)
    }

    def conclusion(q, f, g):
        return eq(symmetric_kl(q, g), 0), ge(symmetric_kl(q, f), 0)
