"""Eq. 2, 5, 15 and 16: the gradients of CCE and MAE on the label given."""

from paper_checks.papers.li import li
from paper_checks.papers.softmax import inside, not_certain
from theory.domain import Classes, Label, Scores, Simplex
from theory.language import ANY_CLASS, different, eq
from theory.lemmas import mae_gradient, mae_is_twice_unhinged
from theory.losses import cce, mae
from theory.losses.gradients import along, logit_gradient, of_label
from theory.proof.rules import absolute, combine, identity, no_delta


class LabelAndOther:
    """One sample, and a class other than its label."""

    c = Classes(tried=(2, 3))
    f = Simplex(c, interior=True)
    y, k = Label(c), Label(c)
    given = {"another class": lambda y, k: different(k, y)}


def printed_gradients(f, y, k):
    """Eq. 15 and 16, at the label and at another class."""
    cross, absolute_error = (logit_gradient(loss, f, y) for loss in (of_label(cce), mae))
    u = f[y]
    return (
        eq(cross[y], u - 1),
        eq(cross[k], f[k]),
        eq(absolute_error[y], 2 * u * (u - 1)),
        eq(absolute_error[k], 2 * u * f[k]),
    )


def prove_printed(p, y, k, apart):
    """The four equations of `printed_gradients` as facts; `apart` is `(k - y)^2 > 0`."""
    f, u = p.f, p.f[y]
    cross, other, own_mae, other_mae = printed_gradients(f, y, k)
    known, none = inside(p, "f", y), no_delta(apart, k, y)
    own, rest = (mae_is_twice_unhinged(f, y, j, **known) for j in (y, k))
    return (
        identity(cross.lhs, cross.rhs),
        combine(other.difference, (none, -f[k] / u)),
        combine(own_mae.difference, own),
        combine(other_mae.difference, rest, (none, -2 * f[k])),
    )


@li.claim(
    "logit-gradients", title="The logit gradients of CCE and MAE", locus="Eq. 15-16", kind="id"
)
class LogitGradients(LabelAndOther):
    r"""$\partial L_{CCE} / \partial z_j$ is $p_y - 1$ at $j = y$ and $p_j$ elsewhere;
    $\partial L_{MAE} / \partial z_j$ is $2 p_y (p_y - 1)$ at $j = y$ and $2 p_y p_j$ elsewhere.

    Both are differentiated from the losses through the softmax. MAE is the $L_1$ distance of
    Eq. 2, so that its factor 2 stays; entry by entry its gradient is $2 p_y$ times that of CCE.
    """

    def conclusion(f, y, k):
        return printed_gradients(f, y, k)

    def prove(p):
        return prove_printed(p, p.y, p.k, p.given("another class"))


class Parameter:
    """One sample, and the derivatives of its softmax outputs in some parameter."""

    c = Classes(tried=(2, 3))
    f, df, y = Simplex(c, interior=True), Scores(c), Label(c)
    given = {"the outputs keep their sum": lambda df: eq(df.total(), 0)}


@li.claim(
    "l1-l2",
    title="L_MAE = 2(1 − p_y) with the gradient −∇f_y, as printed",
    locus="Eq. 2 and 5",
    kind="id",
)
class L1L2(Parameter):
    r"""$L_{MAE} = \|p - e_y\|_1 = 2 (1 - p_y)$ (Eq. 2), with the gradient $-\nabla f_y$ (Eq. 5).

    That the two lines agree.

    Intuition: MAE is linear in $p_y$, so its gradient is $-\nabla f_y$.
    Catch: Eq. 5 has lost the 2 of Eq. 2, and is the line of the unhinged loss $1 - p_y$.
    Repair: the 2 is kept. It turns no step of training, but it enters every comparison of sizes
    with CCE, such as Eq. 9 and 10, where it is back.
    """

    def conclusion(f, df, y):
        return eq(mae(f, y), 2 * (1 - f[y])), eq(along(mae, f, y, df), -df[y])


@li.claim("l1-l2/factor", locus="Eq. 2 and 5", kind="id", repairs="li.l1-l2")
class L1L2Factor(Parameter):
    r"""$L_{MAE} = \|p - e_y\|_1 = 2 (1 - p_y)$, with the gradient $-2 \nabla f_y$."""

    def conclusion(f, df, y):
        return eq(mae(f, y), 2 * (1 - f[y])), eq(along(mae, f, y, df), -2 * df[y])

    def prove(p):
        balanced, below = p.given("the outputs keep their sum"), not_certain(p, "f", p.y)
        distance = combine(p.goals[0].difference, p.domain("f")["total"], absolute(below))
        return distance, mae_gradient(p.f, p.y, p.df, below=below, balanced=balanced)


@li.claim(
    "l1-l2/distance",
    title="Σ_j |p_j − q_j| = 2(1 − p_y), corners included",
    locus="Eq. 2",
    kind="id",
)
class L1L2Distance:
    r"""$\sum_j |p_j - q_j| = 2 (1 - p_y)$ for a one-hot $q$, on the simplex with its corners."""

    c = Classes()
    f, y = Simplex(c), Label(c)

    def conclusion(f, y):
        return eq(mae(f, y), 2 * (1 - f[y]))

    def prove(p):
        facts = p.domain("f")
        distance = absolute(facts["at most 1"].at(ANY_CLASS, p.y))
        return combine(p.goals[0].difference, facts["total"], distance)
