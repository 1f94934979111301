"""Clean and noisy risks against brute force, quadrature and each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit, log_expit

from simulate.channels import InstanceNoise
from simulate.laws import Dirichlet, Finite, Gaussian
from simulate.moments import U
from simulate.risk import risks
from theory.losses import LOSSES
from theory.noise import TransitionMatrix
from theory.population import Population
from theory.population import losses as losses_at

ALPHA = 1e-6
WEIGHTS = [Fraction(1, 2), Fraction(1, 8), Fraction(3, 8)]
POSTERIORS = [
    [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)],
    [Fraction(0), Fraction(1), Fraction(0)],
    [Fraction(1, 8), Fraction(5, 8), Fraction(1, 4)],
]
OUTPUTS = [
    [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)],
    [Fraction(1, 8), Fraction(1, 8), Fraction(3, 4)],
    [Fraction(3, 8), Fraction(3, 8), Fraction(1, 4)],
]
SKEW = TransitionMatrix.from_rows(
    [["1/2", "1/8", "3/8"], ["1/4", "3/4", 0], ["1/16", "3/16", "3/4"]]
)


def rational() -> Finite:
    joint = [[float(w * p) for p in row] for w, row in zip(WEIGHTS, POSTERIORS, strict=True)]
    return Finite(joint, [[float(x) for x in row] for row in OUTPUTS])


def instance_risk(population: Population, rates: list[list[Fraction]], table) -> float:
    """A sum over points, clean and noisy labels."""
    total = 0.0
    for x, row in enumerate(population.posteriors):
        for clean, chance in enumerate(row):
            for noisy, loss in enumerate(table[x]):
                moved = rates[x][clean] / 2
                change = 1 - rates[x][clean] if noisy == clean else moved
                total += float(population.weights[x] * chance * change) * float(loss)
    return total


@pytest.mark.parametrize("name", LOSSES)
def test_exact_risks_are_those_of_the_enumerated_population(name: str, parameters) -> None:
    loss = LOSSES[name].fix(**parameters[name])
    population = Population(WEIGHTS, POSTERIORS)
    table = losses_at(loss.expression, OUTPUTS)
    eta = Fraction(2, 5)
    found = risks(rational(), [loss], [eta, SKEW, InstanceNoise((1 - U) / 2)])
    rates = [[(1 - u) / 2 for u in row] for row in OUTPUTS]
    expected = [
        float(population.clean_risks([table])[0]),
        float(population.noisy_risks([table], TransitionMatrix.uniform(eta, 3))[0]),
        float(population.noisy_risks([table], SKEW)[0]),
        instance_risk(population, rates, table),
    ]
    np.testing.assert_allclose(found.value[0], expected, rtol=1e-13)
    np.testing.assert_array_equal(found.interval.half_width, 0)
    assert found.methods == ("exact",)
    assert found.samples == 0
    assert found.losses == (loss.name,)
    assert found.noises == ("uniform(0.4)", "noises[1]", "instance(1/2 - u/2)")


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_exact_corrected_risks_against_sums(losses, finite, skew, table, classes: int) -> None:
    law, T = finite(classes), skew(classes)
    rows, inverse = T.to_numpy(), np.array(T.inverse(), float)
    plain = table(law.outputs)
    tables = {
        None: plain,
        "forward": table(law.outputs @ rows),
        "backward": np.einsum("kj,lxj->lxk", inverse, plain),
    }
    clean = np.einsum("xy,lxy->l", law.joint, plain)
    for correction, values in tables.items():
        found = risks(law, losses, [T], correction=correction)
        np.testing.assert_allclose(found.clean, clean, rtol=1e-12)
        noisy = np.einsum("xy,yk,lxk->l", law.joint, rows, values)
        np.testing.assert_allclose(found.noisy[:, 0], noisy, rtol=1e-10)
        transposed = np.einsum("xy,ky,lxk->l", law.joint, rows, values)
        assert (abs(transposed - noisy) > 1e-3)[0]


def test_an_empirical_law_gives_the_mean_of_the_losses(losses, parameters) -> None:
    rng = np.random.default_rng(4)
    probs, labels = rng.dirichlet(np.ones(4), size=200), rng.integers(0, 4, 200)
    found = risks(Finite.from_arrays(probs, labels), losses, [0.3])
    for row, name in enumerate(LOSSES):
        each = [LOSSES[name](probs, np.full(200, k), **parameters[name]) for k in range(4)]
        own = np.stack(each)[labels, np.arange(200)]
        noisy = 0.7 * own + 0.1 * (sum(each) - own)
        np.testing.assert_allclose(found.value[row], [own.mean(), noisy.mean()], rtol=1e-12)


@pytest.mark.parametrize("classes", [2, 5])
def test_backward_correction_is_unbiased_and_forward_is_not(
    losses, finite, skew, classes: int
) -> None:
    law, T = finite(classes), skew(classes)
    backward = risks(law, losses, [0.3, T], correction="backward")
    np.testing.assert_allclose(backward.noisy, np.stack([backward.clean] * 2, axis=1), rtol=1e-9)
    drawn = {"way": "sample", "samples": 20_000, "alpha": ALPHA, "drawn": True}
    found = risks(law, losses, [0.3, T], correction="backward", **drawn)
    assert not found.interval.excludes(np.stack([backward.clean] * 3, axis=1)).any()
    forward = risks(law, losses, [0.3, T], correction="forward", **drawn)
    assert forward.interval.excludes(np.stack([backward.clean] * 3, axis=1))[0, 1:].any()


# -- laws without an exact risk -----------------------------------------------------------------

S, SIGMA, ETA = 1.2, 0.8, 0.3
# Of the difference d of the logit of the label from the other.
CURVES = {
    "cce": lambda d: -log_expit(d),
    "mae": lambda d: 2 * expit(-d),
    "zero_one": lambda d: float(d < 0),
    "lq": lambda d: (1 - expit(d) ** 0.7) / 0.7,
}


def by_quadrature(name: str) -> tuple[float, float]:
    """Clean and noisy risk for two classes, where d is normal: mean S, variance 2 SIGMA^2."""
    scale = np.sqrt(2) * SIGMA

    def mean(sign: int) -> float:
        def density(d: float) -> float:
            return np.exp(-(((d - S) / scale) ** 2) / 2) / scale / np.sqrt(2 * np.pi)

        ends = S - 12 * scale, S + 12 * scale
        value, error = quad(lambda d: CURVES[name](sign * d) * density(d), *ends, points=[0, S])
        assert error < 1e-7
        return value

    clean = mean(1)
    return clean, (1 - ETA) * clean + ETA * mean(-1)


@pytest.fixture
def four(parameters) -> list:
    return [LOSSES[name].fix(**parameters[name]) for name in CURVES]


@pytest.fixture
def small_blocks(monkeypatch) -> None:
    monkeypatch.setattr("simulate.risk.BLOCK_ELEMENTS", 1 << 14)


@pytest.mark.parametrize("drawn", [False, True], ids=["integrated", "drawn"])
@pytest.mark.parametrize("sampling", ["independent", "antithetic", "sobol"])
@pytest.mark.parametrize("means", [S, [[S, 0], [5, 5 + S]]], ids=["number", "matrix"])
def test_two_classes_against_quadrature(four, sampling, means, drawn: bool) -> None:
    law = Gaussian(means, SIGMA, 2)
    options = {"sampling": sampling, "alpha": ALPHA, "drawn": drawn}
    found = risks(law, four, [ETA], way="sample", samples=1 << 16, **options)
    expected = np.array([by_quadrature(name) for name in CURVES])
    assert not found.interval.excludes(expected).any()
    assert found.interval.excludes(expected[:, ::-1]).all()
    assert found.interval.half_width.max() < 0.2


def test_which_interval_a_loss_gets(four, small_blocks) -> None:
    options = {"way": "sample", "samples": 1 << 18}
    bounded, cce = "empirical Bernstein", "normal mixture"
    found = risks(Gaussian(S, SIGMA, 2), four, [ETA], **options)
    assert found.methods == (cce, bounded, bounded, bounded)
    assert risks(Dirichlet(np.eye(2) + 1), four, [], **options).methods == (
        "replicates",
        bounded,
        bounded,
        bounded,
    )
    found = risks(Gaussian(S, SIGMA, 2), four, [ETA], sampling="sobol", **options)
    assert found.methods == ("replicates",) * 4


def test_unbounded_losses_of_a_dirichlet_law(four, small_blocks) -> None:
    # u is uniform at class 0; at class 1 it has the density 2 u.
    law = Dirichlet([[1.0, 1.0], [1.0, 2.0]], prior=[0.25, 0.75])
    found = risks(law, four[:2], [], way="sample", samples=1 << 18, alpha=ALPHA)
    expected = np.array([[0.25 * 1 + 0.75 * 0.5], [0.25 * 1 + 0.75 * 2 / 3]])
    assert not found.interval.excludes(expected).any()
    assert found.interval.half_width.max() < 0.05


@pytest.mark.parametrize("classes", [2, 10])
def test_samplings_agree_and_sobol_is_narrower_for_few_classes(losses, classes: int) -> None:
    law = Gaussian(2.0, 1.0, classes)
    plain, mirrored, sobol = (
        risks(law, losses, [0.3, 0.1], way="sample", samples=1 << 16, alpha=ALPHA, sampling=name)
        for name in ("independent", "antithetic", "sobol")
    )
    for found in (mirrored, sobol):
        assert not plain.interval.outside(found.value, found.interval.half_width).any()
        assert found.samples == plain.samples
    if classes == 2:
        smooth = [row for row, name in enumerate(LOSSES) if name != "zero_one"]
        assert (4 * sobol.interval.half_width < plain.interval.half_width)[smooth].all()
        assert (sobol.interval.half_width < plain.interval.half_width).all()
        mae = list(LOSSES).index("mae")
        assert sobol.interval.half_width[mae, 0] < mirrored.interval.half_width[mae, 0]


# -- a run --------------------------------------------------------------------------------------


def test_a_run_is_the_same_on_any_workers_and_another_for_another_seed(four, small_blocks) -> None:
    law = Gaussian(S, SIGMA, 3)
    options = {"way": "sample", "samples": 20_000, "drawn": True}
    alone = risks(law, four, [ETA, InstanceNoise(U)], **options)
    with ThreadPoolExecutor(2) as executor:
        threads = risks(law, four, [ETA, InstanceNoise(U)], executor=executor, **options)
    assert threads.digest == alone.digest != ""
    np.testing.assert_array_equal(threads.value, alone.value)
    np.testing.assert_array_equal(threads.interval.low, alone.interval.low)
    for changed in ({"seed": 1}, {"claim": "other"}, {"samples": 30_000}):
        other = risks(law, four, [ETA, InstanceNoise(U)], **options | changed)
        assert other.digest != alone.digest


@pytest.mark.parametrize("sampling", ["independent", "sobol"])
@pytest.mark.parametrize("samples", [1, 17, 100, 4097])
def test_samples_are_rounded_up_to_whole_blocks(four, small_blocks, samples, sampling) -> None:
    calls: list[tuple[int, int]] = []
    found = risks(
        Gaussian(S, SIGMA, 4),
        four,
        [],
        way="sample",
        samples=samples,
        sampling=sampling,
        progress=lambda done, blocks: calls.append((done, blocks)),
    )
    assert calls[-1] == (len(calls), len(calls))
    size, rest = divmod(found.samples, len(calls))
    assert rest == 0
    assert samples <= found.samples
    assert found.samples < samples + size or len(calls) == 16


def test_a_run_stops_at_the_half_width(four, small_blocks) -> None:
    law, runs = Gaussian(S, SIGMA, 4), []
    for goal in (0.02, 0.2):
        calls: list[tuple[int, int]] = []
        found = risks(
            law,
            four,
            [ETA],
            way="sample",
            samples=10**7,
            half_width=goal,
            progress=lambda done, blocks, calls=calls: calls.append((done, blocks)),
        )
        assert (found.interval.half_width <= goal).all()
        done, blocks = calls[-1]
        assert done < blocks
        assert found.samples < 2 * 10**6
        runs.append(found.samples)
    assert runs[1] < runs[0]


def test_a_checkpoint_gives_the_same_run(four, small_blocks, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("simulate.run.code_version", lambda task: {"lossproof": "under test"})
    law, options = Gaussian(S, SIGMA, 4), {"way": "sample", "samples": 20_000}
    path = tmp_path / "risks.db"
    first = risks(law, four, [ETA], checkpoint=path, **options)
    again = risks(law, four, [ETA], checkpoint=path, **options)
    assert first.digest == again.digest == risks(law, four, [ETA], **options).digest
    with pytest.raises(ValueError, match="seed"):
        risks(law, four, [ETA], checkpoint=path, seed=3, **options)


# -- what is refused ----------------------------------------------------------------------------

GAUSSIAN, FINITE = Gaussian(1.0, 1.0, 2), Finite([[0.5, 0.5]], [[0.25, 0.75]])
SAMPLE = {"way": "sample", "samples": 100}


@pytest.mark.parametrize(
    ("law", "noises", "options", "message"),
    [
        (FINITE, [0.1], {"samples": 0}, "samples must be an integer, at least 1; got 0"),
        (
            GAUSSIAN,
            [0.1],
            SAMPLE | {"sampling": "sobol", "half_width": 0.1},
            "half_width needs intervals that hold at any time; 4 of the losses",
        ),
        (
            Dirichlet(np.ones((2, 2))),
            [0.1],
            SAMPLE | {"sampling": "sobol"},
            'sampling must be "independent" for a Dirichlet law',
        ),
        (FINITE, [], SAMPLE | {"sampling": "antithetic"}, "sampling must .* for a Finite law"),
        (GAUSSIAN, [0.1], SAMPLE | {"half_width": 0}, "half_width must be positive; got 0"),
        (GAUSSIAN, [0.1], SAMPLE | {"half_width": -1.0}, "half_width must be positive; got -1"),
        (GAUSSIAN, [0.1], SAMPLE | {"half_width": np.nan}, "half_width must be positive; got nan"),
        (GAUSSIAN, [0.1], SAMPLE | {"alpha": 0}, r"alpha must be in \(0, 1\); got 0"),
        (GAUSSIAN, [0.1], SAMPLE | {"alpha": 1}, r"alpha must be in \(0, 1\); got 1"),
        (GAUSSIAN, [0.1, 1.5], SAMPLE, r"noises\[1\] must be a rate in \[0, 1\]; got 1.5"),
        (FINITE, [SKEW], {}, r"noises\[0\] must have as many classes as the law, 2; got 3"),
        (FINITE, [0.5], {"correction": "backward"}, r"that of uniform\(0.5\) is singular"),
    ],
)
def test_a_value_that_is_refused(four, law, noises, options, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        risks(law, four, noises, **options)


def test_no_losses_are_refused() -> None:
    with pytest.raises(ValueError, match="losses must hold at least one; got none"):
        risks(FINITE, [], [0.1])


def test_a_type_that_is_refused(four) -> None:
    with pytest.raises(TypeError, match=r"noises\[0\] must be a TransitionMatrix.* got '1/5'"):
        risks(FINITE, four, ["1/5"])
    for way in ("exact", "counts"):
        message = f"way must be \"sample\" for a Gaussian law; got '{way}'"
        with pytest.raises(TypeError, match=message):
            risks(GAUSSIAN, four, [0.1], way=way)
    with pytest.raises(TypeError, match="forward correction needs a matrix, which instance"):
        risks(FINITE, four, [InstanceNoise(U)], correction="forward")


def test_an_infinite_exact_risk_is_refused(four) -> None:
    law = Finite([[0.5, 0.5]], [[0.0, 1.0]])
    message = "outputs must be positive where a loss is unbounded; the risk of cce is not finite"
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        risks(law, four[:1], [0.1])
    assert risks(law, four[1:], [0.1]).value[0, 0] == 1


SURE = Finite([[0.5, 0.0], [0.0, 0.5]], [[1.0, 0.0], [0.0, 1.0]])


@pytest.mark.parametrize("way", ["exact", "counts", "sample"])
def test_outputs_that_are_zero_cost_nothing_where_no_label_is(way: str) -> None:
    cce, mae = LOSSES["cce"].fix(), LOSSES["mae"].fix()
    found = risks(SURE, [mae, cce], [0], way=way, samples=1000)
    np.testing.assert_allclose(found.value, 0, atol=1e-6)
    np.testing.assert_allclose(risks(SURE, [mae], [0.1], way="exact").noisy, 0.2)


def test_a_backward_correction_that_amplifies_is_computed_in_float64() -> None:
    c = 100
    rng = np.random.default_rng(9)
    T = TransitionMatrix.random(c, rng=rng)
    law = Finite(rng.dirichlet(np.ones(4 * c)).reshape(4, c), rng.dirichlet(np.ones(c), size=4))
    loss = [LOSSES["truncated_lq"].fix(q="7/10", threshold="1/2")]
    found = risks(law, loss, [T], way="sample", samples=2000, correction="backward", drawn=True)
    exact = risks(law, loss, [T], correction="backward")
    assert not found.interval.empty.any()
    assert not found.interval.excludes(exact.value).any()


def test_a_prior_that_sums_to_nearly_one() -> None:
    law = Gaussian(1.0, 1.0, 3, [0.5 + 4e-10, 0.5 + 4e-10, 0.0])
    found = risks(law, [LOSSES["mae"].fix()], [], way="sample", samples=1000)
    assert found.samples >= 1000


def test_a_loss_that_is_always_zero() -> None:
    law = Finite([[0.5, 0.5]], [[0.5, 0.5]])
    found = risks(law, [LOSSES["zero_one"].fix()], [0.1], way="sample", samples=100)
    assert not found.interval.excludes(0).any()


@pytest.mark.parametrize("name", ["way", "sampling", "correction"])
def test_an_unknown_word_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name} must be one of .*; got 'other'"):
        risks(SURE, [LOSSES["mae"].fix()], [0.1], **{name: "other"})


def test_counts_agree_with_exact(losses, finite, skew) -> None:
    law, noises = finite(3), [0.2, skew(3)]
    for options in ({}, {"correction": "forward"}, {"correction": "backward"}):
        exact = risks(law, losses, noises, **options)
        for samples in (10**6, 10**19):
            found = risks(law, losses, noises, way="counts", samples=samples, alpha=1e-6, **options)
            assert not found.interval.excludes(exact.value).any()
        wrong = risks(law, losses, [0.3, skew(3)], **options)
        assert options.get("correction") == "backward" or found.interval.excludes(wrong.value).any()


def test_a_correction_by_another_matrix(losses, finite, skew) -> None:
    law, options = finite(3), {"correction": "backward", "corrected_by": [0.2]}
    exact = risks(law, losses, [skew(3)], **options)
    own = risks(law, losses, [skew(3)], correction="backward")
    np.testing.assert_allclose(own.noisy, own.clean[:, None])
    assert abs(exact.noisy - exact.clean[:, None]).min() > 1e-4
    found = risks(law, losses, [skew(3)], way="sample", drawn=True, alpha=1e-6, samples=50_000,
                  **options)  # fmt: skip
    assert not found.interval.excludes(exact.value).any()
    with pytest.raises(ValueError, match="corrected_by must hold one matrix per noise, 1"):
        risks(law, losses, [0.1], correction="backward", corrected_by=[0.1, 0.2])
