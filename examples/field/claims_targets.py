"""Mixed targets, after Zhang et al. (2018) on mixup and Reed et al. (2015) on bootstrapping."""

from sympy import Eq, Piecewise, log

from lossproof import Classes, Label, Paper, Real, Simplex, class_sum, eq, le, sum_of_others

targets = Paper("targets", "after Zhang et al. (2018) and Reed et al. (2015)")


def one_hot(y):
    return lambda j: Piecewise((1, Eq(j, y)), (0, True))


def cross_entropy(target, f, c):
    return -class_sum(lambda j: target(j) * log(f[j]), c)


class _Stated:
    c = Classes()
    f = Simplex(c, interior=True)
    y = Label(c)
    w = Real(0, 1)


class _TwoLabels(_Stated):
    k = Label(_Stated.c)


@targets.claim("mixup", "after the definition", repairs="targets.same-label")
class Mixup(_TwoLabels):
    """The loss of a mixed target is the mixture of the losses of both labels."""

    def conclusion(c, f, y, k, w):
        target = lambda j: w * one_hot(y)(j) + (1 - w) * one_hot(k)(j)
        return eq(cross_entropy(target, f, c), -w * log(f[y]) - (1 - w) * log(f[k]))


@targets.claim("same-label", "a false variant")
class SameLabel(_TwoLabels):
    """The loss of a mixed target is the loss of its first label."""

    def conclusion(c, f, y, k, w):
        target = lambda j: w * one_hot(y)(j) + (1 - w) * one_hot(k)(j)
        return eq(cross_entropy(target, f, c), -log(f[y]))


@targets.claim("bootstrap", "after the soft version")
class Bootstrap(_Stated):
    """Soft bootstrapping adds a multiple of the entropy of the prediction."""

    def conclusion(c, f, y, w):
        target = lambda j: w * one_hot(y)(j) + (1 - w) * f[j]
        entropy = -class_sum(lambda j: f[j] * log(f[j]), c)
        return eq(cross_entropy(target, f, c), -w * log(f[y]) + (1 - w) * entropy)


@targets.claim("others", "after the soft version")
class Others(_Stated):
    """In a soft bootstrapping target, the other classes have at most the mass 1 - w."""

    def conclusion(c, f, y, w):
        target = lambda j: w * one_hot(y)(j) + (1 - w) * f[j]
        return le(sum_of_others(target, y, c), 1 - w)
