"""Eq. 32 for a trained classifier: on new data, under new noise, and if labels are left out."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.derived.dmi_memorising import (
    InSample,
    TrainedClassifier,
    with_clean,
    with_own,
)
from lossproof.paper_checks.papers.notation import *

ours = derived.at("after Eq. 32 of Li's notes")

IN_SAMPLE = "derived.dmi-fresh/in-sample"


@ours.claim("dmi-fresh/cross-fitted", kind="pop", repairs=IN_SAMPLE)
class CrossFitted(TrainedClassifier):
    r"""If no output depends on the noisy label of its own training point, label noise T multiplies
    DMI on the training set by |det T|, averaged over the noise.

    If no output depends on the noisy label of its own point, $\mathbf{DMI}(h(X), \tilde Y) =
    \mathbf{DMI}(h(X), Y)\, |\det T|$ on the training set, for joint matrices averaged over the
    noise.

    Cross-validation is an example: the output at a point comes from a classifier trained on the
    other points. The claim is for any number of points and classes; `h[i][j]` is the mean output at
    the point `i` over the realisations in which its own noisy label is `j`.

    It holds neither for the mean of the determinants nor for the determinant of one training set:
    where two points of each of two classes output the noisy label of each other, at the rate 1/5,
    the mean of $\det \hat Q_{\tilde Y}$ is 0.05, and that of $\det \hat Q_Y$ times $\det T$ is
    0.09.
    """

    given = {
        "own label left out": lambda c, n, h: every_sample(
            lambda i: every_column(
                lambda j: every_class(lambda k: eq(h[i][j][k], h[i][0][k]), c), c
            ),
            n,
        )
    }

    conclusion = InSample.conclusion

    def prove(p):
        c, n, T, h, y = p.c, p.n, p.T, p.h, p.y[ANY_SAMPLE]
        own, clean = with_own(p.y, T, h, n), with_clean(p.y, T, h, n)
        output, left = (
            renamed(p.given("own label left out"), {ANY_CLASS: ANY_ROW}),
            h[ANY_SAMPLE][0],
        )
        at_label = renamed(output, {ANY_COLUMN: ANY_CLASS})
        seen = average(combine(T[y][ANY_CLASS] * at_label.expr, (at_label, T[y][ANY_CLASS])), n)
        weighted = combine(T[y][ANY_COLUMN] * output.expr, (output, T[y][ANY_COLUMN]))
        mean = class_sum(lambda j: T[y][j] * h[ANY_SAMPLE][j][ANY_ROW], c) - left[ANY_ROW]
        total = (p.domain("T", y)["total"], left[ANY_ROW])
        known = combine(mean, summed(weighted, ANY_COLUMN, c), total)
        mark, move = sympy.KroneckerDelta(y, ANY_COLUMN), T[ANY_COLUMN][ANY_CLASS]
        of_label = average(combine(mark * known.expr, (known, mark)), n)
        moved = summed(combine(move * of_label.expr, (of_label, move)), ANY_COLUMN, c)
        order = exchanged_mean(mark * move * left[ANY_ROW], ANY_COLUMN, c, n)
        picked = renamed(sifted(T[ANY_CLASS][ANY_COLUMN], y, c), {ANY_COLUMN: ANY_CLASS})
        once = average(combine(left[ANY_ROW] * picked.expr, (picked, left[ANY_ROW])), n)
        mixed = product(clean, T)
        entry = own[ANY_ROW][ANY_CLASS] - mixed[ANY_ROW][ANY_CLASS]
        equal = combine(entry, seen, (moved, -1), (order, -1), (once, -1))
        return combine(p.goals[0].difference, of_equal(own, mixed, equal), of_product(clean, T))


def weighted(f, g, n, c):
    """The joint matrix of two variables that are independent at each of n points."""
    return matrix(lambda k, j: sample_mean(lambda i: f[i][k] * g(i, j), n), c)


@derived.claim(
    "dmi-fresh", "Eq. 32 of Li's notes", repairs=(IN_SAMPLE, "derived.dmi-fresh/memoriser")
)
class Fresh:
    r"""On fresh data, label noise with transition matrix T multiplies the DMI of every trained
    classifier by |det T|.

    $\mathbf{DMI}(h(X), \tilde Y) = \mathbf{DMI}(h(X), Y)\, |\det T|$ on fresh data, for every
    trained classifier, memorising or not, and also for the signed determinants.

    The numbers of classes and of points are arbitrary, and the points are a population: `f[i]` is
    the output of the trained classifier at a point and `W[i]` the law of the clean label there. On
    fresh data the noise is sampled from `T` given the clean label alone, whatever noise $h$ was
    trained on. That is the definition here: the joint matrix of output and noisy label is $P T$,
    where $P$ is that of output and clean label. So the claim proved is $\det (P T) = \det P \det
    T$.
    """

    c, n = Classes(tried=(2, 3)), Samples(tried=(2, 3))
    T, f, W = Transitions(c), Each(n, Simplex(c)), Each(n, Simplex(c))

    def conclusion(c, n, T, f, W):
        clean = weighted(f, lambda i, y: W[i][y], n, c)
        observed = weighted(f, lambda i, j: class_sum(lambda y: W[i][y] * T[y][j], c), n, c)
        return eq(determinant(observed), determinant(clean) * determinant(T))


SAMPLES = 3
DRAWN = ANY_ROW, ANY_COLUMN  # any labels of the first samples


def one_more(o, L, n, output, label):
    """`(1/(n + 1)) O^T L` of n samples and one more, by output and label."""

    def entry(r, k):
        return (n * sample_mean(lambda i: o[i][r] * L[i][k], n) + output[r] * label[k]) / (n + 1)

    return matrix(entry, output.size)


@ours.claim("dmi-fresh/one-label")
class OneLabel:
    r"""Averaging the determinant of a sample's joint matrix over one random label gives the same as
    replacing that label by its distribution.

    The mean of $\det \hat Q$ over one random label is $\det \hat Q$ with the law of that label
    in its place, for any outputs and any other labels.

    The numbers of classes and of other samples are arbitrary; `o` are their outputs and `L` their
    labels, one-hot for realised labels and laws for labels not yet sampled. So independent labels,
    each sampled from its law, can be replaced by their laws one after the other: over new noise the
    mean of $\det \hat Q_{h(X), \tilde Y}$ is $\det (\hat Q_{h(X), Y} T)$ for every number of given
    samples. `draws` does so for three samples; an induction over their number is not stated here.
    """

    c, n = Classes(tried=(2, 3)), Samples(tried=(2, 3))
    o, L = Each(n, Simplex(c)), Each(n, Simplex(c))
    output, law = Simplex(c), Simplex(c)

    def conclusion(c, n, o, L, output, law):
        drawn = expected(lambda j: determinant(one_more(o, L, n, output, one_hot(j, c))), law)
        return eq(drawn, determinant(one_more(o, L, n, output, law)))


def noisy_law(W, T):
    """The laws of the noisy labels of the samples."""
    return [
        SymbolicVector(lambda j, s=s: class_sum(lambda y: W[s][y] * T[y][j], T.size), T.size)
        for s in range(SAMPLES)
    ]


def over_draws(of, laws, draw=()):
    """The mean of `of(draw)` over independent labels of the samples, each drawn from its law."""
    if len(draw) == len(laws):
        return of(draw)
    return expected(lambda j: over_draws(of, laws, (*draw, j)), laws[len(draw)])


def table(o, labels, size):
    """`(1/n) O^T L`, by output and label; `labels[s]` is a row of L."""
    return matrix(
        lambda k, j: sympy.Add(*(o[s][k] * row[j] for s, row in enumerate(labels))) / SAMPLES, size
    )


def one_hot(label, size):
    return SymbolicVector(lambda j: sympy.KroneckerDelta(label, j), size)


@ours.claim("dmi-fresh/draws", kind="pop", repairs="derived.dmi-fresh/one-draw")
class FreshDraws:
    r"""On three given samples, fresh label noise T multiplies the mean determinant of the joint
    matrix of outputs and labels by det T.

    $\mathbb{E} \det \hat Q_{h(X), \tilde Y} = \det \hat Q_{h(X), Y} \det T$ on three given
    samples, over noise sampled after $h$ was trained.

    The factor $\frac{n!}{(n-C)!\,n^C}$ of a random sample is absent. The number of classes is
    arbitrary, the outputs `o` are soft, and the labels `W` are one-hot or uncertain. The points may
    be those on which $h$ was trained, if only their labels are sampled again: Eq. 32 needs new
    noise, not new points. For more samples the claim is equally true, label by label (`one-label`).
    """

    c = Classes(tried=(2, 3))
    o, W, T = Each(SAMPLES, Simplex(c)), Each(SAMPLES, Simplex(c)), Transitions(c)

    def conclusion(c, o, W, T):
        def drawn(labels):
            return determinant(table(o, [one_hot(label, c) for label in labels], c))

        clean = determinant(table(o, [W[s] for s in range(SAMPLES)], c))
        return eq(over_draws(drawn, noisy_law(W, T)), clean * determinant(T))

    def prove(p):
        c, o, W, T, laws = p.c, p.o, p.W, p.T, noisy_law(p.W, p.T)
        steps = []
        for s in range(SAMPLES):
            before = [one_hot(label, c) for label in DRAWN[:s]]
            none = SymbolicVector(lambda j: sympy.Integer(0), c)
            others = table(o, [*before, none, *laws[s + 1 :]], c)
            output = SymbolicVector(lambda k, s=s: o[s][k] / SAMPLES, c)
            found = mean_of_rank_one(others, output, laws[s], sums_to_one(p, s))
            steps.append(over_first(found, laws[:s], c))
        clean = table(o, [W[s] for s in range(SAMPLES)], c)
        return combine(p.goals[0].difference, *steps, of_product(clean, T))


def over_first(fact, laws, size):
    """The mean of a fact about any labels of the first samples, over these labels."""
    for index, law in reversed([*zip(DRAWN, laws, strict=False)]):
        fact = summed(combine(law[index] * fact.expr, (fact, law[index])), index, size)
    return fact


def sums_to_one(p, s):
    """`sum_j sum_y W[s][y] T[y][j] == 1`, for the sample `s`."""
    c, share, sent = p.c, p.W[s][ANY_ROW], p.T[ANY_ROW][ANY_CLASS]
    row = p.domain("T", ANY_ROW)["total"]
    each = summed(combine(share * row.expr, (row, share)), ANY_ROW, c)
    order = exchanged(share * sent, ANY_ROW, ANY_CLASS, c)
    whole = class_sum(lambda j: class_sum(lambda y: p.W[s][y] * p.T[y][j], c), c)
    return combine(whole - 1, each, (order, -1), p.domain("W", s)["total"])
