"""Smoothed labels in the code around SCE, with a mass below 1 and above.

Read in github.com/YisenWang/symmetric_cross_entropy_for_noisy_labels, loss.py, `lsr`: 0.9 on the
label and 0.01 on each other class, whatever their number, since it divides 0.1 by 10. And in
github.com/HanxunH/SCELoss-Reproduce, loss.py, `SCELoss`, the PyTorch port that the authors' README
links to: the cross-entropy part, too, takes the one-hot label clipped at 10^-4.

A smoothed label has `top` on its class and `rest` on each other class.
"""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.softmax import two_classes

lsr = derived.at("code of Wang et al. (2019), loss.py, lsr")
ce = derived.at(
    "code of Wang et al. (2019), loss.py, lsr, and its port SCELoss, against Li's Eq. 1"
)
port = derived.at("SCELoss-Reproduce, loss.py, SCELoss: the cross-entropy part")

AUTHORS_LABEL = sympy.Rational(9, 10), sympy.Rational(1, 100)
SHARE = sympy.Rational(1, 10)


def noisy_cce(f, y, eta, c):
    """Cross-entropy expected under uniform noise of the rate `eta`."""
    return uniform_expectation(label_losses(f, lambda g, j: cce(g[j])), y, eta, c)


class Labels:
    """One prediction with its label."""

    c = Classes(tried=(10,))
    f, y = Simplex(c, interior=True), Label(c)


class Smoothed:
    """One prediction, and a label smoothed in any way."""

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)
    top, rest = Real(0, 1, open="left"), Real(0, 1, open="both")


class OneShare:
    """One prediction, and a label smoothed by `s` in one of three ways."""

    c = Classes(tried=(2, 3))
    f, y, s = Simplex(c, interior=True), Label(c), Real(0, 1, open="both")


def as_noise(c, f, y, top, rest):
    return eq(smoothed_cce(f, y, top, rest), noisy_cce(f, y, (c - 1) * rest, c))


@lsr.claim("released-label-smoothing/unscaled")
class ReleasedLabelSmoothingUnscaled(Labels):
    r"""CE with the weight 0.9 on the label and 0.01 on each other of c classes is the expected CE
    under uniform noise of rate (c − 1)/100.

    A label spread over the classes looks like a label sampled from them. But it defines a
    distribution only if its mass is 1. The label of `lsr` has the mass 0.99 with ten classes and
    1.89 with a hundred (`lsr`), and the clipped label of the port has a mass above 1 (`clipped`).
    With mass 1, as with eleven classes, the claim holds (`mass-one`); otherwise loss and rate
    change as in `released-label-smoothing`, and for `lsr` as in `lsr`.
    """

    def conclusion(c, f, y):
        return as_noise(c, f, y, *AUTHORS_LABEL)


@ce.claim("released-label-smoothing/mass-one", repairs="derived.released-label-smoothing/unscaled")
class ReleasedLabelSmoothingMassOne(Smoothed):
    r"""CE with a smoothed label of total weight 1 is the expected CE under uniform noise whose rate
    is the weight of the other classes."""

    given = {"mass 1": lambda c, top, rest: eq(mass(top, rest, c), 1)}
    conclusion = as_noise


@ce.claim("released-label-smoothing", repairs="derived.released-label-smoothing/unscaled")
class ReleasedLabelSmoothing(Smoothed):
    r"""CE with a smoothed label of total weight M is M times the expected CE under uniform noise,
    whose rate is the other classes' share of M.

    So a wrong mass changes the noise rate and the learning rate, and nothing else.
    """

    def conclusion(c, f, y, top, rest):
        whole = mass(top, rest, c)
        noisy = noisy_cce(f, y, (c - 1) * rest / whole, c)
        return eq(smoothed_cce(f, y, top, rest), whole * noisy)


@lsr.claim("released-label-smoothing/lsr", repairs="derived.released-label-smoothing/unscaled")
class ReleasedLabelSmoothingLsr:
    r"""CE with 0.9 on the label and 0.01 on each other class is (89 + c)/100 times the expected CE
    under uniform noise of rate (c − 1)/(89 + c).

    The mass is 0.99 with the ten classes of CIFAR-10, at the rate 0.091 in place of 0.1, and 1.89
    with the hundred of CIFAR-100, at the rate 0.52: there more than half of the label's mass is
    noise.
    """

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)

    def conclusion(c, f, y):
        noisy = noisy_cce(f, y, (c - 1) / (89 + c), c)
        return eq(smoothed_cce(f, y, *AUTHORS_LABEL), (89 + c) / 100 * noisy)


@lsr.claim("released-label-smoothing/short")
class ReleasedLabelSmoothingShort(Labels):
    r"""CE with 0.9 on the label and 0.1/c on each other class is the expected CE under uniform
    noise of rate 0.1.

    This is `lsr` with ten classes, for which it was written. It fails because, of the 0.1 taken
    from the label, $\frac{0.1}{c}$ is given to no class. `short-gap` has the difference for any
    share.
    """

    def conclusion(c, f, y):
        return eq(smoothed_cce(f, y, *short_label(SHARE, c)), noisy_cce(f, y, SHARE, c))


@lsr.claim("released-label-smoothing/short-gap", repairs="derived.released-label-smoothing/short")
class ReleasedLabelSmoothingShortGap(OneShare):
    r"""CE with the target 1 − s at the label and s/c at each other class, which sums to less than
    1, is at most the expected CE under uniform noise of rate s.

    The difference has no bound: it grows without limit as an output of another class goes to 0.
    """

    def conclusion(c, f, y, s):
        missing = noisy_cce(f, y, s, c) - smoothed_cce(f, y, *short_label(s, c))
        others = sympy.log(f[y]) - f.total(sympy.log)
        return eq(missing, s / (c * (c - 1)) * others), ge(missing, 0)


@port.claim("released-label-smoothing/clipped")
class ReleasedLabelSmoothingClipped(Labels):
    r"""CE with a one-hot label clipped at 10⁻⁴ is the expected CE under uniform noise of rate (c −
    1)·10⁻⁴.

    It fails because the entry 1 of the label stays while the others are raised, so the loss is
    $(c - 1)\,10^{-4} \log \frac{1}{f_y}$ too large; `clipped-gap` is for any floor.
    """

    def conclusion(c, f, y):
        return as_noise(c, f, y, *clipped_label(LABEL_FLOOR, c))


@port.claim(
    "released-label-smoothing/clipped-gap", repairs="derived.released-label-smoothing/clipped"
)
class ReleasedLabelSmoothingClippedGap(OneShare):
    r"""CE with a one-hot label clipped at s is the expected CE at noise rate (c − 1)s plus (c − 1)s
    times the label's CE.

    If $(c - 1)\,s > 1$, the number $(c - 1)\,s$ is not a rate, but the formula holds with a
    negative probability.
    """

    def conclusion(c, f, y, s):
        rate = (c - 1) * s
        clipped = smoothed_cce(f, y, *clipped_label(s, c))
        return eq(clipped, noisy_cce(f, y, rate, c) + rate * cce(f[y]))


@ce.claim("released-label-smoothing-minimum", kind="argmin")
class ReleasedLabelSmoothingMinimum(Smoothed):
    r"""CE with a smoothed label e of total weight M is smallest at the prediction e/M.

    So the mass does not change which prediction is best relative to the label; with mass 1 it is
    the label.
    """

    def conclusion(c, f, y, top, rest):
        whole = mass(top, rest, c)
        own, other = top / whole, rest / whole
        best = Labelled(Blocks((own, 1), (other, c - 1)), own, y)
        return ge(smoothed_cce(f, y, top, rest), smoothed_cce(best, y, top, rest))

    def prove(p):
        c, f, y, top, rest = p.c, p.f, p.y, p.top, p.rest
        whole, two = mass(top, rest, c), two_classes(p)
        large = combine(whole, (two, rest), (top,))

        def tangent(u, entry):
            logs = sympy.log(entry) - sympy.log(whole) - sympy.log(u)
            bound = log_bound(combine(whole * u / entry, (large, u / entry)))
            return combine(whole * u - entry + entry * logs, (bound, entry))

        others = total_of_others(tangent(f[ANY_CLASS], rest), y, c, two)
        return combine(
            p.goals[0].difference,
            tangent(f[y], top),
            others,
            (p.domain("f")["total"], -whole),
        )
