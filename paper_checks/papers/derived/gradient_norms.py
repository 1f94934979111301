"""Does another norm of the logit gradient order the samples as the L1 norm does?"""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.softmax import inside, two_classes

ours = derived.at("after Eq. 11 of Li's notes")
cross_entropy = of_label(cce)


def squared_length(f, y):
    """The square of the L2 norm of the logit gradient of CCE."""
    return over_entries(cross_entropy, f, y, lambda entry: entry**2)


class TwoSamples:
    """Two samples under CCE, by their outputs and labels."""

    c = Classes(tried=(2, 3))
    f, g = Simplex(c, interior=True), Simplex(c, interior=True)
    y, k = Label(c), Label(c)
    where = {
        "norm_1": lambda x="f", z="y": logit_gradient_norm(cross_entropy, x, z),
        "square_2": lambda x="f", z="y": squared_length(x, z),
    }
    given = {
        "larger L1 norm": lambda f, g, y, k: gt(
            logit_gradient_norm(cross_entropy, f, y), logit_gradient_norm(cross_entropy, g, k)
        )
    }

    def conclusion(f, g, y, k):
        one, other = (squared_length(*at) for at in ((f, y), (g, k)))
        return gt(one, other)


@ours.claim("gradient-norms/order", kind="order")
class L1Norm(TwoSamples):
    r"""If the CCE logit gradient of one sample has a larger L₁ norm than that of another, it also
    has the larger L₂ norm.

    The sample with the larger $\|\partial L_{CCE} / \partial z\|_1$ has the larger $\|\partial
    L_{CCE} / \partial z\|_2$.

    The notes ask whether the $L_1$ norm of the gradients is meaningful, and give no answer. We ask
    one part of that question: does the answer depend on the chosen norm? The $L_2$ norm is the
    length of a step of gradient descent in the logits. The statement compares squares.

    Both norms measure how far the outputs are from the label. However, $\|\cdot\|_1 = 2 (1 - p_y)$
    does not depend on the other classes, whereas $\|\cdot\|_2$ is larger where the remaining
    probability is on one of them than where it is spread.

    It holds for an $L_1$ norm that is larger by a factor of $\sqrt{2 (c-1) / c}$, which is 1 with
    two classes (`factor`); this follows from how far the norms can be apart (`gradient-norms`). The
    counterexample consists of logit gradients of CCE. Those of MAE are $2 p_y$ times as long under
    either norm (`li.logit-gradients`), so the weights of both, Eq. 9 and 10, change with the norm.
    """


class Norms:
    """The two norms of the gradient of one sample, and facts about them."""

    def __init__(self, p, f, y):
        f_name, f, y, c = f, getattr(p, f), getattr(p, y), p.c
        facts, two = p.domain(f_name), two_classes(p)
        self.size = logit_gradient_norm(cross_entropy, f, y)
        self.square = squared_length(f, y)
        self.others = reciprocal(two)
        known = logit_norm(cce, f, y, **inside(p, f_name, y))
        rest = 2 * (1 - f[y])
        least = squares_of_others_above(f, y, sums_to_one=facts["total"], two=two)
        most = squares_of_others_below(f, y, entry=facts["nonnegative"], sums_to_one=facts["total"])
        self.at_least = combine(
            4 * (c - 1) * self.square - c * self.size**2,
            (4, least, self.others),
            (known, -c * (self.size + rest)),
        )
        self.at_most = combine(self.size**2 - 2 * self.square, (2, most), (known, self.size + rest))


@ours.claim("gradient-norms")
class L1NormScale:
    r"""With c classes, the logit gradient g of CCE satisfies √(c/(c − 1)) ‖g‖₁/2 ≤ ‖g‖₂ ≤ ‖g‖₁/√2.

    The statement compares squares. The left bound is attained where the other classes have the same
    probability; the right bound is approached where one of them has all the remaining probability.
    With two classes the bounds coincide: $\|\cdot\|_1 = \sqrt 2 \|\cdot\|_2$.
    """

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)
    where = TwoSamples.where

    def conclusion(c, f, y):
        one = logit_gradient_norm(cross_entropy, f, y) ** 2
        two = squared_length(f, y)
        return le(c * one, 4 * (c - 1) * two), le(2 * two, one)

    def prove(p):
        norms = Norms(p, "f", "y")
        return norms.at_least, norms.at_most


@ours.claim("gradient-norms/factor", kind="order", repairs="derived.gradient-norms/order")
class L1NormFactor(TwoSamples):
    r"""With c classes, if a CCE logit gradient has an L₁ norm over √(2(c − 1)/c) times that of
    another sample, it also has the larger L₂ norm.

    A sample whose logit gradient under CCE has more than $\sqrt{2 (c-1) / c}$ times the $L_1$ norm
    of the other's has the larger $L_2$ norm.

    This follows from the two bounds of `gradient-norms`. With two classes the factor is 1: both
    norms give the same order of any two samples. With three it is 1.155, and it stays below $\sqrt
    2$. No smaller factor suffices for any $c$: two samples approach the two bounds at once.
    """

    given = {
        "L1 norm larger by the factor": lambda c, f, g, y, k: gt(
            c * logit_gradient_norm(cross_entropy, f, y) ** 2,
            2 * (c - 1) * logit_gradient_norm(cross_entropy, g, k) ** 2,
        )
    }

    def prove(p):
        one, other = Norms(p, "f", "y"), Norms(p, "g", "k")
        return combine(
            p.goals[0].difference,
            (one.at_least, one.others, Rational(1, 4)),
            (p.given("L1 norm larger by the factor"), one.others, Rational(1, 4)),
            (other.at_most, Rational(1, 2)),
        )
