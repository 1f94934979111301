"""The largest DMI with the noisy labels of a training set is a memoriser's, not the truth's.

A training set has any number of points of any number of classes. `q` are the frequencies of the
noisy labels in it, and the row `j` of a matrix has the frequencies where the noisy label is `j`:
`H[j]` those of the outputs, `R[j]` those of the clean labels. One realisation of the noise has
such frequencies, and so has the mean over the noise.
"""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *
from lossproof.theory.information import dmi as size
from lossproof.theory.lemmas.diagonals import diagonal, entry_of_product, not_singular

ours = derived.at("after Eq. 32 of Li's notes")


def seen(q, rows):
    """The joint law of the noisy label and what is found with it."""
    return matrix(lambda j, k: q[j] * rows[j][k], q.size)


def memory(q):
    """The joint law of the noisy label and itself, which is what a memoriser outputs."""
    return diagonal(q)


TURNED = {ANY_ROW: ANY_CLASS, ANY_CLASS: ANY_ROW}


class TrainingSet:
    c = Classes(tried=(2, 3))
    q, H = Simplex(c), Transitions(c)


@ours.claim("memoriser-best/truth")
class TruthInSample(TrainingSet):
    r"""On the training set, no classifier has a larger DMI with the noisy labels than the one that
    outputs the true labels.

    There is one training set of any size, or the mean over the noise; outputs may be soft. `q` are
    the frequencies of the noisy labels. Where the noisy label is `j`, the row `R[j]` is the
    frequencies of the clean labels, which are the outputs of the truth, and `H[j]` the frequencies
    of the outputs of `h`. In the counterexample `h` is half way between the truth and a memoriser.

    The main theorem of L_DMI relies on Eq. 32. On the training set the premise fails, and with it
    the conclusion. `derived.memoriser-wins` shows who exceeds the truth, and
    `derived.memoriser-best` who has the largest value. The claim holds for outputs that are
    independent of the noise given the label (`dmi.truth-optimal`).
    """

    R = Transitions(TrainingSet.c)

    def conclusion(q, H, R):
        return le(size(seen(q, H)), size(seen(q, R)))


def share(p, rows):
    """`|det (D A)| == |det D| |det A|`, for the joint law of the noisy labels and the rows of A."""
    joint, mixed = seen(p.q, rows), product(memory(p.q), rows)
    entry = joint[ANY_ROW][ANY_CLASS] - mixed[ANY_ROW][ANY_CLASS]
    equal = of_equal(joint, mixed, combine(entry, (entry_of_product(p.q, rows), -1)))
    same = replaced(size(joint), equal, determinant(joint), determinant(mixed))
    split = size_of_product(memory(p.q), rows)
    return combine(size(joint) - size(memory(p.q)) * size(rows), same, split)


@ours.claim("memoriser-best")
class MemoriserBest(TrainingSet):
    r"""On the training set, no classifier has a larger DMI with the noisy labels than one that
    memorises them.

    There is one training set of any size and any number of classes, or the mean over any noise. `q`
    are the frequencies of the noisy labels, and `H[j]` the frequencies of the outputs where the
    noisy label is `j`; a memoriser outputs `j`. So on a training set $\mathcal{L}_{DMI}$ is lowest
    for its noisy labels themselves: the output is a randomised function of $\tilde Y$, whose
    frequencies are on the memoriser's diagonal, and a stochastic matrix can only shrink a
    determinant.
    """

    def conclusion(q, H):
        return le(size(seen(q, H)), size(memory(q)))


@ours.claim("memoriser-wins")
class MemoriserWins:
    r"""On the training set, a classifier that memorises the noisy labels has a larger DMI with them
    than one whose outputs are not a function of these labels.

    On the training set a memoriser has a larger $\mathbf{DMI}(h(X), \tilde Y)$ than every $h$
    whose output is random given the noisy label, and so than the truth, where points of two classes
    have the same noisy label.

    There is one training set of any size and any number of classes in which every noisy label
    occurs, or the mean over any noise. `H[j]` is the frequencies of the outputs where the noisy
    label is `j`; for the truth these are the frequencies of the clean labels. Every other `h` that
    does not permute the noisy labels is also worse, as it never outputs some class
    (`derived.memoriser-wins/never-named`). A permutation of the noisy labels ties, as the
    determinant of a permutation is 1 or -1.
    """

    c = Classes(tried=(2, 3))
    q, H = Simplex(c, interior=True), Transitions(c)
    j, k = Label(c), Label(c)

    given = {"unsure": lambda H, j, k: (gt(H[j][k], 0), lt(H[j][k], 1))}

    def conclusion(q, H):
        return lt(size(seen(q, H)), size(memory(q)))

    def prove(p):
        H, facts, (some, rest) = p.H, p.domain("H"), p.given("unsure")
        found, entry = size(H), H[ANY_ROW][ANY_CLASS]
        two = combine(p.c - 1, p.domain("c")["lower"], (1,))
        spread = combine(entry * (1 - entry), (facts["nonnegative"], facts["at most 1"]))
        others = total_of_others(spread.at(ANY_ROW, p.j), p.k, p.c, two)
        long = hadamard(H, short_rows(H, facts)).at(ANY_ROW, p.j)
        whole = p.domain("H", p.j)["total"]
        square = combine(1 - determinant(H) ** 2, long, others, (some, rest), (whole, -1))
        room = combine((1 - found) * (1 + found), square)
        shrunk = quotient(1 - found, room, positive(1 + found))
        return combine(p.goals[0].difference, (not_singular(p.q), shrunk), (share(p, H), -1))


@ours.claim("memoriser-wins/never-named")
class MemoriserWinsNeverNamed:
    r"""On the training set, a classifier that memorises the noisy labels has a larger DMI with them
    than one that never predicts one of the classes.

    Together with `derived.memoriser-wins` this covers every `h` except the permutations of the
    noisy labels, which tie: an `h` that the noisy label determines and that outputs every class is
    such a permutation.
    """

    c = Classes(tried=(2, 3))
    q, H, k = Simplex(c, interior=True), Transitions(c), Label(c)

    given = {"never named": lambda H, k: eq(column_total(H, k), 0)}

    conclusion = MemoriserWins.conclusion

    def prove(p):
        joint = seen(p.q, p.H)
        turned, best, found = transposed(joint), not_singular(p.q), size(joint)
        share, some = p.q[ANY_CLASS], renamed(p.domain("H")["nonnegative"], TURNED)
        most, entry = renamed(p.domain("H")["at most 1"], TURNED), some.expr
        below = p.domain("q")["at most 1"]
        square, whole = (share * entry) ** 2, p.domain("q")["total"]
        long = combine(share - square, (share, most, 1 + entry), (share * entry**2, below))
        length_of = class_sum(lambda i: square.xreplace({ANY_CLASS: i}), p.c)
        short = combine(1 - length_of, total(long, p.c), (whole, -1))
        rare = combine(
            entry - square,
            (some, most),
            (entry**2, below, 1 + share),
        )
        column = total(rare, p.c).at(ANY_ROW, p.k)
        length = hadamard(turned, short).at(ANY_ROW, p.k)
        gone = p.given("never named")
        none = combine(-(determinant(turned) ** 2), length, column, (gone, -1))
        same = of_transposed(joint)
        lost = combine(-(found**2), none, (same, determinant(turned) + determinant(joint)))
        apart = combine((best.expr - found) * (best.expr + found), (best, best), lost)
        return quotient(p.goals[0].difference, apart, combine(best.expr + found, best, (found,)))
