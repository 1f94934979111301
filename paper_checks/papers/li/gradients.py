"""Eq. 2, 5, 15 and 16: the gradients of CCE and MAE on the label given."""

from lossproof.paper_checks.papers.li import li
from lossproof.paper_checks.papers.notation import *


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


class Step:
    """One sample, and by how much a step changes each of its logits."""

    c = Classes(tried=(2, 3))
    f, v, y = Simplex(c, interior=True), Scores(c), Label(c)

    where = {
        "S": lambda f, v: class_sum(lambda j: f[j] * sympy.exp(v[j]), f.size),
        "a": lambda f, v: class_sum(lambda j: f[j] * v[j], f.size),
    }


def after_step(f, v, y):
    """The output at the label `y` after the step: that of a softmax."""
    return f[y] * sympy.exp(v[y]) / class_sum(lambda j: f[j] * sympy.exp(v[j]), f.size)


def first_order(f, v, y):
    """What the printed gradient of CCE says that the step changes."""
    return class_sum(lambda j: f[j] * v[j], f.size) - v[y]


def second_order(f, v):
    """A bound on what that leaves out, of the order of the square of the step."""
    return class_sum(lambda j: f[j] * (sympy.exp(v[j]) - 1 - v[j]), f.size)


def cross_entropy_step(f, v, y):
    missed = cce(after_step(f, v, y)) - cce(f[y]) - first_order(f, v, y)
    return ge(missed, 0), le(missed, second_order(f, v))


def mae_step(f, v, y):
    h = after_step(f, v, y)
    missed = 2 * unhinged(h) - 2 * unhinged(f[y]) - 2 * f[y] * first_order(f, v, y)
    return ge(missed, -2 * (h - f[y]) ** 2 / h), le(missed, 2 * f[y] * second_order(f, v))


def whole(p):
    """`sum_j f[j] exp(v[j]) > 0`."""
    return total(positive(p.f[ANY_CLASS] * sympy.exp(p.v[ANY_CLASS])), p.c)


def after_logarithm(p, y):
    """The logarithm of the output after the step, as a difference."""
    return log_quotient(positive(p.f[y] * sympy.exp(p.v[y])), whole(p))


def prove_steps(p, y):
    """The two parts of `cross_entropy_step`, and of `mae_step`, as facts."""
    scale, one, f, v = whole(p), p.domain("f")["total"], p.f, p.v
    level = sympy.log(scale.expr)

    def share(j):
        """`r - 1 - log r >= 0` of `r = exp(v[j]) / sum`, by which the output at `j` grows."""
        grown = positive(sympy.exp(v[j]))
        ratio = combine(grown.expr / scale.expr, (reciprocal(scale), grown))
        goal = ratio.expr - 1 - v[j] + level
        return ratio, combine(goal, log_bound(ratio), log_quotient(grown, scale))

    each = combine(f[ANY_CLASS] * share(ANY_CLASS)[1].expr, (share(ANY_CLASS)[1], f[ANY_CLASS]))
    mean = class_sum(lambda j: f[j] * v[j], p.c)
    low = combine(level - mean, total(each, p.c), (one, 1 - level))
    high = combine(second_order(f, v) - level + mean, log_bound(scale), (one, -1))
    _, grows = share(y)
    shrunk = positive(sympy.exp(-v[y]))
    inverse = combine(scale.expr * shrunk.expr, (scale, shrunk))
    falls = combine(
        inverse.expr - 1 + v[y] - level,
        log_bound(inverse),
        (log_quotient(scale, positive(sympy.exp(v[y]))), -1),
    )
    cross = [part.difference for part in cross_entropy_step(f, v, y)]
    absolute = [part.difference for part in mae_step(f, v, y)]
    known = after_logarithm(p, y)
    return (
        combine(cross[0], low, (known, -1)),
        combine(cross[1], high, known),
        combine(absolute[0], (falls, 2 * f[y]), (low, 2 * f[y])),
        combine(absolute[1], (grows, 2 * f[y]), (high, 2 * f[y])),
    )


@li.claim("logit-gradients", "Eq. 15-16", assumes=("li.l1-l2/distance",))
class LogitGradients(Step):
    r"""The logit gradient of CCE is p − e_y and that of MAE is 2p_y(p − e_y), for outputs p and the
    one-hot label e_y.

    $\partial L_{CCE} / \partial z_j$ is $p_y - 1$ at $j = y$ and $p_j$ elsewhere; $\partial
    L_{MAE} / \partial z_j$ is $2 p_y (p_y - 1)$ at $j = y$ and $2 p_y p_j$ elsewhere.

    The gradient gives the change of the loss under any step `v` of the logits, up to a second-order
    error, which is bounded: $\sum_j p_j v_j - v_y$ for CCE and $2 p_y$ times that for MAE. The
    output at the label is then $p_y e^{v_y} / \sum_j p_j e^{v_j}$. MAE is the $L_1$ distance of Eq.
    2, which is $2 (1 - p_y)$ (`l1-l2/distance`), so the factor 2 remains.
    """

    def conclusion(f, v, y):
        return cross_entropy_step(f, v, y), mae_step(f, v, y)

    def prove(p):
        return prove_steps(p, p.y)


class Parameter:
    """One sample, and the derivatives of its softmax outputs in some parameter."""

    c = Classes(tried=(2, 3))
    f, df, y = Simplex(c, interior=True), Scores(c), Label(c)
    given = {"the outputs keep their sum": lambda df: eq(df.total(), 0)}


@li.claim("l1-l2", "Eq. 2 and 5")
class L1L2(Parameter):
    r"""The gradient of MAE, 2(1 − p_y) with p_y the output at the label, is −∇p_y.

    $L_{MAE} = \|p - e_y\|_1 = 2 (1 - p_y)$ (Eq. 2) has the gradient $-\nabla f_y$ (Eq. 5).

    The claim is that the two printed lines agree.

    MAE is linear in $p_y$, which suggests the gradient $-\nabla f_y$. However, Eq. 5 has lost the 2
    of Eq. 2, and is the line of the unhinged loss $1 - p_y$. The slip is that of the notes: Zhang
    and Sabuncu, whose Eq. 5 it is, write it "for MAE/unhinged loss", which they call the same "up
    to a constant of proportionality".

    The repair restores the factor 2. It does not change the direction of any training step, but it
    enters every comparison of sizes with CCE, such as Eq. 9 and 10, where the factor is present
    again.
    """

    def conclusion(f, df, y):
        return eq(mae(f, y), 2 * (1 - f[y])), eq(along(mae, f, y, df), -df[y])


@li.claim("l1-l2/factor", "Eq. 2 and 5", repairs="li.l1-l2")
class L1L2Factor(Parameter):
    r"""The gradient of MAE, 2(1 − p_y) with p_y the output at the label, is −2∇p_y."""

    def conclusion(f, df, y):
        return eq(mae(f, y), 2 * (1 - f[y])), eq(along(mae, f, y, df), -2 * df[y])


@li.claim("l1-l2/distance", "Eq. 2")
class L1L2Distance:
    r"""The L1 distance of a prediction p from the one-hot label is 2(1 − p_y), p_y the output at
    the label.

    For a one-hot $q$, $\sum_j |p_j - q_j| = 2 (1 - p_y)$ on the closed simplex, vertices
    included.
    """

    c = Classes()
    f, y = Simplex(c), Label(c)

    def conclusion(f, y):
        return eq(mae(f, y), 2 * (1 - f[y]))
