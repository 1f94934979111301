"""Section 3.1: symmetric losses under class-dependent noise, with a hypothesis of no clean risk."""

from lossproof.paper_checks.papers.ghosh2017.risk import symmetric
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018

section_3_1 = zhang2018.at("Sec. 3.1")


def risk(f, y, n):
    """The clean risk of the predictions `f` under MAE."""
    return clean_risk(losses_of(f, mae), y, n)


@section_3_1.claim("class-dependent/mae", kind="argmin")
class ClassDependentMae:
    r"""MAE, a symmetric loss, tolerates any class-dependent noise if some classifier has zero clean
    risk.

    $f = f^*$ is any hypothesis without clean risk, $g$ another one; $T$ is the transition matrix,
    and the noisy risk is the expectation over the noise. The sentence names no condition on $T$.
    Where a class is mostly labelled as another one, noisy data reward the wrong answer. Ghosh et
    al. (2017) ask for $\eta_{ij} < 1 - \eta_i$ and for a bound on the loss, which MAE has:
    `ghosh2017.class-conditional`. For other symmetric losses the condition on $T$ is not enough
    (`class-dependent`).
    """

    n, c = Samples(tried=(1,)), Classes(tried=(2, 3))
    y, T = Each(n, Label(c)), Transitions(c, interior=True)
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "zero clean risk": lambda n, y, f: eq(risk(f, y, n), 0),
        "only clean minimiser": lambda n, y, f, g: lt(risk(f, y, n), risk(g, y, n)),
    }

    def conclusion(n, y, T, f, g):
        first, other = (noisy_risk(losses_of(h, mae), y, T, n) for h in (f, g))
        return le(first, other)


@section_3_1.claim("class-dependent", kind="argmin")
class ClassDependent:
    r"""Any symmetric loss tolerates class-dependent noise in which the true label is the likeliest
    if some classifier has zero clean risk.

    The condition is the one that the paper states for its own bound after Eq. 8. $F$ is the table
    of losses of $f^*$, and the noisy risk is the expectation over the noise. Losses are
    nonnegative, so that no risk is below $R(f^*)$; the other hypothesis has a larger clean risk.

    One expects it to hold because a symmetric loss that is zero at the clean label takes the
    largest total value at the other labels. But symmetry fixes only the sum of the loss over the
    labels, not how it is distributed: the loss may be small at one of the other labels, and the
    noise may favour just that label. An upper bound on the loss excludes this
    (`ghosh2017.class-conditional`).
    """

    n, c = Samples(tried=(2,)), Classes(tried=(2, 3))
    y, T = Each(n, Label(c)), Transitions(c, interior=True)
    F, G = Each(n, Scores(c, 0)), Each(n, Scores(c, 0))

    given = {
        "symmetric": symmetric,
        "zero clean risk": lambda n, y, F: eq(clean_risk(F, y, n), 0),
        "diagonal dominates": lambda c, T: every_sample(lambda s: only_largest(T[s], s, c), c),
        "only clean minimiser": lambda n, y, F, G: lt(clean_risk(F, y, n), clean_risk(G, y, n)),
    }

    def conclusion(n, y, T, F, G):
        return le(noisy_risk(F, y, T, n), noisy_risk(G, y, T, n))
