"""Sections 2 and 4.2: what a network learns without loss correction."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.classifier import BayesUnchangedInstanceBelowHalf
from lossproof.paper_checks.papers.patrini2017.forward import noisy_output
from lossproof.paper_checks.papers.patrini2017.proper import CROSS_ENTROPY, costlier
from lossproof.paper_checks.papers.softmax import two_classes


@patrini2017.claim("uncorrected-learns-noisy", "Sec. 4.2", kind="argmin")
class UncorrectedLearnsNoisy:
    r"""The expected uncorrected cross-entropy on noisy labels is minimal only at the noisy
    posterior.

    Without loss correction a network learns a predictor for noisy labels: among all outputs the
    expected cross-entropy on noisy labels is least at the noisy posterior alone.

    At one $x$ with the posterior `p`, the noisy posterior is $T^\top p$, and $f$ is an output that
    differs from it in the entry of some class `k`. Noisy labels are possible and outputs positive,
    as those of a softmax are.
    """

    c = Classes(tried=(2, 3))
    k, p, T = Label(c), Simplex(c), Transitions(c)
    f = Simplex(c, interior=True)

    given = {
        "possible": lambda c, p, T: every_class(lambda j: gt(noisy_output(T, p)[j], 0), c),
        "another output": lambda k, p, T, f: gt((f[k] - noisy_output(T, p)[k]) ** 2, 0),
    }

    def conclusion(c, p, T, f):
        def noisy(output):
            losses = label_losses(output, CROSS_ENTROPY)
            return expectation(p, SymbolicVector(lambda y: expectation(T[y], losses), c))

        return lt(noisy(noisy_output(T, p)), noisy(f))

    def prove(p):
        (goal,), c = p.goals, p.c
        posterior = noisy_output(p.T, p.p)
        rows, whole = p.domain("T")["total"], p.domain("p")["total"]
        sums = combine(
            p.f.total() - posterior.total(),
            p.domain("f")["total"],
            (-1, noisy_total(p.T, p.p, rows, whole)),
        )

        def at(fact):
            return fact.at(ANY_CLASS, p.k)

        more = costlier(
            p.given("possible"), p.domain("f")["nonnegative"], at, sums,
            p.given("another output"), p.k, two_classes(p), c,
        )  # fmt: skip
        own, other = (
            noisy_mean(p.T, p.p, SymbolicVector(lambda j, of=of: sympy.log(of[j]), c))
            for of in (posterior, p.f)
        )
        return combine(goal.difference, more, own, (-1, other))


@patrini2017.claim("correction-unnecessary", "Sec. 2", kind="argmin")
class CorrectionUnnecessary(BayesUnchangedInstanceBelowHalf):
    r"""If noise keeps more than half of each class's labels, the minimiser of the uncorrected loss
    predicts the clean Bayes class.

    In principle loss correction should not be necessary for high-capacity models: the minimiser
    of the uncorrected loss, the noisy posterior, has the likeliest clean class.

    The text derives it from results on symmetric and instance-dependent noise
    (`bayes-unchanged-symmetric`, `bayes-unchanged-instance/label-independent`), while the noise of
    the paper is class dependent, here with $T_{jj} > \frac12$. At one $x$ with the posterior `p`,
    class $i$ is likelier than $k$. If the flip rates of the classes differ, the noise reverses the
    order of two nearly equal posteriors, for any number of samples.
    """
