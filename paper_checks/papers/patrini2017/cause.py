"""Section 6: why estimation fails on CIFAR-100 at N = 0.6, in the population.

Class `h` is flipped to `i` with probability `N`, no other is; noisy probabilities are exact, and
`a` is the clean posterior of the image that Eq. 12 selects for class `i`.
"""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017

HIGH = sympy.Rational(3, 5)


def column(c, i, h, N):
    """How often each class has the label `i`."""
    return SymbolicVector(
        lambda k: (1 - N) * sympy.KroneckerDelta(k, i) + N * sympy.KroneckerDelta(k, h), c
    )


def estimate(c, i, h, a, N):
    """The estimate of the diagonal entry of class `i`."""
    return expectation(a, column(c, i, h, N))


def other_class(i, h):
    return eq(sympy.KroneckerDelta(i, h), 0)


def of_perfect_examples(c, i, h, a, N):
    """No perfect example of a class is ahead of the image that is selected."""
    return every_class(lambda k: ge(estimate(c, i, h, a, N), column(c, i, h, N)[k]), c)


@patrini2017.claim("cifar100-cause/one-image", "Sec. 6", kind="pop")
class Cifar100Cause:
    r"""If class h flips to class i at a rate N > 1/2, one image that certainly has class h makes
    the argmax estimate of T_ii = P(label i | class i) too large.

    High noise is detrimental to the estimator by itself, for any number of images per class.

    This is one half of `cifar100-cause`: $\hat T_{ii} > T_{ii} = 1 - N$ as soon as one image
    of $X'$ is of class $h$ with a probability above $\frac{1-N}{N}$, two thirds at $N = 0.6$; `b`
    is its clean posterior. There is such an image only if the noise is high, $N > \frac12$. Class
    $h$ is the one that flips to $i$ within the super-class, and no other does; this is the case for
    every class of CIFAR-100, and $\hat T$ takes each for the one before it
    (`estimated-in-between/circle`).

    With a perfect example of each class $\hat T_{ii} = N$, see `high-noise`.

    Few images are detrimental by themselves at rates below one half, by
    `argmax-estimator/understates`: if no image is certainly of class $i$, the estimate is wrong at
    low noise too. Above one half few images need not be detrimental: without a perfect example of
    $i$, $\hat T_{ii}$ falls from $N$ towards the true $1 - N$ as the most certain image of `h`
    becomes less certain. `few-images` measures this on trained networks.
    """

    c, N = Classes(tried=(2, 3)), Real(0, 1)
    i, h, a, b = Label(c), Label(c), Simplex(c), Simplex(c)

    given = {
        "selected": lambda c, i, h, a, b, N: ge(estimate(c, i, h, a, N), estimate(c, i, h, b, N)),
        "a likely image of class h": lambda h, b, N: gt(N * b[h], 1 - N),
    }

    def conclusion(c, i, h, a, N):
        return gt(estimate(c, i, h, a, N), 1 - N)


@patrini2017.claim("cifar100-cause", "Sec. 6", kind="pop")
class Cifar100CauseMoreImages:
    r"""For Patrini's CIFAR-100 noise of rate 0.6, the argmax estimate of the transition matrix has
    the right diagonal if every class has an anchor point.

    Estimation destroys most of the gain on CIFAR-100 at $N = 0.6$: "we believe that the mix of
    high noise and limited number of images per class (500) is detrimental to the estimator".

    If it is the mix, then the estimate is right at $N = 0.6$ without a limit on the number of
    images: $\hat T_{ii} = T_{ii} = 1 - N$ where every class has a perfect example. The noise alone
    is detrimental (`one-image`), and few images are, at rates below one half (`few-images`).

    More images bring perfect examples, which the estimator needs. However, above one half the label
    $i$ is likeliest for class $h$, and the estimator reads the row of $h$, for any number of
    images. The correct value is $\hat T_{ii} = \max(N, 1 - N)$ (`high-noise`), so the noise alone
    decides, and one half is the threshold. The counterexample is one super-class of five.
    """

    c = Classes(low=5, tried=(5,))
    i, h, a = Label(c), Label(c), Simplex(c)

    given = {
        "selected": lambda c, i, h, a: of_perfect_examples(c, i, h, a, HIGH),
        "another class": other_class,
    }

    def conclusion(c, i, h, a):
        return eq(estimate(c, i, h, a, HIGH), 1 - HIGH)


@patrini2017.claim(
    "cifar100-cause/high-noise",
    "our question, Sec. 6",
    kind="pop",
    repairs="patrini2017.cifar100-cause",
)
class Cifar100CauseHighNoise:
    r"""If class h flips to class i at rate N and both have anchor points, the argmax estimate of
    T_ii is max(N, 1 − N), where the true T_ii is 1 − N.

    $\hat T_{ii} = \max(N, 1 - N)$ for any $N$ and any number of images, if the set $X'$ of images
    contains perfect examples (anchor points) of $i$ and of $h$.

    The argmax estimator (Eq. 12) selects the image with the largest noisy probability of label $i$;
    its clean posterior is $a$. The hypothesis "selected" states that no perfect example has a
    larger one. Without perfect examples of $i$ and $h$ the estimate is smaller
    (`argmax-estimator/understates`). The result applies to every class that flips and that another
    class flips to, such as 5 and 6 in MNIST, and cats and dogs in CIFAR-10.
    """

    c, N = Classes(tried=(2, 3)), Real(0, 1)
    i, h, a = Label(c), Label(c), Simplex(c)

    given = {
        "selected": of_perfect_examples,
        "another class": other_class,
    }

    def conclusion(c, i, h, a, N):
        return eq(estimate(c, i, h, a, N), sympy.Max(N, 1 - N))

    def prove(p):
        (goal,), c, i, h, N = p.goals, p.c, p.i, p.h, p.N
        entry, whole = p.a[ANY_CLASS], p.domain("a")["total"]
        apart, ahead = p.given("another class"), p.given("selected")
        own, other = (sifted(entry, label, c) for label in (i, h))
        not_h = 1 - sympy.KroneckerDelta(ANY_CLASS, h)
        some = combine(not_h, nonnegative(not_h**2))
        rest = weighted_others(p.domain("a")["nonnegative"], i, c, lambda case: some)
        two = combine(1 - p.a[i] - p.a[h], rest, (whole, -1), other, (apart, -p.a[i]))
        mean = combine(goal.lhs - (1 - N) * p.a[i] - N * p.a[h], (own, 1 - N), (other, N))

        def reached(label, top, size, slack, larger):
            """The larger rate, of the perfect example of `label`, is reached and not exceeded."""
            least = combine(goal.lhs - top, ahead.at(ANY_CLASS, label), (apart, 1 - top))
            most = combine(top - goal.lhs, (mean, -1), (two, size), slack)
            equal = squeezed(least, most)
            return combine(goal.difference, equal, (larger, -1))

        def high(case):
            return reached(h, N, N, (case, p.a[i]), max_equals(N, 1 - N, case))

        def low(case):
            return reached(
                i, 1 - N, p.domain("N")["upper"], (case, p.a[h]), max_equals(1 - N, N, case)
            )

        return cases(2 * N - 1, high, low)
