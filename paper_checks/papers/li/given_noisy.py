"""Li's question on Eq. 32: what is independent of what, where `h` was trained on noisy labels?

In the notes a variable is less informative for another than a third if it is independent of it
given the third.
"""

from lossproof.paper_checks.papers.li import li
from lossproof.paper_checks.papers.notation import *


def seen_with(y, n, T, label, j, of=lambda i: 1):
    """`P(Y = label, noisy Y = j)` on the training set, with the mean of `of(i)` there."""
    marks = sample_mean(lambda i: sympy.KroneckerDelta(y[i], label) * of(i), n)
    return T[label][j] * marks


class AnyNoise:
    c, n = Classes(tried=(2, 3)), Samples(tried=(2, 3))
    y, T, h = Each(n, Label(c)), Transitions(c), Each(n, Transitions(c))
    a, b, j, k = Label(c), Label(c), Label(c), Label(c)


@li.claim("given-noisy", "after Eq. 32", kind="pop")
class GivenNoisy(AnyNoise):
    r"""If a classifier is trained on noisy labels, its output on the training set is independent of
    the clean label given the noisy one.

    When $h$ is trained on $\tilde Y$, "$Y$ should be less informative for $h(X)$ than
    $\tilde Y$": $h(X) \perp Y \mid \tilde Y$, here on the training set.

    One expects this because $h$ receives information about $Y$ only through $\tilde Y$. But $h$
    also sees $X$, and $X$ is informative about $Y$: a classifier that learnt the truth in spite of
    the noise knows more of $Y$ than its noisy label says. The claim holds for outputs that depend
    on $X$ only through the noisy label (`memoriser`). Li's doubt does not depend on this claim: Eq.
    32 fails without it (`derived.dmi-fresh/in-sample`). Both independences together imply that $h$
    knows nothing (`dmi.both-ways`).

    The number of points is arbitrary, `y` are their classes, and probabilities are over the noise;
    `h[i][j]` is the mean output at the point `i` where its noisy label is `j`. The classifier of
    the counterexample is right more often than not with either noisy label. Independence is written
    as $P(k, a, j) P(b, j) = P(k, b, j) P(a, j)$ for output $k$, labels $a$ and $b$, and noisy label
    $j$.
    """

    def conclusion(n, y, T, h, a, b, j, k):
        def joint(label):
            return seen_with(y, n, T, label, j, lambda i: h[i][j][k])

        first, second = (seen_with(y, n, T, label, j) for label in (a, b))
        return eq(joint(a) * second, joint(b) * first)


@li.claim(
    "given-noisy/memoriser", "our question, after Eq. 32", kind="pop", repairs="li.given-noisy"
)
class GivenNoisyMemoriser(AnyNoise):
    r"""If a classifier's output is a function of the noisy label alone, it is independent of the
    clean label given the noisy one on the training set.

    If the output of $h$ at a point is a function of the noisy label there, then
    $h(X) \perp Y \mid \tilde Y$ on the training set.

    An example is a memoriser, whose output is that label, or a classifier that outputs it with some
    doubt: `m` is the law of the output for each noisy label. $L_{DMI}$ itself leads there: on the
    training set no $h$ has a lower loss than a memoriser (`derived.memoriser-best`). Then Eq. 28
    holds with the labels exchanged, $\mathrm{DMI}(h(X), Y) = \mathrm{DMI}(h(X), \tilde Y)\, |\det
    T_{\tilde Y \to Y}|$.

    The hypothesis is stronger than needed, as the output does not depend on $X$ either. The exact
    condition is that, for each noisy label that two classes may both have, their mean outputs
    agree: that is the conclusion, divided by probabilities. Such an $h$ knows no more of $Y$ than
    its noisy label does. The notation is that of `li.given-noisy`.
    """

    m = Transitions(AnyNoise.c)

    given = {
        "function of the noisy label": lambda c, n, h, m: every_sample(
            lambda i: every_column(lambda j: every_class(lambda k: eq(h[i][j][k], m[j][k]), c), c),
            n,
        ),
    }

    conclusion = GivenNoisy.conclusion


@li.claim("conditional-independence", "Eq. 32 and question", kind="pop")
class ConditionalIndependence:
    r"""If an output copies the noisy training label with probability w > 0, else ignores it, and all
    T_ij > 0, both are dependent given the clean label.

    $h(X) \perp \tilde Y \mid Y$ may not hold when $h$ was trained on the same $\tilde Y$.

    The output has the law $(1 - w)\, g + w\, e_{\tilde Y}$: with weight $w > 0$ it is the noisy
    label, as a memoriser's, else a class of the law $g$ whatever the noise is. Given the clean
    label $y$, output and noisy label are then both $k$ with a larger probability than if they were
    independent, by $w\, T_{yk} (1 - T_{yk})$.

    Eq. 32 remains true on new data (`derived.dmi-fresh`), under new noise for given samples
    (`derived.dmi-fresh/draws`), and on the training set for classifiers that did not see the label
    (`derived.dmi-fresh/cross-fitted`). It fails in `derived.dmi-fresh/in-sample`. `given-noisy` is
    the independence that Li proposes in its place.
    """

    c = Classes(tried=(2, 3))
    y, k, T = Label(c), Label(c), Transitions(c, interior=True)
    w, g = Real(0, 1, open="left"), Simplex(c)

    def conclusion(y, k, T, w, g):
        def output(j):
            return (1 - w) * g[k] + w * sympy.KroneckerDelta(j, k)

        covariance = T[y][k] * output(k) - expected(output, T[y]) * T[y][k]
        return eq(covariance, w * T[y][k] * (1 - T[y][k])), gt(covariance, 0)
