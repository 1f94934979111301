"""Where random embeddings on the sphere stand: how often a triplet is in the linear regime."""

from paper_checks.papers.le2018 import LOCUS, le2018
from paper_checks.papers.le2018.margin import square
from paper_checks.papers.le2018.pairs import HALF
from theory.domain import Classes, Real, Scores
from theory.language import ANY_CLASS, ANY_ROW, eq, le
from theory.language.terms import drawn_value, expected
from theory.losses import even_law
from theory.proof.rules import above_zero, cases, combine, decided, nonnegative, summed

HALVES = (HALF, HALF)


class Sphere:
    """An anchor of norm 1, by its coordinates `a` and `b` in two orthonormal frames of R^n.

    A uniformly random point of the sphere is one of the vectors of a random frame, or the opposite
    of one, each with the same chance. So what holds of every frame holds of random points.
    """

    n = Classes(tried=(2, 3))
    a, b = Scores(n), Scores(n)

    given = {
        "norm 1": lambda a, b: (eq(square(a), 1), eq(square(b), 1)),
    }


@le2018.claim("initialisation-regime/second-moment", locus=LOCUS, kind="id")
class SecondMoment(Sphere):
    r"""The inner product of a unit vector with a random one has the second moment $\frac1n$.

    Of the first frame a vector is drawn; its inner product with the anchor is a coordinate `a`.
    """

    def conclusion(n, a):
        return eq(expected(lambda i: a[i] ** 2, even_law(n)), 1 / n)

    def prove(p):
        (goal,) = p.goals
        ours, _ = p.given("norm 1")
        return combine(goal.difference, (ours, 1 / p.n))


def beyond(x, M):
    """1 where `4 x^2 > M^2`, else 0."""
    return above_zero(4 * x**2 - M**2)


@le2018.claim("initialisation-regime", locus=LOCUS, kind="ineq")
class InitialisationRegime(Sphere):
    r"""Random points of the sphere in $\mathbb{R}^n$: a triplet is outside the linear regime
    $|d_{ap}^2 - d_{an}^2| \le M$ of squared distances with a chance of at most $\frac{8}{n M^2}$.

    Positive and negative are drawn from two independent frames; $d_{ap}^2 - d_{an}^2$ is twice the
    difference of two inner products, with the second moment $\frac8n$. For distances themselves
    $|d_{ap} - d_{an}|^2 \le |d_{ap}^2 - d_{an}^2|$, so a triplet is outside $|d_{ap} - d_{an}| \le
    m$ with a chance of at most $\frac{8}{n m^4}$. Hence the chance of the linear regime has the
    limit 1 for any margin as the dimension grows, as $1 - 2\Phi(-m \sqrt n)$ has. How good an
    approximation that is at a given $n$ is not decided here: it is a question for numbers.
    """

    M = Real(0, open="left")

    def conclusion(n, a, b, M):
        def either(i, j):
            return drawn_value((beyond(a[i] - b[j], M), beyond(a[i] + b[j], M)), HALVES)

        law = even_law(n)
        chance = expected(lambda i: expected(lambda j: either(i, j), law), law)
        return le(chance, 8 / (n * M**2))

    def prove(p):
        (goal,) = p.goals
        ours, theirs = p.given("norm 1")
        a, b, n, M = p.a[ANY_ROW], p.b[ANY_CLASS], p.n, p.M

        def bound(x):
            of = 4 * x**2 - M**2
            value = 4 * x**2 / M**2 - beyond(x, M)

            def above(out):
                return combine(value, (out, 1 / M**2), (decided(of, out), -1))

            def below(within):
                return combine(value, (4 / M**2, nonnegative(x**2)), (decided(of, within), -1))

            return cases(of, above, below, strict=True)

        both = combine(
            4 * (a**2 + b**2) / M**2 - (beyond(a - b, M) + beyond(a + b, M)) / 2,
            (HALF, bound(a - b)),
            (HALF, bound(a + b)),
        )
        every = summed(summed(both, ANY_CLASS, n), ANY_ROW, n)
        scale = 4 / (n * M**2)
        return combine(goal.difference, (every, 1 / n**2), (ours, -scale), (theirs, -scale))
