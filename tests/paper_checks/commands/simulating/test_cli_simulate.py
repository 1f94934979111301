"""`lossproof simulate`: the table, the files that it reads, and refusals."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from lossproof.paper_checks.reports.runs.risks import loss_in_latex, written_as
from tests.paper_checks.commands.simulating.runs import ROOT, SMALL, data, refused, simulate


def test_a_formula_is_simulated_as_the_loss_that_it_is() -> None:
    common = ("--noise", "2/5", "--samples", "2e4", "--backend", "numpy")
    one = data("--loss", "(1-p**q)/q", "--set", "q=7/10", *common)["risks"]
    two = data("--loss", "(1-p**q)/q:q=7/10", *common)["risks"]
    named = data("--loss", "lq:q=7/10", *common)["risks"]
    assert one == two
    assert one[0]["loss"] == "(1-p**q)/q, q = 7/10"
    for row, known in zip(one, named, strict=True):
        assert row["risk"] == pytest.approx(known["risk"], rel=1e-9)
        assert row["low"] < row["risk"] < row["high"]


def test_a_loss_below_zero_has_the_range_that_is_proved_of_it() -> None:
    found = data("--loss", "sum(p**2)-2*p", "--loss", "-log(p)-3", "--noise", "2/5",
                 "--samples", "2e4", "--backend", "numpy", "--correction", "backward")  # fmt: skip
    methods = {row["loss"]: row["method"] for row in found["risks"]}
    assert methods["sum(p**2)-2*p"] == "empirical Bernstein"
    for row in found["risks"]:
        if row["low"] is not None:
            assert row["low"] < row["risk"] < row["high"]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("outputs") / "outputs.npz"
    probs = np.array([[1, 1, 2], [2, 1, 1], [1, 2, 1], [0, 2, 2]]) / 4
    np.savez(path, probs=probs, labels=np.array([2, 0, 0, 1]))
    return str(path)


def test_the_table_has_a_row_per_loss_and_noise() -> None:
    result = simulate(*SMALL)
    assert result.exit_code == 0, result.output
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert max(map(len, lines)) <= 100
    assert lines[2].split() == ["loss", "labels", "risk", "±", "interval"]
    assert [re.sub(r"\s*\d.*", "", line[12:]) for line in lines[3:9]] == [
        "clean", "uniform", "uniform"] * 2  # fmt: skip
    assert [line.split()[0] for line in (lines[3], lines[6])] == ["cce", "lq(q=7/10)"]
    assert len({line.index(".", 25) for line in lines[3:9]}) == 1
    assert "20 000 samples" in result.stdout
    assert re.search(r"^digest of the result: [0-9a-f]{64}$", result.stdout, re.MULTILINE)


def test_the_table_can_be_put_into_a_paper() -> None:
    rows = simulate(*SMALL, "--latex").stdout.splitlines()
    told = "\n".join(row for row in rows if row.startswith("% "))
    assert "intervals contain their risks" in told
    assert "After ±: the half-width of the interval of the risk." in told
    rows = [row for row in rows if not row.startswith("% ")]
    assert rows[0].startswith(r"\begin{tabular}")
    assert rows[-2:] == [r"\bottomrule", r"\end{tabular}"]
    labels = [row.split(" & ")[1] for row in rows[4:-2]]
    assert labels == ["clean", "uniform 0", "uniform 2/5"] * 2
    assert all(re.search(r" & \d\.\d+ & \d\.\d+ \\\\$", row) for row in rows[4:-2])


def test_losses_are_labelled_and_called_by_any_of_their_names() -> None:
    losses = ("--loss", "GCE:q=7/10", "--loss", "agce:q=1/2", "--set", "a=1")
    names = ("--label", "our q", "--label", "x")
    rows = data(*losses, *names, "--noise", "1/5", "--samples", "1000")["risks"]
    assert [row["loss"] for row in rows] == ["our q", "our q", "x", "x"]
    for given in (names[:2], (*names[:2], *names[:2])):
        said = simulate(*losses, *given, "--samples", "1000").stderr
        assert "--label must name each of the 2 losses of --loss, once and differently" in said


def test_the_table_as_csv_has_the_numbers_of_json() -> None:
    table = [*csv.DictReader(simulate(*SMALL, "--csv").stdout.splitlines())]
    risks = json.loads(simulate(*SMALL, "--json").stdout)["risks"]
    assert table == [{name: str(value) for name, value in risk.items()} for risk in risks]


def test_a_formula_is_set_as_mathematics_in_the_table() -> None:
    name = "1 - p[y] / sqrt(sum(p**2))"
    assert loss_in_latex(name).startswith(r"$1 - \frac{{p}_{y}}{\sqrt{")
    assert loss_in_latex("(1-p**q)/q, q = 1/2") == r"$\frac{1 - {p}_{y}^{q}}{q}$, $q = 1/2$"
    assert loss_in_latex("cce") == "cce"
    assert loss_in_latex("max(0, 1-2*p)") == r"$\max\left(0, 1 - 2 {p}_{y}\right)$"


def test_json_has_the_same_and_noise_0_is_none() -> None:
    found = data(*SMALL)
    assert [(row["loss"], row["labels"]) for row in found["risks"]] == [
        (loss, labels)
        for loss in ("cce", "lq(q=7/10)")
        for labels in ("clean", "uniform 0", "uniform 2/5")
    ]
    assert all(row["low"] <= row["risk"] <= row["high"] for row in found["risks"])
    values = [row["risk"] for row in found["risks"]]
    assert values[0] == pytest.approx(values[1], rel=1e-6)
    assert values[2] > values[0]
    assert (found["samples"], found["alpha"]) == (20_000, 0.05)


def test_the_compiled_kernel_can_be_asked_for() -> None:
    pytest.importorskip("llvmlite", reason="the backend llvm needs llvmlite")
    compiled, plain = data(*SMALL[:-1], "llvm"), data(*SMALL)
    assert compiled["digest"] != plain["digest"]
    for one, other in zip(compiled["risks"], plain["risks"], strict=True):
        assert one["low"] < other["high"]
        assert other["low"] < one["high"]


def test_an_end_that_is_not_known_is_null_and_shown() -> None:
    arguments = ("--loss", "cce", "--dirichlet", "4,1/2", "--samples", "100")
    (row,) = data(*arguments)["risks"]
    assert (row["low"], row["high"], row["method"]) == (None, None, "replicates")
    assert "∞" in simulate(*arguments).stdout


def test_risks_of_data_are_exact(outputs: str, tmp_path: Path) -> None:
    never = tmp_path / "flips.csv"
    never.write_text("0, 1, 0\n0, 0, 1\n1, 0, 0\n")
    arguments = ("--loss", "unhinged", "--data", outputs, "--noise", "1", "--transition")
    found = data(*arguments, str(never))
    assert [row["labels"] for row in found["risks"]] == ["clean", "uniform 1", "flips.csv"]
    clean, moved, flipped = (row["risk"] for row in found["risks"])
    # Outputs at the labels are 2/4, 2/4, 1/4, 2/4; all others share the rest.
    assert clean == pytest.approx(1 - 7 / 16)
    assert moved == pytest.approx(1 - 9 / 32)
    assert flipped == pytest.approx(1 - (1 + 1 + 2 + 2) / 16)
    counted = data(*arguments, str(never), "--way", "counts", "--samples", "1e12")
    assert counted["samples"] >= 10**12
    for row, exact in zip(counted["risks"], found["risks"], strict=True):
        assert row["risk"] == pytest.approx(exact["risk"], abs=1e-4)


@pytest.mark.parametrize("kind", ["json", "npy", "csv"])
def test_a_matrix_is_read_from_every_kind_of_file(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"T.{kind}"
    rows = [[0.75, 0.25], [0.5, 0.5]]
    if kind == "npy":
        np.save(path, np.array(rows))
    elif kind == "json":
        path.write_text('[["3/4", "1/4"], [0.5, 0.5]]')
    else:
        path.write_text("3/4,1/4\n1/2,1/2\n")
    common = ("--classes", "2", "--loss", "mae", "--samples", "1000")
    (_, row) = data(*common, "--transition", str(path))["risks"]
    assert row["labels"] == path.name


def test_errors_name_the_file_of_a_matrix(outputs: str, tmp_path: Path) -> None:
    two, singular = tmp_path / "T2.csv", tmp_path / "singular.csv"
    two.write_text("1,0\n0,1\n")
    singular.write_text("1/3,1/3,1/3\n" * 3)
    common = ("--loss", "mae", "--data", outputs, "--noise", "0.1", "--transition")
    for arguments in ((*common, str(two)), ("--loss", "mae", "--transition", str(two))):
        message = refused(*arguments)
        assert re.search(r"--transition T2\.csv must have as many classes .*; got 2", message)
    message = refused(*common, str(singular), "--correction", "backward")
    assert "--transition singular.csv is singular" in message
    assert "use forward correction, or mix the matrix with the identity" in message


def test_the_matrix_of_a_correction_is_mixed_with_the_identity(
    outputs: str, tmp_path: Path
) -> None:
    singular = tmp_path / "singular.csv"
    singular.write_text("1/3,1/3,1/3\n" * 3)
    common = ("--loss", "mse", "--data", outputs)
    corrected = (*common, "--noise", "2/5", "--correction", "backward")

    def noisy(*arguments: str) -> float:
        (_, found) = data(*arguments)["risks"]
        return float(found["risk"])

    clean = data(*common, "--noise", "2/5")["risks"][0]["risk"]
    assert noisy(*corrected, "--mix", "0") == pytest.approx(clean, rel=1e-12)
    # What derived.mix-bias/symmetric says is left: 1/4 * 2/5 / (1 - 3/4 * 2/5 * 3/2).
    residual = noisy(*common, "--noise", "2/11")
    assert noisy(*corrected, "--mix", "1/4") == pytest.approx(residual, rel=1e-12)
    assert noisy(*corrected, "--mix", "1") == pytest.approx(noisy(*common, "--noise", "2/5"))
    both = (*corrected, "--transition", str(singular))
    assert simulate(*both, "--mix", "1/4").exit_code == 0
    assert "--transition singular.csv is singular" in refused(*both, "--mix", "0")
    assert "--mix requires --correction" in refused(*common, "--noise", "0.1", "--mix", "0.1")
    assert "the weight of the identity" in refused(*corrected, "--mix", "2")


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_outputs_and_matrices_of_a_narrow_type_are_read(kind: type, tmp_path: Path) -> None:
    probs = np.random.default_rng(0).dirichlet(np.ones(10), 100).astype(kind)
    labels, rows = np.arange(100) % 10, np.full((10, 10), 0.1, kind)
    assert abs(probs.astype(float).sum(axis=1) - 1).max() > 1e-9
    np.savez(tmp_path / "narrow.npz", probs=probs, labels=labels)
    np.save(tmp_path / "T.npy", rows)
    common = ("--loss", "unhinged", "--data", str(tmp_path / "narrow.npz"))
    clean, noisy = data(*common, "--transition", str(tmp_path / "T.npy"))["risks"]
    own = probs[np.arange(100), labels].astype(float) / probs.astype(float).sum(axis=1)
    assert clean["risk"] == pytest.approx(1 - own.mean(), rel=1e-12)
    assert noisy["risk"] == pytest.approx(0.9, rel=1e-12)


def test_a_device_that_is_missing_is_explained() -> None:
    from lossproof.simulate.machine import missing

    if missing("cupy") is None:
        pytest.skip("there is a CUDA device here")
    assert "the backend 'cupy' is not available: " in refused(*SMALL[:-1], "cupy")


def test_the_risks_of_the_page_run_as_printed(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "risks.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(# risks\.py\n.*?)```\n\n```text\n(.*?)```", page, re.DOTALL)
    assert found is not None
    exec(compile(found[1], "risks.md", "exec"), {})
    assert capsys.readouterr().out == found[2]


@pytest.mark.parametrize("seed", range(3))
def test_a_printed_interval_covers_the_computed_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(500):
        value = float(rng.normal() * 10.0 ** rng.integers(-3, 4))
        reach = 10.0 ** rng.uniform(-9, 3)
        low, high = value - reach * rng.random(), value + reach * rng.random()
        risk, room = map(float, written_as(value, low, high))
        slack = 1e-12 * (abs(risk) + room)
        assert risk - room <= low + slack
        assert high - slack <= risk + room
        assert room <= 1.3 * max(high - value, value - low) + slack


def test_a_risk_has_the_digits_that_its_interval_justifies() -> None:
    assert written_as(1.234567, 1.233567, 1.235567) == ("1.2346", "0.0011")
    assert written_as(0.5, 0.5, 0.5) == ("0.5000000000", "")
    assert written_as(123.4, 23.4, 200.0) == ("123", "100")
    assert written_as(2.0, -np.inf, np.inf) == ("2.00", "∞")
