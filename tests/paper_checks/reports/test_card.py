"""`lossproof analyse`: words, JSON, LaTeX, functions, and errors with exit 2."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lossproof.figures.sheet import named
from lossproof.paper_checks.cards import analyse as decided
from lossproof.paper_checks.commands.verbs.analyse import analyse
from lossproof.paper_checks.reports.runs import card as cards
from lossproof.theory.card import Line


def run(*arguments: str) -> Result:
    return CliRunner().invoke(analyse, [*arguments, "--classes", "2,3"], env={"COLUMNS": "100"})


def refused(*arguments: str) -> str:
    """The error sentence of a command that must refuse its input."""
    result = CliRunner().invoke(analyse, list(arguments))
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output


def test_refused_fails_on_a_command_that_succeeds() -> None:
    with pytest.raises(AssertionError):
        refused("1-p", "--classes", "2")


def test_a_formula_may_start_with_a_minus() -> None:
    result = run("-log(p)")
    assert result.exit_code == 0, result.output
    assert "strictly: the label distribution is the only minimiser" in result.output
    assert "it is cce" in result.output
    assert "✓ proved" in result.output
    assert "✗ refuted" in result.output


def test_json_has_a_verdict_on_every_line() -> None:
    result = run("(1 - p**q)/q", "--set", "q=7/10", "--json")
    found = json.loads(result.stdout)
    assert found["parameters"] == {"q": "7/10"}
    assert {line["verdict"] for line in found["lines"]} <= set(found["verdicts"])
    peak = next(line for line in found["lines"] if line["question"] == "gradient weight")
    assert peak["values"]["at"] == {"exact": "7/17", "value": pytest.approx(7 / 17)}
    assert "{p}_{y}" in found["latex"]


def test_losses_side_by_side_have_a_column_each() -> None:
    result = run("-log(p)", "(1-p**q)/q", "1-p", "--set", "q=1/2")
    assert result.exit_code == 0, result.output
    rows = {line[:22].strip(): line[22:] for line in result.output.splitlines()}
    assert rows["bounded"].split() == ["✗", "✓", "0", "to", "2", "✓", "0", "to", "1"]
    assert rows["known loss"].split() == ["✓", "cce", "✓", "lq(q", "=", "1/2)", "✓", "unhinged"]
    assert [x["loss"] for x in json.loads(run("-log(p)", "1-p", "--json").stdout)] == [
        "-log(p)", "1-p",
    ]  # fmt: skip
    assert run("-log(p)", "1-p", "--latex").stdout.count(r"\section*") == 2


def test_ascii_is_ascii_and_says_the_same() -> None:
    for arguments in (["exp(-p)"], ["exp(-p)", "1-p"]):
        plain = run(*arguments, "--ascii").stdout
        assert plain.isascii()
        assert all(len(line) <= 100 for line in plain.splitlines())
    assert "eta <= (c - 1)/(e + c - 1)" in " ".join(run("exp(-p)", "--ascii").stdout.split())


def test_every_letter_of_a_card_is_said_what_it_is() -> None:
    text = run("exp(-p)").output
    for letter in "ℓpcηmwR":
        assert re.search(rf"^{letter}: ", text, re.MULTILINE), letter
    assert not re.search(r"^S: ", text, re.MULTILINE)


def test_a_picture_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "card.svg"
    assert run("exp(-p)", "max(p) - p", "--picture", str(path)).exit_code == 0
    text = path.read_text(encoding="utf-8")
    for words in (named("exp(-p)"), "max(p) - p", "unhinged", "risk under noise"):
        assert words in text


def test_a_range_is_in_the_scope_of_what_is_proved_over_it() -> None:
    result = run("(1 - p**q)/q", "--set", "q=0..1")
    assert result.exit_code == 0, result.output
    assert "q in 0..1" in result.output
    assert "no loss at q = 0: a formula must be real; it divides by 0" in result.output
    assert "0 < q ≤ 1" in result.output
    assert "it holds at q = 1" in result.output


def test_latex_is_a_document() -> None:
    text = run("(1-p)**2 + others(p**2)", "--latex").stdout
    fragment = run("(1-p)**2 + others(p**2)", "--fragment").stdout.strip()
    assert fragment.startswith("% needs \\usepackage{amsmath,amssymb,longtable}\n\\section*")
    assert fragment in text
    assert text.startswith(r"\documentclass")
    assert text.rstrip().endswith(r"\end{document}")
    assert text.count(r"\begin{longtable}") == text.count(r"\end{longtable}") == 1
    assert text.count(r"\multicolumn{3}") == 4
    assert not any(mark in text for mark in "∞≈✓✗×−·≤≥ℓ′Σηπ²√")
    assert r"if $T_{yj} < T_{yy}$" in text
    assert r"$\eta  < (c - 1)/c$" in text
    assert r"\_" not in text
    assert r"$w$: the gradient weight" in text
    assert re.search(r"\$\\eta ?\$: the rate of uniform noise", text)


def test_a_picture_names_the_values_of_parameters(tmp_path: Path) -> None:
    path = tmp_path / "card.svg"
    assert run("(1 - p**q)/q", "--set", "q=1/2", "--picture", str(path)).exit_code == 0
    assert named("(1 - p**q)/q, q = 1/2") in path.read_text(encoding="utf-8")


def test_in_python_a_card_takes_values_and_prints_itself() -> None:
    card = decided("(1 - p**q)/q", values={"q": "1/2"}, classes=(2,))
    assert "PROVED     bounded: the loss ranges from 0 to 2 [c >= 2]" in str(card)
    counts = run("(1 - p**q)/q", "--set", "q=1/2", "--classes", "2").output.splitlines()[1]
    assert f"{repr(card).split(': ')[1].split(' PROVED')[0]} proved" in counts


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["1 - p**q"], "'q' has no value: set it as in --set q=1/2"),
        (["1 - p", "--set", "q=1"], "q has a value but is not in the formula"),
        (["1 - p**q", "--set", "q"], "--set must be NAME=VALUE"),
        (["1 - p**q", "--set", "q=x"], "q must be a finite number"),
        (["1 - p**q", "--set", "q=1..0"], "the range of q must be LOW..HIGH with LOW < HIGH"),
        (["1 - p**q", "--set", "q=..1"], "the range of q must begin somewhere, as in q=0..1"),
        (["1-a*p**q", "--set", "q=0..1", "--set", "a=1..2"], "only one parameter may have a range"),
        (["1 - p", "--picture", "card.txt"], "a picture must end in .png, .svg, .pdf"),
        (
            ["1 - p**q", "--set", "q=0..1", "--picture", "a.png"],
            "needs one value for every parameter",
        ),
        (["1 - p", "2 - p", "--set", "q=1"], "--set gives q, which no formula contains"),
        (["1 - p", "--classes", "two"], "--classes must be whole numbers"),
        (["1 - p", "--classes", "1"], "classes must be numbers in 2..20"),
        (["1 -"], "expected a number, a name or '('"),
        (["-log(p)", "--bounded"], "-log(p) is not bounded (c >= 2): it tends to ∞"),
        (["1 - p", "--json", "--latex"], "--latex and --fragment cannot be combined with --json"),
        (["nowhere.py:loss"], "nowhere.py cannot be read for a loss: there is no such file"),
        (["no_such_module:loss"], "no_such_module cannot be read for a loss"),
        (["math:nothing"], "math has no function 'nothing'"),
    ],
)
def test_errors(arguments: list[str], sentence: str) -> None:
    assert sentence in refused(*arguments)


def test_bounded_accepts_a_bounded_loss() -> None:
    assert run("1 - p", "--bounded").exit_code == 0


@pytest.fixture
def module(tmp_path: Path) -> str:
    path = tmp_path / "losses.py"
    path.write_text(
        "import sympy\n"
        "def own(p):\n    return -sympy.log(p)\n"
        "def whole(f, y):\n    return 1 - 2*f[y] + f.total(lambda u: u**2)\n"
        "def power(p, *, q):\n    return (1 - p**q)/q\n"
        "def wrong(a, b, d):\n    return a\n"
        "def unlike(f, y):\n    return 1 - f[0]\n"
        "def broken(p):\n    return p.nothing\n",
        encoding="utf-8",
    )
    return str(path)


@pytest.mark.parametrize(
    ("name", "settings", "known"),
    [("own", [], "cce"), ("whole", [], "mse"), ("power", ["--set", "q=1/2"], "lq(q = 1/2)")],
)
def test_python_functions(module: str, name: str, settings: list[str], known: str) -> None:
    result = run(f"{module}:{name}", *settings)
    assert result.exit_code == 0, result.output
    assert f"it is {known}" in result.output


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("wrong", "must take the label's probability, or a prediction f and a label y"),
        ("unlike", "must treat the classes alike"),
        ("broken", "it raised AttributeError"),
        ("missing", "has no function 'missing'; it has own, whole, power, wrong, unlike, broken"),
    ],
)
def test_python_functions_that_are_no_losses(module: str, name: str, sentence: str) -> None:
    assert sentence in refused(f"{module}:{name}")


def test_lines_that_say_the_same_are_one() -> None:
    lines = [Line("q", "REFUTED", "it holds", f"c = {c}", f"point {c}") for c in (2, 3)]
    lines.append(Line("q", "PROVED", "it holds", "c = 10", ""))
    groups = list(cards.merged(lines))
    assert [len(group) for group in groups] == [2, 1]
    assert cards.scope_of(groups[0]) == "c = 2, 3"


def test_lines_of_different_ranges_are_not_told_as_one() -> None:
    told = " ".join(run("(1-p)*(3-c+q)", "--set", "q=0..1").output.split())
    assert "smaller loss [c = 2, 0 ≤ q ≤ 1]" in told
    assert "smaller loss [c = 3, 0 < q ≤ 1]" in told


def test_side_by_side_the_values_of_a_parameter_are_told() -> None:
    told = run("(1-p**q)/q", "exp(-q*p)", "--set", "q=0..1").output
    rows = {line[:22].strip(): line[22:] for line in told.splitlines()}
    assert rows["bounded"].count("[c ≥ 2, 0 < q ≤ 1]") == 2
    assert rows["symmetric"].count("✗ [c = 2, 3, q = 1/4]") == 2
    assert "one sample" not in told
