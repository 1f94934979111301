"""Section 3.2: what class-dependent noise does to a hypothesis without loss on the clean data."""

from paper_checks.papers.zhang2018 import zhang2018
from paper_checks.papers.zhang2018.risk import drawn_minimiser, lq_losses, lq_risk
from theory.domain import Classes, Each, Label, Real, Samples, Simplex, Transitions
from theory.language import ANY_CLASS, ANY_SAMPLE, eq, every_sample, le
from theory.losses import noisy_risk, only_largest
from theory.proof.rules import average, combine, nonnegative, positive, power_in_base, total


class ClassDependentNoise:
    """Hypotheses of the statement on class-dependent noise."""

    n, c = Samples(tried=(1,)), Classes(tried=(2, 3))
    y = Each(n, Label(c))
    T, q = Transitions(c), Real(0, 1, open="left")
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "zero clean risk": lambda n, y, q, f: eq(lq_risk(f, y, n, q), 0),
        "dominant": lambda c, T: every_sample(lambda i: only_largest(T[i], i, c), c),
    }


@zhang2018.claim(
    "class-dependent-bound",
    title="R^η(f*) − R^η(f̂) is bounded, class-dependent noise",
    locus="after Eq. 8",
    kind="ineq",
)
class ClassDependentBound(ClassDependentNoise):
    r"""$R^\eta(f^*) - R^\eta(\hat f)$ is bounded if $R(f^*) = 0$ and $\eta_{ij} < \eta_{ii}$.

    For every $j \ne i$; the paper prints $q_{ij} < q_{ii}$, where the rates are meant. The noise is
    class dependent, with the transition matrix $T$, and averaged; $f = f^*$ and $g = \hat f$. No
    bound is printed; $1/q$ is one, since it bounds the loss itself. So what is asked of $f^*$ and
    of the noise is not needed for boundedness, as the proof shows. It is for a bound that vanishes
    as $q \to 1$: see our own `derived.class-dependent-gap/bound`.
    """

    given = ClassDependentNoise.given | {
        "noisy minimiser": lambda n, y, T, q, f, g: le(
            noisy_risk(lq_losses(g, q), y, T, n), noisy_risk(lq_losses(f, q), y, T, n)
        )
    }

    def conclusion(n, y, T, q, f, g):
        gap = noisy_risk(lq_losses(f, q), y, T, n) - noisy_risk(lq_losses(g, q), y, T, n)
        return le(0, gap), le(gap, 1 / q)

    def prove(p):
        upper = p.goals[1].difference
        row = p.domain("T", p.y[ANY_SAMPLE])
        hit = p.f[ANY_SAMPLE][ANY_CLASS] ** p.q
        weight = row["nonnegative"]
        gain = average(total(combine(weight.expr * hit, (weight, hit)), p.c), p.n)
        loss = power_in_base(
            p.domain("g")["at most 1"], p.domain("g")["nonnegative"], positive(p.q)
        )
        cost = average(total(combine(weight.expr * loss.expr, (weight, loss)), p.c), p.n)
        unit = average(row["total"], p.n)
        scale = 1 / p.q
        return (
            p.given("noisy minimiser"),
            combine(upper, (scale, gain), (scale, cost), (-scale, unit)),
        )


@zhang2018.claim(
    "class-dependent-bound/drawn",
    title="The same with R^η a mean over drawn labels",
    locus="after Eq. 8",
    kind="ineq",
)
class ClassDependentBoundDrawn(ClassDependentNoise):
    r"""$R^\eta(f^*) - R^\eta(\hat f)$ is bounded, with $R^\eta$ a mean over drawn labels $z$."""

    z = Each(ClassDependentNoise.n, Label(ClassDependentNoise.c))

    given = ClassDependentNoise.given | {"noisy minimiser": drawn_minimiser}

    def conclusion(n, z, q, f, g):
        gap = lq_risk(f, z, n, q) - lq_risk(g, z, n, q)
        return le(0, gap), le(gap, 1 / q)

    def prove(p):
        upper = p.goals[1].difference
        drawn = p.z[ANY_SAMPLE]
        hit = nonnegative(p.f[ANY_SAMPLE][drawn] ** p.q)
        inside = (p.domain("g")[name].at(ANY_CLASS, drawn) for name in ("at most 1", "nonnegative"))
        loss = power_in_base(*inside, positive(p.q))
        scale = 1 / p.q
        gain = combine(upper, (scale, average(hit, p.n)), (scale, average(loss, p.n)))
        return p.given("noisy minimiser"), gain
