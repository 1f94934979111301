"""`lossproof analyse`: words, JSON, LaTeX, functions, and errors with exit 2."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sympy import Rational, Symbol, expand

from lossproof.figures.sheet import named
from lossproof.paper_checks.cards import confirmed
from lossproof.paper_checks.commands.loss_arguments import loss
from lossproof.paper_checks.commands.verbs import analyse as analysing
from lossproof.theory import card as asking
from lossproof.theory.card import Card, Line, Sentence, merged, scope_of
from lossproof.theory.domain import Real
from lossproof.theory.language import ge
from lossproof.theory.losses import SYMBOLIC, parse
from lossproof.theory.statement import Statement
from tests.paper_checks.commands.running import lossproof, refused
from tests.together import together

_CARD, KNOWN = analysing._card, dict[str, Card]()


def once(formula: str, given: Any, classes: Any, seconds: float) -> Card:
    """A card that several tests look at."""
    key = f"{formula} {given} {classes}"
    if key not in KNOWN:
        KNOWN[key] = _CARD(formula, given, classes, seconds)
    return KNOWN[key]


@pytest.fixture(autouse=True)
def decided_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysing, "_card", once)
    monkeypatch.setenv("COLUMNS", "100")


def run(*arguments: str) -> Result:
    return lossproof("analyse", *arguments, "--classes", "2,3")


def test_a_formula_may_start_with_a_minus() -> None:
    result = run("-log(p)")
    assert result.exit_code == 0, result.output
    assert "strictly: the label distribution is the only minimiser" in result.output
    assert "it is cce" in result.output
    assert "✓ proved" in result.output
    assert "✗ refuted" in result.output


def test_json_has_a_verdict_on_every_line() -> None:
    result = run("(1 - p**q)/q", "--set", "q=1/2", "--json")
    found = json.loads(result.stdout)
    assert found["parameters"] == {"q": "1/2"}
    assert {line["verdict"] for line in found["lines"]} <= set(found["verdicts"])
    peak = next(line for line in found["lines"] if line["question"] == "gradient weight")
    assert peak["values"]["at"] == {"exact": "1/3", "value": pytest.approx(1 / 3)}
    assert "{p}_{y}" in found["latex"]


def test_losses_side_by_side_have_a_column_each() -> None:
    result = run("-log(p)", "(1 - p**q)/q", "1-p", "--set", "q=1/2")
    assert result.exit_code == 0, result.output
    rows = {line[:22].strip(): line[22:] for line in result.output.splitlines()}
    assert rows["bounded"].split() == ["✗", "✓", "0", "to", "2", "✓", "0", "to", "1"]
    assert rows["known loss"].split() == ["✓", "cce", "✓", "lq(q", "=", "1/2)", "✓", "unhinged"]
    assert [x["loss"] for x in json.loads(run("-log(p)", "1-p", "--json").stdout)] == [
        "-log(p)", "1-p",
    ]  # fmt: skip
    text = run("-log(p)", "1-p", "--latex").stdout
    assert text.count(r"\section*") == 2
    assert r" & $- \log{\left({p}_{y} \right)}$ & $1 - {p}_{y}$ \\" in text
    assert r"bounded & \ensuremath{\times} & \ensuremath{\checkmark} 0 to 1 \\" in text


def test_ascii_is_ascii_and_says_the_same() -> None:
    for arguments in (["exp(-p)"], ["exp(-p)", "1-p"]):
        plain = run(*arguments, "--ascii").stdout
        assert plain.isascii()
        assert all(len(line) <= 100 for line in plain.splitlines())
    assert "eta <= (c - 1)/(exp(1) + c - 1)" in " ".join(run("exp(-p)", "--ascii").stdout.split())


def test_a_parameter_called_e_is_not_eulers_number() -> None:
    text = " ".join(run("exp(-e*p)", "--set", "e=1/2").output.split())
    assert "(c − 1)·exp(1/2)/(exp(1) + c·exp(1/2) − exp(1/2))" in text


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
    assert "the property holds at q = 1" in result.output


def test_csv_has_a_row_for_every_line() -> None:
    table = [*csv.DictReader(run("1 - p", "exp(-p)", "--csv").stdout.splitlines())]
    told = {(row["loss"], row["property"]): row for row in table}
    assert told["1 - p", "symmetric"]["statement"] == "the class sum is c − 1 at every prediction"
    assert told["1 - p", "symmetric"]["scope"] == "c ≥ 2"
    assert told["exp(-p)", "symmetric"]["verdict"] == "refuted"


def test_a_function_with_a_case_for_one_size_gets_no_card(tmp_path: Path) -> None:
    path = tmp_path / "losses.py"
    cases = (
        "    if f.size == 60:\n        return (1 - f[y]) ** 2\n",
        "    if f[y] == 1:\n        return 2\n",
    )
    for case in cases:
        path.write_text(f"def loss(f, y):\n{case}    return 1 - f[y]\n")
        done = run(f"{path}:loss")
        assert (done.exit_code, done.stdout) == (2, "")
        assert "must be made of SymPy functions of its arguments" in done.stderr


def test_more_than_two_losses_share_the_width_of_a_line() -> None:
    for losses, columns in (
        (("1-p", "-p"), "lll"),
        (("1-p", "-p", "2-p"), r"l*{3}{>{\raggedright"),
    ):
        text = run(*losses, "--table", "--latex", "--classes", "2").stdout
        assert rf"\begin{{tabular}}{{@{{}}{columns}" in text


def test_latex_is_a_document() -> None:
    text = run("(1-p)**2 + others(p**2)", "--latex").stdout
    fragment = run("(1-p)**2 + others(p**2)", "--fragment").stdout.strip()
    assert fragment.startswith(
        "% needs \\usepackage{amsmath,amssymb,array,booktabs,longtable}\n\\section*"
    )
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


def test_in_python_a_card_prints_itself() -> None:
    counts = run("(1 - p**q)/q", "--set", "q=1/2").output.splitlines()[1]
    (card,) = (each for key, each in KNOWN.items() if key.startswith("(1 - p**q)/q {'q': 1/2}"))
    assert "PROVED     bounded: the loss ranges from 0 to 2 [c >= 2]" in str(card)
    assert f"{repr(card).split(': ')[1].split(' PROVED')[0]} proved" in counts


def test_bounded_accepts_a_bounded_loss() -> None:
    assert run("1-p", "--bounded").exit_code == 0


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


@together(
    ("name", "given", "formula"),
    [
        ("own", {}, "-log(p)"),
        ("whole", {}, "1 - 2*p + sum(p**2)"),
        ("power", {"q": 2}, "(1-p**2)/2"),
    ],
)
def test_python_functions(module: str, name: str, given: dict[str, Any], formula: str) -> None:
    label = Symbol("y", integer=True, nonnegative=True)
    found = loss(f"{module}:{name}", given)(SYMBOLIC, label)
    assert expand(found - parse(formula).expression(SYMBOLIC, label)) == 0


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
    assert sentence in refused("analyse", f"{module}:{name}")


def test_lines_that_say_the_same_are_one() -> None:
    lines = [Line("q", "REFUTED", "it holds", f"c = {c}", f"point {c}") for c in (2, 3)]
    lines.append(Line("q", "PROVED", "it holds", "c = 10", ""))
    groups = list(merged(lines))
    assert [len(group) for group in groups] == [2, 1]
    assert scope_of(groups[0]) == "c = 2, 3"
    scopes = ("c = 2, 0 ≤ q ≤ 1", "c = 3, 0 < q ≤ 1")
    apart = [Line("q", "PROVED", "it holds", scope, "") for scope in scopes]
    assert [scope_of(group) for group in merged(apart)] == [*scopes]


def test_a_line_of_two_statements_is_proved_where_both_are() -> None:
    def said(least: Any) -> Sentence:
        return Sentence(Statement({"p": Real(0, 1)}, {}, lambda p: ge(p, least)), ())

    both = (said(0), said(Rational(1, 2)))
    card = asking.analyse("1-p", classes=(2,))
    for sentences, verdict in ((both[:1], "PROVED"), (both, "UNDECIDED"), (both[1:], "REFUTED")):
        line = Line("bounded", "UNDECIDED", "p is large", "c >= 2", "", sentences=sentences)
        assert confirmed(replace(card, sections={"values": (line,)})).lines[0].verdict == verdict


def test_side_by_side_the_values_of_a_parameter_are_told() -> None:
    told = run("(1 - p**q)/q", "(1 - p**q)/q", "--set", "q=0..1").output
    rows = {line[:22].strip(): line[22:] for line in told.splitlines()}
    assert rows["bounded"].count("[c ≥ 2, 0 < q ≤ 1]") == 2
    assert rows["symmetric"].count("✗ [c = 2, 3, q = 1/4]") == 2
    assert "one sample" not in told
