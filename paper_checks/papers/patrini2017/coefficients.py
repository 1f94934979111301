"""Section 6: the coefficients of the backward corrected loss."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.inverse import two_way
from lossproof.paper_checks.papers.patrini2017.noise import closed_form, is_identity

PAIR = "V is the inverse"


def chain(N):
    """The noise of the digits 2, 7 and 1 in Eq. 17, in this order."""
    rows = ((1 - N, N, 0), (0, 1 - N, N), (0, 0, 1))
    return Vector(Vector(map(sympy.sympify, row)) for row in rows)


@patrini2017.claim("backward-coefficients", "Sec. 6", kind="exists")
class BackwardCoefficients:
    r"""The coefficients of the losses in the backward-corrected loss can differ by orders of
    magnitude.

    The backward corrected loss is a combination of losses for every label "with coefficients
    that can be far by orders of magnitude".

    They can be far apart, and large: for every $M$, noise of the kind of the digits 2, 7 and 1 in
    Eq. 17 has coefficients of which one is above $M + 1$, and the next more than $M$ times as
    large, with the other sign. This needs $N > \frac{M}{M + 1}$, so rates near 1: above .91 for a
    factor of 10. `U` is the inverse of the noise of these three, the longest chain of flips, and
    its first row has the coefficients of the noisy label 2.

    At moderate rates cyclic flips have this effect, as those of CIFAR-100: a factor of 256 at $N =
    0.2$, see `cifar100`. On MNIST at the rates from .6 to .7 the factor is at most $\frac73$, see
    `mnist`; under symmetric noise they are far apart because all but one are small, by 44 times for
    ten classes and 494 for a hundred at $N = 0.2$, see `symmetric`. The sentence adds that this
    "makes learning harder", which this claim does not cover.
    """

    N, M = Real(0, 1, open="both"), Real(0, open="left")
    U = Each(3, Scores(3))

    given = {
        "rate": lambda N, M: gt(N, M * (1 - N)),
        "U is the inverse": lambda N, U: is_identity(product(chain(N), U), 1, 3),
    }

    def conclusion(U, M):
        own, next_one = U[0][0], -U[0][1]
        return gt(own, M + 1), gt(next_one, M * own)


@patrini2017.claim("backward-coefficients/symmetric", "Sec. 6")
class BackwardCoefficientsSymmetric:
    r"""Under symmetric noise of rate N < (c − 1)/c, the noisy label's coefficient in the backward
    loss is (c − 1)/N − 1 times each other one in absolute value.

    Under symmetric noise the coefficients of the backward loss differ by orders of magnitude
    where $N$ is small against $c - 1$: the coefficient of the noisy label is $\frac{c-1}{N} - 1$
    times as large as each other one.

    At the symmetric $N = 0.2$ of Table 2 that is 44 times for the ten classes of MNIST and CIFAR-10
    and 494 times for the hundred of CIFAR-100.

    The others are negative, and the factor is above $M$ if and only if $N < \frac{c-1}{M+1}$. The
    coefficients are those of $T^{-1} = \frac1m (I - \frac{N}{c-1} J)$, by `symmetric-t/inverse`,
    for every $c$ and all $N < \frac{c-1}{c}$.

    The ratio is large because the other coefficients are small: without noise they are 0. Large
    coefficients need noise that is nearly singular, see `condition-number`.
    """

    c, N, M = Classes(), Real(0, 1, open="both"), Real(0)
    y, k = Label(c), Label(c)

    given = {
        "another label": lambda y, k: gt((k - y) ** 2, 0),
        "below chance": lambda c, N: lt(N, (c - 1) / c),
    }

    def _coefficients(c, N, y, k):
        coefficients, kept = closed_form(N, c), retained(N, c)
        return (coefficients[y][label] / kept for label in (y, k))

    def conclusion(c, N, M, y, k):
        own, other = BackwardCoefficientsSymmetric._coefficients(c, N, y, k)
        return (
            eq(own, -((c - 1) / N - 1) * other),
            lt(other, 0),
            iff(gt(own, -M * other), lt(N, (c - 1) / (M + 1))),
        )


def circle(N):
    """The noise of a super-class of CIFAR-100: each of five classes is flipped to the next."""
    return matrix(lambda i, j: {i: 1 - N, (i + 1) % 5: N}.get(j, sympy.Integer(0)), 5)


@patrini2017.claim("backward-coefficients/cifar100", "Sec. 5.1, Table 2, and 6")
class BackwardCoefficientsCifar100:
    r"""For Patrini's CIFAR-100 noise of rate N, the largest absolute ratio of nonzero coefficients
    of a backward loss is max(r, 1/r)⁴, r = N/(1 − N).

    In the experiments on CIFAR-100 the first and the last coefficient of a corrected loss
    differ by a factor of $r^4$, $r = \frac{N}{1 - N}$, and the others that are not 0 lie between
    them in size.

    The classes of a super-class of five are flipped in a cycle, and `U` is the inverse of its
    noise. From one class of the cycle to the next the coefficient is multiplied by $-r$, so signs
    alternate: $U_{0k} = \frac{(1-N)^{4-k} (-N)^k}{(1-N)^5 + N^5}$. The 95 coefficients of the other
    super-classes are 0. So in absolute value the largest is $\max(r, \frac1r)^4$ times the smallest
    of the five: 256 times at $N = 0.2$, 5.1 times at $N = 0.6$, both rates of Table 2. So the
    factor is orders of magnitude in the authors' own experiment.
    """

    N, U = Real(0, 1, open="both"), Each(5, Scores(5))

    given = {"U is the inverse": lambda N, U: is_identity(product(circle(N), U), 1, 5)}

    def conclusion(N, U):
        whole = (1 - N) ** 5 + N**5
        each = [eq(U[0][k], (1 - N) ** (4 - k) * (-N) ** k / whole) for k in range(5)]
        return eq(U[0][4] * (1 - N) ** 4, U[0][0] * N**4), *each

    def prove(p):
        N, inverse = p.N, p.given("U is the inverse")
        weights = [(1 - N) ** (4 - i) * (-N) ** i for i in range(5)]
        low, high = p.domain("N")["lower"], combine(1 - N, p.domain("N")["upper"])
        whole = combine((1 - N) ** 5 + N**5, (high,) * 5, (low,) * 5)

        def entry(k):
            """`U[0][k]` in closed form: round the circle all others cancel."""
            times = [(inverse[5 * i + k], weight) for i, weight in enumerate(weights)]
            closed = combine(whole.expr * p.U[0][k] - weights[k], *times)
            return quotient(p.U[0][k] - weights[k] / whole.expr, closed, whole)

        each = [entry(k) for k in range(5)]
        far = combine(p.goals[0].difference, (each[4], (1 - N) ** 4), (each[0], -(N**4)))
        return far, *each


@patrini2017.claim("backward-coefficients/mnist", "Sec. 5.1, Eq. 17, and 6")
class BackwardCoefficientsMnist:
    r"""For Patrini's MNIST noise of rate N in [0.6, 0.7], the nonzero coefficients of one
    backward-corrected loss are within a factor 7/3.

    In the experiments on MNIST the coefficients of one corrected loss are within a factor of
    $\frac73$ of each other, where they are not 0, for all $N \in [.6, .7]$.

    The rates of the strong flips that are reported are .6 and .7. `U` is the inverse of the noise
    of the digits 2, 7 and 1, the longest chain of flips, and `V` that of 5 and 6, which are flipped
    into each other; 3 and 8 have the coefficients of 7 and 1. At these rates they are not
    orders of magnitude apart: the coefficients of 2 are $\frac{1}{1-N}$, $\frac{-N}{(1-N)^2}$ and
    $\frac{N^2}{(1-N)^2}$, the largest of all is 7.8 at $N = .7$, and the signs differ.
    At the third rate of Table 2, $N = .2$, they are 1.25, -.31 and .06, a factor of 20.
    """

    N = Real("3/5", "7/10")
    U, V = Each(3, Scores(3)), Each(2, Scores(2))

    given = {
        "U is the inverse": lambda N, U: is_identity(product(chain(N), U), 1, 3),
        PAIR: lambda N, V: is_identity(product(two_way(N), V), 1, 2),
    }

    def conclusion(U, V):
        most = sympy.Rational(7, 3)
        near = [(U[0][0], -U[0][1]), (U[0][2], -U[0][1]), (U[1][1], -U[1][2]), (-V[0][0], V[0][1])]
        near.append((U[0][0], U[0][2]))
        return [(le(one, most * other), le(other, most * one)) for one, other in near]
