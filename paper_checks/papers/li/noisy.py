"""The gradients when training on a noisy label, and their expectation."""

from paper_checks.papers.li import li
from paper_checks.papers.li.gradients import LabelAndOther, printed_gradients, prove_printed
from paper_checks.papers.softmax import inside
from theory.derivation import combine, total
from theory.domain import Classes, Label, Real, Simplex, Transitions
from theory.logits import (
    every_label,
    logit_gradient,
    mae_is_twice_unhinged,
    of_label,
    uniform_gradient,
)
from theory.losses import cce, mae
from theory.other_classes import no_delta, sifted
from theory.relation import eq
from theory.risk import expectation, retained, uniform_expectation
from theory.sums import ANY_CLASS, class_sum

LOCUS = "question after Eq. 16"
cross_entropy = of_label(cce)


@li.claim("noisy-gradients", locus=LOCUS, kind="id")
class NoisyGradients(LabelAndOther):
    r"""On a noisy label $\hat y$ the gradients are those of Eq. 15 and 16 with $\hat y$ for $y$.

    `y` is the noisy label and `k` any other class, for example the true one: there the entry is
    $p_j$ (CCE) or $2 p_{\hat y} p_j$ (MAE), so the step takes probability from the true class. A
    confident and right network has $p_{\hat y}$ near 0; then the entries of MAE are small and those
    of CCE are not. What the noise does on average: see `expected`, `uniform-mae`, `uniform-cce`.
    """

    def conclusion(f, y, k):
        return printed_gradients(f, y, k)

    def prove(p):
        return prove_printed(p, p.y, p.k, p.given("another class"))


@li.claim("noisy-gradients/expected", locus=LOCUS, kind="id")
class NoisyGradientsExpected:
    r"""Averaged over the noise $T$, the gradient of CCE in $z_k$ is $p_k - T_{yk}$, and that of MAE
    is $2 p_k (\sum_j T_{yj} p_j - T_{yk})$.

    For a sample with the true class `y` and any class `k`. So with CCE the expected step is 0 only
    where the network repeats the noisy posterior; its sign tells whether a class has more or less
    than that. With MAE a logit rises where its share of the noise exceeds the average under `p`, so
    that of the class with the largest $T_{yk}$ never falls.
    """

    c = Classes(tried=(2, 3))
    f, y, k = Simplex(c, interior=True), Label(c), Label(c)
    T = Transitions(c)

    def conclusion(c, f, y, k, T):
        row = T[y]
        average = class_sum(lambda j: row[j] * f[j], c)
        return (
            eq(expectation(row, every_label(cross_entropy, f, k)), f[k] - row[k]),
            eq(expectation(row, every_label(mae, f, k)), 2 * f[k] * (average - row[k])),
        )

    def prove(p):
        f, k, any_label = p.f, p.k, p.T[p.y][ANY_CLASS]
        whole = p.domain("T", p.y)["total"]
        cross, absolute = (goal.difference for goal in p.goals)
        picked = sifted(any_label / f[ANY_CLASS], k, p.c)
        picked_row = sifted(any_label, k, p.c)
        twice = mae_is_twice_unhinged(f, ANY_CLASS, k, **inside(p, "f", ANY_CLASS))
        mixed = total(combine(any_label * twice.expr, (twice, any_label)), p.c)
        return (
            combine(cross, (whole, f[k]), (picked, -f[k])),
            combine(absolute, mixed, (picked_row, -2 * f[k])),
        )


class UniformNoise:
    """One sample with the true class `y`, and the logit of any class `k`."""

    c = Classes(tried=(2, 3))
    eta = Real(0, 1)
    f, y, k = Simplex(c, interior=True), Label(c), Label(c)


@li.claim("noisy-gradients/uniform-mae", locus=LOCUS, kind="id")
class NoisyGradientsMae(UniformNoise):
    r"""Under uniform noise the expected gradient of MAE is $m$ times the clean one.

    $m = 1 - \eta c / (c - 1)$. So noise shortens the step and keeps its direction up to
    $\eta = (c - 1) / c$, where nothing is left of it.
    """

    def conclusion(c, eta, f, y, k):
        clean = logit_gradient(mae, f, y)[k]
        return eq(uniform_expectation(every_label(mae, f, k), y, eta, c), retained(eta, c) * clean)

    def prove(p):
        f, k = p.f, p.k
        twice = mae_is_twice_unhinged(f, ANY_CLASS, k, **inside(p, "f", ANY_CLASS))
        share = p.eta / (p.c - 1)
        one = sifted(1, k, p.c)
        whole = p.domain("f")["total"]
        (goal,) = p.goals
        return combine(
            goal.difference,
            (total(twice, p.c), share),
            (whole, 2 * f[k] * share),
            (one, -2 * f[k] * share),
        )


@li.claim("noisy-gradients/uniform-cce", locus=LOCUS, kind="id")
class NoisyGradientsCce(UniformNoise):
    r"""Under uniform noise the expected gradient of CCE is $m$ times the clean one.

    As for MAE. The intuition is that noise spread evenly over the classes cancels. The catch: that
    needs the gradients under all labels to add up to 0, and those of CCE add up to $c p_k - 1$. For
    the part that is left see `uniform-cce-sum`.
    """

    def conclusion(c, eta, f, y, k):
        clean = logit_gradient(cross_entropy, f, y)[k]
        return eq(
            uniform_expectation(every_label(cross_entropy, f, k), y, eta, c),
            retained(eta, c) * clean,
        )


@li.claim(
    "noisy-gradients/uniform-cce-sum",
    locus=LOCUS,
    kind="id",
    repairs="li.noisy-gradients/uniform-cce",
)
class NoisyGradientsCceSum(UniformNoise):
    r"""Under uniform noise the expected gradient of CCE in $z_k$ is $m$ times the clean one plus
    $\frac{\eta}{c - 1} (c p_k - 1)$.

    The second part pulls every output to $1/c$.
    """

    def conclusion(c, eta, f, y, k):
        clean = logit_gradient(cross_entropy, f, y)[k]
        pull = eta / (c - 1) * (c * f[k] - 1)
        expected = uniform_expectation(every_label(cross_entropy, f, k), y, eta, c)
        return eq(expected, retained(eta, c) * clean + pull)

    def prove(p):
        picked = sifted(1 / p.f[ANY_CLASS], p.k, p.c)
        (goal,) = p.goals
        return combine(goal.difference, (picked, -p.f[p.k] * p.eta / (p.c - 1)))


class Direction(LabelAndOther):
    """The entries of the gradient of CCE at the label and at another class."""

    eta = Real(0, 1)

    def conclusion(f, y, k, eta):
        clean = logit_gradient(cross_entropy, f, y)
        noisy = uniform_gradient(cross_entropy, f, y, eta)
        return eq(noisy[y] * clean[k], noisy[k] * clean[y])


@li.claim("noisy-gradients/cce-direction", locus=LOCUS, kind="id")
class NoisyGradientsDirection(Direction):
    r"""Under uniform noise the expected gradient of CCE has the direction of the clean one.

    Up to its sign: the two vectors are proportional, said entry by entry as a product. A weaker
    wish than `uniform-cce`. With two classes it comes true, as every logit gradient has the
    direction $(1, -1)$; with more, what pulls the outputs to $1/c$ turns the step. The repair is
    that the network has no preference among the classes other than the label.
    """


@li.claim(
    "noisy-gradients/cce-equal-others",
    locus=LOCUS,
    kind="id",
    repairs="li.noisy-gradients/cce-direction",
)
class NoisyGradientsEqualOthers(Direction):
    r"""With equal outputs at the other classes the expected gradient of CCE under uniform noise is
    proportional to the clean one.
    """

    given = {
        **Direction.given,
        "the other outputs are equal": lambda c, f, y, k: eq((c - 1) * f[k], 1 - f[y]),
    }

    def prove(p):
        f, u, v = p.f, p.f[p.y], p.f[p.k]
        share = p.eta / (p.c - 1)
        none = no_delta(p.given("another class"), p.k, p.y)
        clean = logit_gradient(cross_entropy, f, p.y)[p.k]
        noisy = uniform_gradient(cross_entropy, f, p.y, p.eta)
        at_label, at_other = u - 1 + p.eta, v - share
        picked, picked_other = (sifted(1 / f[ANY_CLASS], label, p.c) for label in (p.y, p.k))
        here = combine(noisy[p.y] - at_label, (picked, -share * u))
        there = combine(
            noisy[p.k] - at_other,
            (picked_other, -share * v),
            (none, (share - 1 + p.eta) * v / u),
        )
        return combine(
            p.goals[0].difference,
            (here, v),
            (combine(clean - v, (none, -v / u)), noisy[p.y]),
            (there, 1 - u),
            (p.given("the other outputs are equal"), share),
        )
