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
    noisy,
    number,
    truthful,
    with_own,
    written_out,
)
from theory.information import dmi as size
from theory.language import eq, gt, le
from theory.language.terms import determinant
from theory.proof.rules import absolute, cases, combine, nonnegative


@dmi.claim(
    "truth-in-sample",
    title="In sample the truth has the largest DMI(h, Ỹ)",
    locus=OURS,
    kind="ineq",
)
class TruthInSample(TrainedClassifier):
    r"""On the training set the truth has the largest $\mathbf{DMI}(h(X), \tilde Y)$ of all $h$.

    Two points, one of each of two classes; joint matrices are averaged over the draws of the noise.
    The main theorem of L_DMI leans on Eq. 32. In sample the premise fails, and with it the
    conclusion. Who is ahead of the truth: `dmi.memoriser-wins`; who has the largest:
    `dmi.memoriser-best`. Repair: outputs that are independent of the noise, `dmi.truth-optimal`.
    """

    where = entries("seen", with_own) | entries("truth", with_own, truthful)

    def conclusion(w, T, h):
        return le(size(with_own(w, T, h)), size(with_own(w, T, truthful())))


def frequencies(p):
    """That the diagonal of the memoriser's matrix is `noisy`, from the rows of `T`."""
    w, T, own = p.w, p.T, written_out(with_own(p.w, p.T, memoriser()))
    whole = [p.domain("T", y)["total"] for y in range(2)]
    return [
        combine(own[j][j] - noisy(w, T, j), (w[0] * T[0][j], whole[1]), (w[1] * T[1][j], whole[0]))
        for j in range(2)
    ]


@dmi.claim(
    "memoriser-best",
    title="In sample no h has a larger DMI(h, Ỹ) than a memoriser",
    locus=OURS,
    kind="ineq",
)
class MemoriserBest(TrainedClassifier):
    r"""On the training set no $h$ has a larger $\mathbf{DMI}(h(X), \tilde Y)$ than a memoriser.

    Two points, one of each of two classes, any noise; joint matrices are averaged over the draws of
    the noise. So $\mathcal{L}_{DMI}$ of this training set is lowest at the noisy labels themselves:
    the output is a randomised function of $\tilde Y$, whose frequencies are on the memoriser's
    diagonal, and a stochastic matrix only shrinks a determinant.
    """

    where = entries("seen", with_own) | entries("memory", with_own, memoriser)

    def conclusion(w, T, h):
        return le(size(with_own(w, T, h)), size(with_own(w, T, memoriser())))

    def prove(p):
        w, T, h, (goal,) = p.w, p.T, p.h, p.goals
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


@dmi.claim(
    "memoriser-wins",
    title="In sample a memoriser beats the truth where noise is unsure",
    locus=OURS,
    kind="ineq",
)
class MemoriserWins(TrainingSet):
    r"""On the training set a memoriser has a larger $\mathbf{DMI}(h(X), \tilde Y)$ than the truth,
    where the noise of a class is uncertain: $\tilde p_0 \tilde p_1 > \pi_0 \pi_1 |\det T|$.

    Two points, one of each of two classes; joint matrices are averaged over the draws of the noise.
    """

    given = {
        "uncertain noise": lambda T: (gt(T[0][0], 0), gt(T[0][1], 0)),
    }

    where = entries("memory", with_own, memoriser) | entries("truth", with_own, truthful)

    def conclusion(w, T):
        memory, truth = (with_own(w, T, h) for h in (memoriser(), truthful()))
        product = noisy(w, T, 0) * noisy(w, T, 1)
        shifted = w[0] * w[1] * size(noise(T))
        return gt(size(memory), size(truth)), eq(size(memory), product), eq(size(truth), shifted)

    def prove(p):
        w, T = p.w, p.T
        stay, flip = p.given("uncertain noise")
        whole = [p.domain("T", y)["total"] for y in range(2)]
        wins, best, shifted = p.goals
        memory, truth = (written_out(with_own(w, T, h)) for h in (memoriser(), truthful()))
        first, second = frequencies(p)
        product = combine(best.difference, (first, memory[1][1]), (second, noisy(w, T, 0)))
        # The other point has some noisy label.
        rows = [
            [
                combine(truth[i][j] - w[i] * T[i][j], (w[i] * T[i][j], whole[1 - i]))
                for j in range(2)
            ]
            for i in range(2)
        ]
        inner, found = w[0] * w[1] * determinant(noise(T)), determinant(truth)
        same = combine(
            found - inner,
            (rows[0][0], truth[1][1]),
            (rows[1][1], w[0] * T[0][0]),
            (rows[0][1], -truth[1][0]),
            (rows[1][0], -w[0] * T[0][1]),
        )
        own = (w[0] ** 2, stay, flip)
        other = nonnegative(w[1] ** 2 * T[1][0] * T[1][1])
        crossed = nonnegative(2 * w[0] * w[1] * T[0][1] * T[1][0])
        straight = nonnegative(2 * w[0] * w[1] * T[0][0] * T[1][1])
        det = determinant(noise(T))

        def sized(case, sign):
            """`|det| == w0 w1 |det T|` where `sign det T >= 0`."""
            kept = combine(sign * found, (w[0] * w[1], case), (sign, same))
            return absolute(kept), absolute(case)

        def equal(sign):
            def of(case):
                outer, inner = sized(case, sign)
                return combine(shifted.difference, outer, (inner, -w[0] * w[1]), (same, sign))

            return of

        def ahead(sign, rest):
            def of(case):
                outer, _ = sized(case, sign)
                return combine(
                    wins.difference, product, (outer, -1), (same, -sign), own, other, rest
                )

            return of

        return (
            cases(det, ahead(1, crossed), ahead(-1, straight)),
            product,
            cases(det, equal(1), equal(-1)),
        )
