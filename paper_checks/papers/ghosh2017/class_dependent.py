"""Noise tolerance of symmetric losses under class-dependent noise."""

from lossproof.paper_checks.papers.ghosh2017 import ghosh2017
from lossproof.paper_checks.papers.ghosh2017.risk import symmetric
from lossproof.paper_checks.papers.notation import *


class ClassDependent:
    """Class-dependent noise, and a hypothesis without clean risk."""

    n, c = Samples(tried=(2,)), Classes(tried=(2, 3))
    y, T = Each(n, Label(c)), Transitions(c)
    F, G = Each(n, Scores(c, 0)), Each(n, Scores(c, 0))

    given = {
        "symmetric": symmetric,
        "zero clean risk": lambda n, y, F: eq(clean_risk(F, y, n), 0),
    }

    def conclusion(n, y, T, F, G):
        return le(noisy_risk(F, y, T, n), noisy_risk(G, y, T, n))


@ghosh2017.claim(
    "class-conditional",
    "printed in none of the papers that we read",
    kind="argmin",
    repairs=("zhang2018.class-dependent/mae", "zhang2018.class-dependent"),
)
class ClassConditional(ClassDependent):
    r"""If a classifier has zero clean risk, a symmetric loss ≤ (class sum)/(c − 1) tolerates
    class-dependent noise in which no label is likelier than the true one.

    $C$ is the sum of the loss over the labels, $1 - \eta_i = T_{ii}$, and the noisy risk is the
    expectation over the noise. The hypothesis is weaker than the inequality: equality is allowed,
    and only the classes that occur are considered. Bound, symmetry and zero risk together fix the
    loss of $f^*$ at every label: 0 at the clean label and the largest value at all others. That
    $f^*$ minimises the clean risk follows from $R(f^*) = 0$.
    """

    given = ClassDependent.given | {
        "diagonal dominates": lambda n, c, y, T: every_sample(
            lambda s: every_class(lambda j: le(T[y[s]][j], T[y[s]][y[s]]), c), n
        ),
        "bounded loss": lambda n, c, F, G: every_sample(
            lambda s: every_class(
                lambda j: tuple(le(table[s][j], F[0].total() / (c - 1)) for table in (F, G)), c
            ),
            n,
        ),
    }

    def prove(p):
        (goal,) = p.goals
        y = p.y[ANY_SAMPLE]
        row, own = p.T[y], p.T[y][y]
        f, g = p.F[ANY_SAMPLE], p.G[ANY_SAMPLE]
        most = p.F[0].total() / (p.c - 1)
        above_one = combine(p.c - 1, p.domain("c")["lower"], (1,))
        _, sum_g = p.given("symmetric")
        below_f, below_g = p.given("bounded loss")
        chance = p.domain("T", y)

        loses_less = combine(
            (own - row[ANY_CLASS]) * (most - g[ANY_CLASS]),
            (p.given("diagonal dominates"), below_g),
        )
        weighted = combine(row[ANY_CLASS] * (most - f[ANY_CLASS]), (chance["nonnegative"], below_f))
        at_most_one = chance["at most 1"].at(ANY_CLASS, y)
        each = combine(
            unfold(expectation(row, g) - expectation(row, f)) + f[y],
            total(loses_less, p.c),
            total_of_others(weighted, y, p.c, above_one),
            (at_most_one, p.domain("F", ANY_SAMPLE, y)["lower"]),
            (own, sum_g),
        )
        return combine(goal.difference, average(each, p.n), (-1, p.given("zero clean risk")))
