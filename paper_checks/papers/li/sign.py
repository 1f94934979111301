"""Is the sign of the gradients meaningful?"""

from lossproof.paper_checks.papers.li import li
from lossproof.paper_checks.papers.li.gradients import (
    LabelAndOther,
    printed_gradients,
)
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.softmax import not_certain, two_classes

ours = li.at("our question, after Eq. 16")


def falling(w):
    """A loss of the label's probability with slope `-w`: all that its gradient at a point uses."""
    return of_label(lambda u: -w * u)


class Pattern(LabelAndOther):
    """One sample with its label `y`, another class `k`, and a loss that falls as p_y grows."""

    w = Real(0, open="left")


def printed(at):
    """The entry of `printed_gradients` at a place, as a function of the sample."""
    return lambda f, y, k: printed_gradients(f, y, k)[at].lhs


@li.claim("sign", "question after Eq. 16")
class Sign(Pattern):
    r"""The logit gradients of CCE and MAE are negative at the label and positive at every other
    class.

    The notes ask whether that sign is meaningful. The proof covers every loss that decreases in
    $p_y$, here with the slope $-w$: the sign pattern is the same for all of them, at every
    prediction.

    The sign is the direction of the step, so it should show what the network learns from the
    sample. It does identify the given label (`given-label`), but it does not distinguish one loss
    from another (`same-for-losses`), nor a noisy label from a clean one (`same-for-noise`).

    The size of the entries does (`li.noisy-gradients/size`), and so does the sign after averaging
    over the noise (`li.noisy-gradients/expected`). The statement concerns one sample and losses of
    $p_y$; a loss of the whole prediction may have another pattern (`squared-error`).
    """

    where = {"grad_MAE_y": printed(2), "grad_MAE_k": printed(3)}

    def conclusion(f, y, k, w):
        gradient = logit_gradient(falling(w), f, y)
        entries = printed_gradients(f, y, k)
        own = (gradient[y], *(part.lhs for part in entries[::2]))
        other = (gradient[k], *(part.lhs for part in entries[1::2]))
        return (*(lt(entry, 0) for entry in own), *(gt(entry, 0) for entry in other))


@ours.claim("sign/given-label")
class SignGivenLabel(Pattern):
    """If a loss decreases in the output at the label, the signs of its logit gradient identify the
    given label.

    With the label $k$ in place of $y$ the signs at $y$ and $k$ are exchanged.
    """

    def conclusion(f, y, k, w):
        first, second = (logit_gradient(falling(w), f, label) for label in (y, k))
        return lt(first[y], 0), gt(first[k], 0), gt(second[y], 0), lt(second[k], 0)


@ours.claim("sign/same-for-losses")
class SignSameForLosses(LabelAndOther):
    r"""Any two losses that decrease in the output at the label have logit gradients of the same
    signs.

    The question is whether the sign distinguishes a robust loss from another. The statement uses
    products: the entries of the two agree in sign at `y` and at any other class `k`, and those at
    `y` are opposite to those at `k`. The slopes are $-w$ and $-v$; a gradient at one prediction
    depends on a loss through its slope alone.

    One might expect another loss to push in another direction. However, the derivative in $z_j$ is
    the slope times $p_y (\delta_{jy} - p_j)$, and the loss determines the slope only. Two such
    losses differ in the length of the gradient, where their slopes differ.
    """

    w, v = Real(), Real()
    given = {
        **LabelAndOther.given,
        "both fall as p_y grows": lambda w, v: (gt(w, 0), gt(v, 0)),
    }

    def conclusion(f, y, k, w, v):
        first, second = (logit_gradient(falling(slope), f, y) for slope in (w, v))
        return (
            gt(first[y] * second[y], 0),
            gt(first[k] * second[k], 0),
            lt(first[y] * second[k], 0),
        )


@ours.claim("sign/same-for-noise")
class SignSameForNoise:
    """If a loss decreases in the output at the label, the signs of its logit gradient do not reveal
    whether the label is wrong.

    For losses that decrease in the probability of the label, a sample with a noisy label and a
    clean one with the same label have gradients of the same signs at every class.

    The question is whether the sign reveals noise. `f` is the prediction of the clean sample, `h`
    that of the noisy one, whose true class is `y`, any class but the given label `z`. Both
    gradients are below 0 at `z` and above 0 at `y`, for every loss that falls as $p_z$ grows (with
    the slopes $-w$ and $-v$ at the two), also where both samples are predicted right.

    One might expect the gradient of a wrong label to look different. However, the loss depends on
    the given label only, so both samples are pushed towards `z`. The size distinguishes them, once
    the network predicts the true class (`li.noisy-gradients/size`).
    """

    c = Classes(tried=(2, 3))
    f, h = Simplex(c, interior=True), Simplex(c, interior=True)
    y, z = Label(c), Label(c)
    w, v = Real(0, open="left"), Real(0, open="left")
    given = {"noisy label": lambda y, z: different(y, z)}

    def conclusion(f, h, y, z, w, v):
        clean, noisy = logit_gradient(falling(w), f, z), logit_gradient(falling(v), h, z)
        return lt(clean[z], 0), lt(noisy[z], 0), gt(clean[y], 0), gt(noisy[y], 0)


class SquaredError(LabelAndOther):
    """The gradient of a loss that depends on the whole prediction."""

    def conclusion(f, y, k):
        gradient = logit_gradient(mse, f, y)
        return lt(gradient[y], 0), gt(gradient[k], 0)


@ours.claim("sign/squared-error")
class SignSquaredError(SquaredError):
    """The logit gradient of the squared error is negative at the label and positive at every other
    class.

    This is our question: the source asserts it of CCE and MAE alone.

    The pattern of CCE and MAE might seem to be that of every loss. However, the squared error also
    favours equal outputs at the other classes, so where one of them is large it raises the small
    ones, and its signs depend on the prediction. The statement holds where the label is the
    predicted class (`squared-error-predicted`).
    """


@ours.claim("sign/squared-error-predicted", repairs="li.sign/squared-error")
class SignSquaredErrorPredicted(SquaredError):
    r"""The logit gradient of the squared error has the signs of that of CCE if the label is the
    predicted class.

    At the label the signs always agree, and at $k$ they agree if and only if $\sum_j p_j^2 < p_y +
    p_k$ (`squared-error-exact`); here $\sum_j p_j^2$ is at most the largest $p_j$.
    """

    given = {
        **SquaredError.given,
        "predicted": lambda f, y, c: every_class(lambda j: le(f[j], f[y]), c),
    }

    def prove(p):
        v = p.f[p.k]
        facts, largest = p.domain("f"), p.given("predicted")
        own, other = (goal.difference for goal in p.goals)
        none = no_delta(p.given("another class"), p.k, p.y)
        entry = facts["nonnegative"]
        shares = total(combine(entry.expr * largest.expr, (entry, largest)), p.c)
        return (
            below_at_label(p, own),
            combine(
                other,
                (2 * v, shares),
                (2 * v**2,),
                (none, -2 * v),
                (facts["total"], -2 * p.f[p.y] * v),
            ),
        )


def below_at_label(p, goal):
    """The gradient of the squared error is below 0 at the label."""
    u, below = p.f[p.y], not_certain(p, "f", p.y)
    others = total_of_others(positive(p.f[ANY_CLASS] ** 2), p.y, p.c, two_classes(p))
    return combine(goal, (2 * u, others), (2 * u, below, below))


@ours.claim("sign/squared-error-exact")
class SignSquaredErrorExact(LabelAndOther):
    r"""The logit gradient of the squared error is negative at the label y, and positive at another
    class k iff Σ_j p_j² < p_y + p_k, p the outputs."""

    def conclusion(f, y, k):
        gradient = logit_gradient(mse, f, y)
        squares = f.total(lambda u: u**2)
        return lt(gradient[y], 0), iff(gt(gradient[k], 0), lt(squares, f[y] + f[k]))
