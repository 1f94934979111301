"""Who has the largest DMI with the noisy labels of the training set: the truth, or a memoriser.

The training set, the noise and the classifiers are those of `memorising`.
"""

import itertools

from paper_checks.papers.dmi import dmi
from paper_checks.papers.dmi.memorising import (
    OURS,
    TrainedClassifier,
    TrainingSet,
    drawn,
    entries,
    memoriser,
    noise,
    number,
    truthful,
    with_own,
    written_out,
)
from theory.information import dmi as size
from theory.language import eq, gt, iff, le
from theory.language.terms import determinant
from theory.proof.rules import absolute, cases, combine, decided, nonnegative


@dmi.claim(
    "truth-in-sample",
    title="In sample the truth has the largest DMI(h, Ỹ)",
    locus=OURS,
    kind="ineq",
)
class TruthInSample(TrainedClassifier):
    r"""On the training set the truth has the largest $\mathbf{DMI}(h(X), \tilde Y)$ of all $h$.

    Two points, one of each of two classes, and `h` and `w` as in `dmi.in-sample`; joint matrices
    are averaged over the draws of the noise. The main theorem of L_DMI leans on Eq. 32. In sample
    the premise fails, and with it the conclusion. Who is ahead of the truth: `dmi.memoriser-wins`;
    who has the largest: `dmi.memoriser-best`. Repair: outputs that are independent of the noise,
    `dmi.truth-optimal`.
    """

    where = entries("seen", with_own)

    def conclusion(w, T, h):
        return le(size(with_own(w, T, h)), size(with_own(w, T, truthful())))


@dmi.claim(
    "memoriser-best",
    title="In sample no h has a larger DMI(h, Ỹ) than a memoriser",
    locus=OURS,
    kind="ineq",
)
class MemoriserBest(TrainedClassifier):
    r"""On the training set no $h$ has a larger $\mathbf{DMI}(h(X), \tilde Y)$ than a memoriser.

    Two points, one of each of two classes, any noise, and `h` and `w` as in `dmi.in-sample`; joint
    matrices are averaged over the draws of the noise. So $\mathcal{L}_{DMI}$ of this training set
    is lowest at the noisy labels themselves: the output is a randomised function of $\tilde Y$,
    whose frequencies are on the memoriser's diagonal, and a stochastic matrix only shrinks a
    determinant.
    """

    where = entries("seen", with_own)

    def conclusion(w, T, h):
        return le(size(with_own(w, T, h)), size(with_own(w, T, memoriser())))

    def prove(p):
        w, T, h, (goal,) = p.w, p.T, p.h, p.goals
        whole = [p.domain("T", y)["total"] for y in range(2)]
        M, best = (written_out(with_own(w, T, of)) for of in (h, memoriser()))
        columns = [
            combine(
                best[j][j] - M[0][j] - M[1][j],
                *(
                    (
                        -w[i] * T[i][j] * T[1 - i][b],
                        p.domain("h", i, number(drawn(i, j, b)))["total"],
                    )
                    for i, b in itertools.product(range(2), repeat=2)
                ),
                *((-w[i] * T[i][j], whole[1 - i]) for i in range(2)),
            )
            for j in range(2)
        ]
        split = combine(
            best[0][0] * best[1][1] - (M[0][0] + M[1][0]) * (M[0][1] + M[1][1]),
            (columns[0], best[1][1]),
            (columns[1], M[0][0] + M[1][0]),
        )
        rows = nonnegative(M[0][0] * M[0][1]), nonnegative(M[1][0] * M[1][1])
        crossed, straight = nonnegative(2 * M[0][1] * M[1][0]), nonnegative(2 * M[0][0] * M[1][1])
        return cases(
            determinant(M),
            lambda up: combine(goal.difference, (-1, absolute(up)), split, *rows, crossed),
            lambda low: combine(goal.difference, (-1, absolute(low)), split, *rows, straight),
        )


def unsure(T, y):
    """Above 0 where the noisy label of class `y` is not certain."""
    return T[y][0] * T[y][1]


def gain(w, T):
    """By how much the DMI of a memoriser is larger than that of the truth."""
    crossed = T[0][0] * T[1][1] + T[0][1] * T[1][0] - size(noise(T))
    return w[0] ** 2 * unsure(T, 0) + w[1] ** 2 * unsure(T, 1) + w[0] * w[1] * crossed


@dmi.claim(
    "memoriser-wins",
    title="In sample a memoriser beats the truth iff noise is unsure",
    locus=OURS,
    kind="id",
)
class MemoriserWins(TrainingSet):
    r"""On the training set a memoriser has a larger $\mathbf{DMI}(h(X), \tilde Y)$ than the truth,
    by $\pi_0^2 T_{00} T_{01} + \pi_1^2 T_{10} T_{11} + \pi_0 \pi_1 (T_{00} T_{11} + T_{01} T_{10} -
    |\det T|)$: above 0 if and only if $T$ has an entry that is not 0 or 1.

    What is in brackets is twice the smaller of the two products. The memoriser has $\tilde p_0
    \tilde p_1$, the truth $\pi_0 \pi_1 |\det T|$; where noise only renames the classes, or takes
    both to one, the two are the same. Two points, one of each of two classes, of the frequencies
    `w`; joint matrices are averaged over the draws of the noise.
    """

    def conclusion(w, T):
        memory, truth = (with_own(w, T, h) for h in (memoriser(), truthful()))
        shifted = w[0] * w[1] * size(noise(T))
        return (
            eq(size(memory) - size(truth), gain(w, T)),
            iff(gt(gain(w, T), 0), gt(unsure(T, 0) + unsure(T, 1), 0)),
            eq(size(truth), shifted),
        )

    def prove(p):
        w, T = p.w, p.T
        wins, _, shifted = p.goals
        truth = with_own(w, T, truthful())

        def equal(sign):
            """`|det| == w0 w1 |det T|` where `sign det T >= 0`."""

            def of(case):
                kept = combine(sign * determinant(truth), (w[0] * w[1], case))
                return combine(shifted.difference, absolute(kept), (absolute(case), -w[0] * w[1]))

            return of

        lesser = cases(determinant(noise(T)), equal(1), equal(-1))
        return combine(wins.difference, (-1, lesser)), if_unsure(p), lesser


def if_unsure(p):
    """That the gain is above 0 if and only if some noisy label is not certain."""
    w, T, goal = p.w, p.T, p.goals[1]
    whole = [p.domain("T", y)["total"] for y in range(2)]
    det, more = determinant(noise(T)), gain(p.w, p.T)
    each = [unsure(T, y) for y in range(2)]
    straight, turned = T[0][0] * T[1][1], T[0][1] * T[1][0]
    sides = (1, turned, T[1][0], T[0][1]), (-1, straight, T[1][1], T[0][0])

    def decide(order, seen):
        first, other = decided(more, seen), decided(each[0] + each[1], order)
        return combine(goal.difference, first, (other, -1))

    def some(order):
        parts = [nonnegative(w[y] ** 2 * each[y] * (w[y] ** 2 + 2 * w[0] * w[1])) for y in range(2)]
        both = w[0] ** 2 * each[0] + w[1] ** 2 * each[1]
        ones = p.domain("w")["total"], -both * (1 + w[0] + w[1])

        def of(sign, smaller):
            left = nonnegative(2 * w[0] * w[1] * smaller)
            return lambda case: combine(
                more, (w[0] ** 2 * w[1] ** 2, order), *parts, ones,
                (absolute(case), -w[0] * w[1]), left,
            )  # fmt: skip

        return decide(order, cases(det, *(of(sign, smaller) for sign, smaller, *_ in sides)))

    def none(order):
        no = [combine(-each[y], order, nonnegative(each[1 - y])) for y in range(2)]

        def of(sign, smaller, mine, other):
            """The smaller product is 0, as it is at most what is 0."""

            def sized(case):
                left = combine(
                    -smaller,
                    (whole[0], smaller * (T[1][0] + T[1][1])), (whole[1], smaller),
                    (case, smaller), (no[0], mine**2), (no[0], 2 * each[1]), (no[1], other**2),
                )  # fmt: skip
                return combine(
                    -more, (no[0], w[0] ** 2), (no[1], w[1] ** 2),
                    (left, 2 * w[0] * w[1]), (absolute(case), w[0] * w[1]),
                )  # fmt: skip

            return sized

        return decide(order, cases(det, *(of(*side) for side in sides)))

    return cases(each[0] + each[1], some, none, strict=True)
