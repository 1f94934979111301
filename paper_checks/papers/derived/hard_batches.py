"""The loss -log |det| of batches with hard outputs."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *
from lossproof.theory.lemmas.zero_rows import zero_row
from lossproof.theory.proof.rules.other_classes import LargestSymbol

place = derived.at("on L_DMI, after Xu et al. (2019)")


def mean(of, n, Q):
    """The mean over batches of a function of the determinant of the table of frequencies."""
    return table_mean(lambda counts: of(determinant(counts) / n**Q.size), n, Q)


def regular(d):
    return 1 - is_zero(d)


def loss_if_regular(d):
    return -sympy.log(sympy.Abs(d) + is_zero(d))


@place.claim("batch-estimator/conditional-log")
class BatchEstimatorConditionalLog:
    r"""The mean of −log |det| of a batch's joint output-label matrix, over non-singular batches, is
    −log |det| of the population's matrix.

    The mean of the loss over non-singular batches is the loss of the law: $\mathbb{E}[-\log
    |\det \hat Q| \mid \det \hat Q \ne 0] = -\log |\det Q|$.

    One would leave out singular batches, whose loss is infinite. But the remaining batches are
    selected by the value of their determinant, and the logarithm is concave, so they are not
    centred. With as many samples as classes the conditional mean does not even depend on $Q$
    (`logdet-bias/smallest-batch`). The error is negative there, and positive for the eight samples
    of the counterexample. It is correct to average the signed determinants first and to take the
    logarithm afterwards (`derived.batch-estimator`).
    """

    c = Classes(tried=(2,))
    n, Q = Samples(tried=(8,)), Joint(c)

    given = {"informative": lambda Q: gt(determinant(Q) ** 2, 0)}

    def conclusion(n, Q):
        clean = -sympy.log(sympy.Abs(determinant(Q)))
        return eq(mean(loss_if_regular, n, Q), clean * mean(regular, n, Q))


class Rows:
    """How many samples the rows of a table have, of no more samples than classes.

    `every` says how many there are in all of them.
    """

    def __init__(self, p, table, every):
        self.c, self.n, self.table, self.every = p.c, p.n, table, every
        self.few = p.given("few samples")
        self.two = combine(p.c - 1, p.domain("c")["lower"], 1)

    def row(self, label):
        """How many samples a row has."""
        return class_sum(lambda k: self.table[label][k], self.c)

    def within(self, cell):
        """A cell has no more samples than its row."""
        return total_of_others(cell, ANY_COLUMN, self.c, self.two)

    def either(self, at_zero, at_one):
        """What holds where some row is empty, so that the determinant is 0, and where each has one.

        Both get what is known there.
        """
        some = summed(nonnegative(self.table[ANY_CLASS][ANY_COLUMN]), ANY_COLUMN, self.c)
        others = total_of_others(some, ANY_ROW, self.c, self.two)
        room = combine(self.n - self.row(ANY_ROW), others, (self.every, -1))

        def somewhere(here, top):
            least = here(some)
            (label,) = least.expr.atoms(LargestSymbol)

            def empty(low):
                cell, none = nonnegative(self.table[label][ANY_CLASS]), squeezed(least, low)
                below = renamed(self.within(cell), {ANY_COLUMN: ANY_CLASS})
                zero = squeezed(cell, combine(-cell.expr, below, (none, -1)))
                return at_zero(zero_row(self.table, label, zero))

            def filled(above):
                more = combine(self.row(ANY_CLASS) - 1, top, whole(above))
                rest = total_of_others(more, ANY_ROW, self.c, self.two)
                most = combine(1 - self.row(ANY_ROW), rest, (self.every, -1), self.few)
                return at_one(squeezed(renamed(more, {ANY_CLASS: ANY_ROW}), most))

            return cases(least.expr, filled, empty, strict=True)

        return at_largest(renamed(room, {ANY_ROW: ANY_CLASS}), somewhere)


class SmallTable:
    """Facts on the determinant of any table with no more samples than classes."""

    def __init__(self, p):
        self.c, self.n, self.table = p.c, p.n, any_table(p.n, p.c)
        self.det = determinant(self.table)
        turned, cell = transposed(self.table), self.table[ANY_ROW][ANY_CLASS]
        counted = all_in_table(p.n, p.c)
        order = exchanged(cell, ANY_ROW, ANY_CLASS, p.c)
        self.rows = Rows(p, self.table, counted)
        self.columns = Rows(p, turned, combine(counted.expr - order.expr, counted, (order, -1)))

    def vanishes(self, of):
        """`of(det) == 0`, where it is 0 at 0, and at 1 and -1 if there are as many as classes.

        Where no row and no column is empty the table is a permutation.
        """

        def at(value, known):
            return replaced(of(self.det), known, self.det, value)

        def by_columns(row):
            def turned(none):
                same = of_transposed(self.table)
                return at(0, combine(self.det, none, (same, -1)))

            return self.columns.either(turned, lambda column: at_one(row, column))

        def at_one(row, column):
            columns, size = renamed(column, {ANY_ROW: ANY_CLASS}), sympy.Abs(self.det)
            square = of_permutation(self.table, self.zero_or_one(row), row, columns)
            product = combine((size - 1) * (size + 1), square)
            one = quotient(size - 1, product, positive(size + 1))
            total = summed(row, ANY_ROW, self.c)
            enough = combine(self.c - self.n, (total, -1), self.rows.every)

            def signed(sign):
                def permutation(case):
                    known = combine(self.det - sign, (one, sign), (absolute(case), -sign))
                    times = sympy.cancel(of(sympy.Integer(sign)) / enough.expr)
                    return combine(of(self.det), at(sign, known), (enough, times))

                return permutation

            return cases(self.det, signed(1), signed(-1))

        return self.rows.either(lambda none: at(0, none), by_columns)

    def zero_or_one(self, row):
        """No cell has more than one sample, where no row has."""
        cell = nonnegative(self.table[ANY_ROW][ANY_CLASS])
        within = renamed(self.rows.within(cell), {ANY_COLUMN: ANY_CLASS})
        below = combine(1 - cell.expr, within, (row, -1))
        goal = cell.expr * (1 - cell.expr)
        return cases(
            cell.expr,
            lambda above: combine(goal, (squeezed(whole(above), below), -cell.expr)),
            lambda low: combine(goal, (squeezed(cell, low), 1 - cell.expr)),
            strict=True,
        )


def neither(d):
    """0 where the size of a determinant is 0 or 1, else above 0."""
    return sympy.Abs(d) * sympy.Abs(sympy.Abs(d) - 1)


@place.claim("logdet-bias/smallest-batch")
class LogdetBiasSmallestBatch:
    r"""For hard outputs and n ≤ c samples of c classes, the joint output-label matrix has the
    absolute determinant n^(−c) or 0.

    For hard outputs and no more samples than classes, $|\det \hat Q|$ is $n^{-C}$ or 0 for
    every classifier, and with fewer samples than classes it is 0.

    The number of classes is arbitrary. The determinant of the counts, which is $n^C$ times that of
    the frequencies, is 1, -1 or 0. So with `C` samples every non-singular batch has the loss
    $C \log C$ for every joint law, and the mean over such batches carries no information about the
    law. `C` counts without an empty row or column form a permutation matrix; fewer counts leave a
    row empty.
    """

    c = Classes(tried=(2, 3))
    n, Q = Samples(tried=(2, 3)), Joint(c)
    given = {"few samples": lambda c, n: le(n, c)}

    def conclusion(c, n, Q):
        def counted(of):
            return table_mean(lambda counts: of(determinant(counts)), n, Q)

        return eq(counted(neither), 0), eq((c - n) * counted(sympy.Abs), 0)

    def prove(p):
        table, few = SmallTable(p), p.given("few samples")
        both = table.vanishes(lambda d: neither(d) + few.expr * sympy.Abs(d))
        none = table_average(both, p.n, p.Q)
        other, size = (
            table_average(nonnegative(of(table.det)), p.n, p.Q) for of in (neither, sympy.Abs)
        )
        fewer = combine(few.expr * size.expr, (few, size))
        return (
            squeezed(other, combine(-other.expr, fewer, (none, -1))),
            squeezed(fewer, combine(-fewer.expr, other, (none, -1))),
        )
