"""Determinant-based mutual information and accuracy as orders of classifiers.

A classifier is given by `H[y][k] = P(h(X) = k | Y = y)`; labels are clean.
"""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.dmi.order import clean
from lossproof.paper_checks.papers.notation import *
from lossproof.theory.lemmas.diagonals import not_singular

ours = derived.at("on L_DMI, after Xu et al. (2019)")

HALF = sympy.Rational(1, 2)


class AccuracyOrder:
    given = {"more accurate": lambda prior, H, G: gt(accuracy(prior, H), accuracy(prior, G))}

    def conclusion(prior, H, G):
        return gt(clean(prior, H), clean(prior, G))


@ours.claim("dmi-accuracy/any-errors", kind="order")
class AccuracyOrderPlain(AccuracyOrder):
    r"""A more accurate classifier has a larger DMI.

    Both measure agreement with the label, so one expects the same order. But DMI is large when the
    outputs distinguish the classes, whatever they are called, and it is 0 as soon as the outputs do
    not distinguish one class from the others, however rare that class is. A classifier that always
    outputs a frequent class is accurate and has DMI 0; both classifiers of the counterexample are
    more accurate than that.

    For two classes the claim holds if the balanced accuracies sum to more than 1
    (`derived.balanced-accuracy`); balanced accuracy is accuracy where both classes are equally
    frequent. `H` and `G` are the matrices of $P(h(X) = k | Y = y)$ of the two classifiers, and
    `prior` is the law of $Y$.
    """

    c = Classes(tried=(2, 3))
    prior, H, G = Simplex(c, interior=True), Transitions(c), Transitions(c)


@ours.claim("dmi-accuracy/three-classes", kind="order")
class AccuracyOrderThreeClasses(AccuracyOrder):
    r"""With three equally frequent classes and accuracies of at least one half, a more accurate
    classifier has a larger DMI.

    Balanced classes alone do not help. A classifier that never outputs one class may be right on
    the other two, while one whose errors are spread more evenly makes more errors but distinguishes
    all three classes. For classifiers with uniform errors DMI orders by accuracy (`dmi-accuracy`).
    """

    prior = Simplex(3)
    H, G = Transitions(3), Transitions(3)

    given = AccuracyOrder.given | {
        "balanced": lambda prior: every_class(lambda y: eq(prior[y], sympy.Rational(1, 3)), 3),
        "at least one half": lambda prior, G: ge(accuracy(prior, G), HALF),
    }
    where = {
        "accuracy": lambda prior, M="H": accuracy(prior, M),
        "DMI": lambda prior, M="H": clean(prior, M),
    }


def even(rate, c):
    """A classifier that errs at one rate on every class, and as often towards every other."""
    return matrix(lambda y, k: uniform_row(y, rate, c)[k], c)


def even_accuracy(c, prior, rate):
    return accuracy(prior, even(rate, c))


def even_dmi(c, prior, rate):
    return clean(prior, even(rate, c))


@ours.claim("dmi-accuracy", kind="order", repairs="derived.dmi-accuracy/three-classes")
class AccuracyOrderEvenErrors:
    r"""For classifiers with uniform errors and accuracy at least 1/c on c classes, DMI and accuracy
    give the same order, for any class frequencies.

    `e` and `d` are the error rates of two such classifiers. A classifier without errors has the
    product of the prior as its DMI, and errors of rate $e$ multiply this by
    $|1 - e\,c/(c-1)|^{c-1}$. The factor falls up to $e = (c-1)/c$, where the output carries no
    information, and grows beyond it.
    """

    c = Classes(tried=(2, 3))
    prior = Simplex(c, interior=True)
    e, d = Real(0, 1), Real(0, 1)

    given = {"at least one in c": lambda c, e, d: tuple(ge(1 - rate, 1 / c) for rate in (e, d))}
    where = {
        "DMI": lambda c, prior, r="e": even_dmi(c, prior, r),
        "accuracy": lambda c, prior, r="e": even_accuracy(c, prior, r),
    }

    def conclusion(c, prior, e, d):
        one, other, never = (even_dmi(c, prior, rate) for rate in (e, d, sympy.Integer(0)))
        return (
            eq(even_accuracy(c, prior, e), 1 - e),
            eq(one, never * retained(e, c) ** (c - 1)),
            iff(gt(one, other), lt(e, d)),
        )

    def prove(p):
        errors = EvenErrors(p)
        (right, _, goal), given = p.goals, p.given("at least one in c")
        (least, one), (lesser, other) = map(errors.exact, (p.e, p.d), given)
        after = even_dmi(p.c, p.prior, p.e) - even_dmi(p.c, p.prior, p.d)
        gap = p.d - p.e

        def decide(order, sign, smaller):
            """Both sides of the equivalence, from `sign (d - e)`."""
            wider = combine(p.c * sign * gap / (p.c - 1), (p.c, errors.inverse, order))
            raised = power_in_base(wider, smaller, errors.another)
            seen = combine(sign * after, (errors.never, raised), (one, sign), (other, -sign))
            return combine(goal.difference, decided(after, seen), (decided(gap, order), -1))

        order = cases(
            gap,
            lambda above: decide(above, 1, lesser),
            lambda below: decide(below, -1, least),
            strict=True,
        )
        return combine(right.difference, (errors.whole, 1 - p.e)), one, order


class EvenErrors:
    """Facts on classifiers with even errors, for any number of classes."""

    def __init__(self, p):
        self.c, self.prior, self.whole = p.c, p.prior, p.domain("prior")["total"]
        self.another = combine(p.c - 1, p.domain("c")["lower"], 1)
        self.inverse = reciprocal(self.another)
        self.sure = response_joint(p.prior, even(sympy.Integer(0), p.c))
        self.never = not_singular(p.prior)

    def exact(self, rate, right):
        """`m >= 0` and `DMI == DMI(no errors) m^(c-1)`, from `1 - rate >= 1/c`."""
        c, left = self.c, retained(rate, self.c)
        told = combine(left, (c, self.inverse, right))
        errors, joint = even(rate, c), response_joint(self.prior, even(rate, c))
        mixed = of_product(errors, self.sure)
        picked = sifted(errors[ANY_ROW][ANY_CLASS] * self.prior[ANY_COLUMN], ANY_COLUMN, c)
        entry = joint[ANY_ROW][ANY_CLASS] - product(errors, self.sure)[ANY_ROW][ANY_CLASS]
        same = combine(entry, (renamed(picked, {ANY_COLUMN: ANY_CLASS}), -1))
        split = of_equal(joint, product(errors, self.sure), same)
        power = of_diagonal_and_constant(errors, left, rate / (c - 1))
        kept = combine(
            determinant(joint) - left ** (c - 1) * determinant(self.sure),
            split,
            mixed,
            (power, determinant(self.sure)),
        )
        return told, self.sized(determinant(joint), determinant(self.sure), told, kept)

    def sized(self, one, other, told, kept):
        """`|x| == |y| m^(c-1)`, from `x == m^(c-1) y` and `m >= 0`."""
        raised = power(told, self.another)
        goal = sympy.Abs(one) - sympy.Abs(other) * raised.expr

        def of(sign):
            def sign_known(case):
                inner = combine(sign * one, (raised, case), (kept, sign))
                return combine(goal, absolute(inner), (-raised.expr, absolute(case)), (kept, sign))

            return sign_known

        return cases(other, of(1), of(-1))
