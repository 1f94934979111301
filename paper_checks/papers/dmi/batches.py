"""What label noise does to the determinant of a batch, simulated from 2 to 20 classes."""

import sympy

from paper_checks.claims import Comparison
from paper_checks.papers.dmi import dmi
from theory.domain import Joint, Samples, Transitions
from theory.language import eq
from theory.language.terms import batch_factor, cells_of, determinant, expected_determinant, matrix
from theory.proof.rules import combine, mean_of_determinant

CLAIM = "dmi.loss-shift/batches"
SETTINGS = (
    ("c = 2, batches of 4 samples", (2,), 4, 40_000, 0.06),
    ("c = 3, batches of 6 samples", (3,), 6, 40_000, 0.06),
    ("c = 2 and 3, batches of 10^12 samples", (2, 3), 10**12, 2_000, 1e-5),
    ("c = 4 to 20, batches of 10^12 samples", range(4, 21), 10**12, 2_000, 1e-5),
)
ESTIMANDS = sum(len(setting[1]) for setting in SETTINGS)


def diagonal(c):
    """A joint law of output and clean label whose matrix is not symmetric."""
    import numpy as np

    i, j = np.mgrid[:c, :c]
    table = 1.0 + (2 * i + 3 * j + i * j) % 5 / 2 + 6.0 * c * (i == j)
    return table / table.sum()


def uneven(c):
    """Noise from a class to the next: 2/5 of the first class, 1/10 of the others."""
    import numpy as np

    from theory.noise import TransitionMatrix

    rate = np.where(np.arange(c) == 0, 0.4, 0.1)[:, None]
    return TransitionMatrix.from_rows((1 - rate) * np.eye(c) + rate * np.roll(np.eye(c), 1, axis=1))


def columns_as_rows(c):
    """The same noise from its columns, as if these were the rows."""
    from theory.noise import TransitionMatrix

    columns = uneven(c).to_numpy().T
    return TransitionMatrix.from_rows(columns / columns.sum(axis=1, keepdims=True))


def once(c):
    return (uneven(c),)


def small_batch(samples):
    """The two laws for two classes, and one over the product of their determinants."""
    Q, T = (
        [[sympy.Rational(x).limit_denominator(1000) for x in row] for row in rows]
        for rows in (diagonal(2), uneven(2).rows)
    )
    weight = 1 / (sympy.Matrix(Q).det() * sympy.Matrix(T).det())
    return [(weight, {"n": samples, "Q": Q, "T": T})]


@dmi.claim("loss-shift/batches", locus="our question, after Eq. 31", kind="id")
class LossShiftBatches:
    r"""Noise multiplies the mean determinant of a batch by $\det T$ exactly:
    $\mathbb{E} \det \hat Q_{\tilde Y} = \frac{n!}{(n-C)!\,n^C} \det Q \det T$.

    So what noise does to DMI is what it does to its unbiased estimate, for every $n$: proved for
    two classes. `Q` is the clean joint law and the noise acts on fresh data, independently of the
    output given the clean label.

    The simulation draws 2 000 batches of $10^{12}$ samples for each of 2 to 20 classes, and small
    batches, where the factor shows. It draws clean labels, and the noisy ones of a batch given its
    clean ones. That $T$ is transposed cannot show, since $\det T' = \det T$. That its columns are
    scaled to be rows does.
    """

    n, Q, T = Samples(tried=(2, 3)), Joint(2), Transitions(2)

    def conclusion(n, Q, T):
        noisy = matrix(lambda k, j: Q[k][0] * T[0][j] + Q[k][1] * T[1][j], 2)
        law = determinant(Q) * determinant(matrix(lambda i, j: T[i][j], 2))
        return eq(expected_determinant(noisy, n), batch_factor(n, 2) * law)

    def prove(p):
        Q, T = p.Q, p.T
        noisy = matrix(lambda k, j: Q[k][0] * T[0][j] + Q[k][1] * T[1][j], 2)
        whole = combine(
            sympy.Add(*cells_of(noisy)) - 1,
            p.domain("Q")["total"],
            *((Q[0][y] + Q[1][y], p.domain("T", y)["total"]) for y in range(2)),
        )
        return mean_of_determinant(noisy, p.n, whole)

    def simulate(seed, alpha, *, factor=True, size=False, noises=once):
        from concurrent.futures import ThreadPoolExecutor

        import numpy as np

        from simulate.information import draw_batches
        from simulate.intervals import replicate_interval

        def quotients(c, samples, batches):
            """Determinants of batches over what they are for infinitely many samples."""
            law = diagonal(c)
            drawn = draw_batches(
                law, samples, batches, noises=noises(c), seed=seed, claim=f"{CLAIM} {c}"
            )
            found = drawn.over(np.linalg.det(law) * np.linalg.det(uneven(c).to_numpy()))
            return abs(found) if size else found, drawn.expected if factor else 1.0

        for name, classes, samples, batches, margin in SETTINGS:

            def of(c, samples=samples, batches=batches):
                return quotients(c, samples, batches)

            # NumPy draws without Python's lock, and every c has a stream of its own.
            with ThreadPoolExecutor() as pool:
                found, expected = zip(*pool.map(of, reversed(classes)), strict=True)
            interval = replicate_interval(np.transpose(found), alpha / ESTIMANDS)
            at = [small_batch(samples)] if (classes, samples) == ((2,), 4) else ()
            yield Comparison(name, interval, np.array(expected), margin, at=at)

    faults = {
        "no factor for the size of the batch": {"factor": False},
        "the absolute value of every batch": {"size": True},
        "labels drawn from the columns of T, scaled": {"noises": lambda c: (columns_as_rows(c),)},
        "labels without noise": {"noises": lambda c: ()},
        "labels made noisy twice": {"noises": lambda c: (uneven(c), uneven(c))},
    }
