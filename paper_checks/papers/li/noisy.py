"""The gradients when training on a noisy label, and their expectation."""

from lossproof.paper_checks.papers.li import li
from lossproof.paper_checks.papers.li.gradients import (
    LabelAndOther,
    Step,
    after_logarithm,
    after_step,
    cross_entropy_step,
    mae_step,
    prove_steps,
)
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.softmax import inside

ours = li.at("our question, after Eq. 16")

cross_entropy = of_label(cce)


class WrongLabel:
    """One sample with the true class `y` and the label `z`."""

    c = Classes(tried=(2, 3))
    f = Simplex(c, interior=True)
    y, z = Label(c), Label(c)
    given = {"noisy label": lambda y, z: different(y, z)}


@li.claim("noisy-gradients", "question after Eq. 16", assumes=("li.l1-l2/distance",))
class NoisyGradients(Step):
    r"""On a sample with the wrong label j and outputs p, ∂CCE/∂z_k = p_k − [k = j] and ∂MAE/∂z_k =
    2p_j(p_k − [k = j]) in the logits z.

    On a noisy label $z \ne y$ the gradient of CCE is $p_z - 1$ at the noisy class, $p_y$ at the
    true class and $p_k$ at the others; that of MAE is $2 p_z (p_z - 1)$, $2 p_z p_y$ and $2 p_z
    p_k$.

    The question asks for these expressions, which hold for every true class, `z` itself included.
    They are formalised as those of `logit-gradients`: as the change of the loss under a step `v` of
    the logits, with a bound on the error. For CCE the noisy label changes the loss by exactly $v_y
    - v_z$ more than the true label does, for steps of any size.

    One might expect that the logit of the true class is still raised. However, to the loss the true
    class is one of the others, so its logit is lowered: by $p_y$ with CCE, more strongly the more
    confident the network is of the true class, and by $2 p_z p_y$ with MAE.

    With MAE the whole gradient has the factor $p_z$, which is small where the network is right and
    confident; `size` compares the norms. For the average over the noise see `expected`,
    `uniform-mae` and `uniform-cce`.
    """

    z = Label(Step.c)

    def conclusion(f, v, y, z):
        noisy, true = (cce(after_step(f, v, label)) - cce(f[label]) for label in (z, y))
        return (
            cross_entropy_step(f, v, z),
            eq(noisy, true + v[y] - v[z]),
            mae_step(f, v, z),
        )

    def prove(p):
        low, high, *absolute = prove_steps(p, p.z)
        noisy, true = (after_logarithm(p, label) for label in (p.z, p.y))
        return low, high, combine(p.goals[2].difference, (noisy, -1), true), *absolute


@ours.claim("noisy-gradients/size", kind="order")
class NoisyGradientsSize(WrongLabel):
    r"""Where the true class is predicted, a wrong label has a larger logit gradient than the true
    label under CCE, but not under MAE.

    Sizes are $L_1$ norms over the logits. The sign of the gradient does not distinguish a noisy
    label (`li.sign/same-for-noise`), but its length does: CCE takes the longer step on the wrong
    label. Under MAE the two are equally long with two classes. A norm is the sum of $|\partial L /
    \partial z_j|$, differentiated from the loss.
    """

    where = {
        "norm_CCE": lambda f, x="y": logit_gradient_norm(cross_entropy, f, x),
        "norm_MAE": lambda f, x="y": logit_gradient_norm(mae, f, x),
    }
    given = {
        **WrongLabel.given,
        "predicted right": lambda c, f, y: only_largest(f, y, c),
    }

    def conclusion(f, y, z):
        cross, absolute = (
            [logit_gradient_norm(loss, f, label) for label in (z, y)]
            for loss in (cross_entropy, mae)
        )
        return gt(*cross), le(*absolute)

    def prove(p):
        entry, whole = p.domain("f")["nonnegative"].weakened(), p.domain("f")["total"]
        apart = p.given("noisy label")
        largest = p.given("predicted right").at(ANY_CLASS, p.z)
        prefers = combine(p.f[p.y] - p.f[p.z], largest, (no_delta(apart, p.y, p.z), -1))
        pair = two_within_total(entry, p.y, p.z, apart, p.c)
        room = combine(1 - p.f[p.y] - p.f[p.z], pair, (whole, -1))
        facts = [inside(p, "f", label) for label in (p.z, p.y)]
        cross, absolute = (goal.difference for goal in p.goals)
        noisy, true = (
            logit_norm(cce, p.f, label, **known)
            for label, known in zip((p.z, p.y), facts, strict=True)
        )
        noisy_mae, true_mae = (
            mae_logit_norm(p.f, label, **known)
            for label, known in zip((p.z, p.y), facts, strict=True)
        )
        return (
            combine(cross, noisy, (true, -1), (2, prefers)),
            combine(absolute, (noisy_mae, -1), true_mae, (4, prefers, room)),
        )


@ours.claim("noisy-gradients/expected")
class NoisyGradientsExpected:
    r"""Averaged over noise T, the loss has the derivative p_k − T_yk in logit k under CCE and
    2p_k(Σ_j T_yj p_j − T_yk) under MAE, y the clean label.

    The formulas hold for a sample with the true class `y` and any class `k`. So with CCE the
    expected step is 0 only where the output is the noisy posterior; the sign of an entry shows
    whether the output of that class is above or below it. With MAE a logit rises where its
    noisy-label probability $T_{yk}$ exceeds the average under `p`, so the logit of the class with
    the largest $T_{yk}$ never falls.
    """

    c = Classes(tried=(2, 3))
    f, y, k = Simplex(c, interior=True), Label(c), Label(c)
    T = Transitions(c)
    where = {
        "grad_CCE": lambda f, k, x="y": logit_gradient(cross_entropy, f, x)[k],
        "grad_MAE": lambda f, k, x="y": logit_gradient(mae, f, x)[k],
    }

    def conclusion(c, f, y, k, T):
        row = T[y]
        average = class_sum(lambda j: row[j] * f[j], c)
        return (
            eq(expectation(row, every_label(cross_entropy, f, k)), f[k] - row[k]),
            eq(expectation(row, every_label(mae, f, k)), 2 * f[k] * (average - row[k])),
        )


class UniformNoise:
    """One sample with the true class `y`, and the logit of any class `k`."""

    c = Classes(tried=(2, 3))
    eta = Real(0, 1)
    f, y, k = Simplex(c, interior=True), Label(c), Label(c)
    where = {
        "grad_CCE": lambda f, k, x="y": logit_gradient(cross_entropy, f, x)[k],
        "grad_MAE": lambda f, k, x="y": logit_gradient(mae, f, x)[k],
    }


@ours.claim("noisy-gradients/uniform-mae")
class NoisyGradientsMae(UniformNoise):
    r"""Uniform noise of rate η scales the expected logit gradient of MAE by 1 − ηc/(c − 1).

    So noise shortens the step and preserves its direction for $\eta < (c - 1) / c$; at $\eta = (c -
    1) / c$ the expected gradient is 0.
    """

    def conclusion(c, eta, f, y, k):
        clean = logit_gradient(mae, f, y)[k]
        return eq(uniform_expectation(every_label(mae, f, k), y, eta, c), retained(eta, c) * clean)


@ours.claim("noisy-gradients/uniform-cce")
class NoisyGradientsCce(UniformNoise):
    r"""Uniform noise of rate η < (c − 1)/c scales the expected logit gradient of CCE by 1 − ηc/(c −
    1).

    This is our question: does CCE share the property of MAE in `uniform-mae`? The source asserts
    neither. At the excluded rate $m$ is 0, and the statement fails there too.

    Noise that is spread evenly over the classes seems to cancel. However, that requires the
    gradients under all labels to sum to 0, and those of CCE sum to $c p_k - 1$. The correct formula
    adds this term: see `uniform-cce-sum`.
    """

    given = {"rate": lambda c, eta: lt(eta, (c - 1) / c)}

    def conclusion(c, eta, f, y, k):
        clean = logit_gradient(cross_entropy, f, y)[k]
        return eq(
            uniform_expectation(every_label(cross_entropy, f, k), y, eta, c),
            retained(eta, c) * clean,
        )


@ours.claim("noisy-gradients/uniform-cce-sum", repairs="li.noisy-gradients/uniform-cce")
class NoisyGradientsCceSum(UniformNoise):
    r"""Uniform noise η turns CCE's expected derivative g in logit k into (1 − ηc/(c − 1))g + η(c
    p_k − 1)/(c − 1), p_k the output at class k.

    Under uniform noise the expected gradient of CCE in $z_k$ is $m$ times the clean one plus
    $\frac{\eta}{c - 1} (c p_k - 1)$, where $m = 1 - \eta c / (c - 1)$.

    The second term pushes every output towards $1/c$.
    """

    def conclusion(c, eta, f, y, k):
        clean = logit_gradient(cross_entropy, f, y)[k]
        pull = eta / (c - 1) * (c * f[k] - 1)
        expected = uniform_expectation(every_label(cross_entropy, f, k), y, eta, c)
        return eq(expected, retained(eta, c) * clean + pull)


class Direction(LabelAndOther):
    """The entries of the gradient of CCE at the label and at another class."""

    eta = Real(0, 1)

    def conclusion(f, y, k, eta):
        noisy = uniform_gradient(cross_entropy, f, y, eta)
        return eq(noisy[y] * f[k], noisy[k] * (f[y] - 1))


@ours.claim("noisy-gradients/cce-direction")
class NoisyGradientsDirection(Direction):
    """Uniform noise keeps the direction of the expected logit gradient of CCE.

    Under uniform noise the expected gradient of CCE has the direction of the clean one.

    This is our question, weaker than `uniform-cce`: equality up to length and sign. The statement
    compares products of entries with those of the clean gradient from Eq. 15: $p_y - 1$ at the
    label, $p_k$ elsewhere.

    The statement fails because the term that pushes the outputs towards $1/c$ rotates the step.
    With two classes it cannot, as every logit gradient has the direction $(1, -1)$. The statement
    holds if the outputs of all classes other than the label are equal (`cce-equal-others`).
    """


def entries(p):
    """The two entries of the noisy gradient, each times the other entry of the clean one."""
    f, u, v = p.f, p.f[p.y], p.f[p.k]
    share = p.eta / (p.c - 1)
    none = no_delta(p.given("another class"), p.k, p.y)
    noisy = uniform_gradient(cross_entropy, f, p.y, p.eta)
    at_own, at_another = (unfold(noisy[label]) for label in (p.y, p.k))
    at_label, at_other = u - 1 + p.eta, v - share
    picked, picked_other = (sifted(1 / f[ANY_CLASS], label, p.c) for label in (p.y, p.k))
    here = combine(at_own - at_label, (picked, -share * u))
    there = combine(
        at_another - at_other,
        (picked_other, -share * v),
        (none, (share - 1 + p.eta) * v / u),
    )
    return (here, v), (there, 1 - u)


@ours.claim("noisy-gradients/cce-equal-others", repairs="li.noisy-gradients/cce-direction")
class NoisyGradientsEqualOthers(Direction):
    """Uniform noise keeps the direction of CCE's expected logit gradient if the outputs at all
    classes but the label are equal.

    With equal outputs at the other classes the expected gradient of CCE under uniform noise is
    proportional to the clean one.

    With noise this condition is also necessary: see `cce-turned`.
    """

    given = {
        **Direction.given,
        "the other outputs are equal": lambda c, f, y, k: eq((c - 1) * f[k], 1 - f[y]),
    }


@ours.claim("noisy-gradients/cce-turned")
class NoisyGradientsTurned(Direction):
    r"""Under uniform noise η, entries y, k of CCE's noisy and clean logit gradients have the cross
    product η(p_k − (1 − p_y)/(c − 1)), p the outputs, y the label.

    So with noise the direction is unchanged if and only if the outputs at the other classes are
    equal.
    """

    def conclusion(c, f, y, k, eta):
        noisy = uniform_gradient(cross_entropy, f, y, eta)
        turned = noisy[y] * f[k] - noisy[k] * (f[y] - 1)
        return eq(turned, eta * (f[k] - (1 - f[y]) / (c - 1)))
