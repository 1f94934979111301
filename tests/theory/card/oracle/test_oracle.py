"""No card of a random or an aimed formula has a line that brute force contradicts."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Iterator

import pytest

from lossproof.theory.card import NotALossError, analyse
from lossproof.theory.losses import parse
from tests.theory.card.oracle.brute import Written, contradictions
from tests.theory.card.oracle.brute_refuted import grows

CLASSES = (2, 3, 5, 10)
SLOWEST = 10.0
OWN = ("-log(p)", "1-p", "(1-p)**2", "1-p**{a}", "exp(-{k}*p)", "-p", "-p**2", "(1-p)*(2-p)",
       "max({r},1-p)", "abs(p-{r})", "-log(p+{r})", "1/(p+{r})", "sqrt(1-p+{r})", "-p*log(p)",
       "(p-{r})**2", "max(0,1-{k}*p)", "-(1-p)**2*log(p)", "1/p", "log(1-p)", "p**3-p")  # fmt: skip
BODY = ("p**2", "p**3", "p**{a}", "sqrt(p)", "exp(-p)", "exp(p)", "1-p**2", "p*log(p)", "log(p)",
        "abs(p-{r})", "(p-{r})**2", "p*(1-p)", "1/(p+{r})", "p**2-{s}", "max(p,{r})",
        "p**2*(1-p)**2")  # fmt: skip
SHAPES = ("{o}", "{o}+{o}", "{o}+{k}*sum({b})", "{o}-sum({b})/{k}", "{o}+others({b})",
          "({o})/sum({o})", "({o})*sum({b})", "({o})/(sum({b})+{r})", "({o})/(sum({b})-{r})",
          "{o}+log(abs(sum({b})-{r}))", "-p+log(sum({b})-{s})", "sqrt(sum({b})-{s})-p",
          "{o}+1/(sum({b})-{r})", "-p/sqrt(sum({b}))", "({o})/(c-5/2)", "{o}+1/(c-{n})",
          "-p/(sum({b})-sum({b})+{r})", "({o})*exp(-sum({b}))", "min({o},{o})")  # fmt: skip
ODD = ("exp(-{t}*p)", "exp(-((p-{r})*{t})**2)/10-log(p)", "p**{h}-p", "(1-p)**{h}", "max(p)-p",
       "1-p/max(p)", "min(p)-p", "max(abs(p-{r}),abs(p-{r}))", "min(-log(p),{k})",
       "others(max(0,p-p[y]+{r}))", "others(exp({k}*(p-p[y])))", "log(sum(exp({k}*p)))-{k}*p",
       "-log(p)/sum(-log(p))", "-log(p+{r})/sum(-log(p+{r}))", "1-p/sqrt(sum(p**2))",
       "sum(abs(p-{r}))-p", "sum(max(0,p-{r})**2)-p", "max(0,{r}-p)**2", "sqrt(abs(p-{r}))-2*p",
       "(1-p)**{k}*(-log(p))", "log(1+exp(1-{t}*p))", "abs(1-p)-abs(p-{r})+abs(p-1/2)",
       "sum(p*log(p))-log(p)", "others(-log(1-p))", "c*log(p)-sum(log(p))", "p**(1/{t})",
       "max({r},p,1-p)", "max(min(1-p,{r}),{r})", "1/(1+exp({t}*(p-{r})))",
       "(p-{r})/abs(p-{r}+1)", "-log(max(p,{r}/10))", "log(p)", "2*p-sum(p**2)",
       "-log(p)-abs(p-{r})/5", "log(1-p)")  # fmt: skip


def formula(rng: random.Random, odd: bool = False) -> str:
    if odd:
        text = rng.choice(ODD) + rng.choice(("", "", "+(1-p)/{k}", "-{r}*({o})", "*(c-1)"))
    else:
        text = rng.choice(SHAPES)
    parts = {
        "{t}": lambda: str(rng.choice((10, 40, 90))), "{h}": lambda: str(rng.choice((9, 20, 41))),
        "{o}": lambda: rng.choice(OWN), "{b}": lambda: rng.choice(BODY),
        "{k}": lambda: str(rng.choice((2, 3, 5))), "{a}": lambda: rng.choice(("0.7", "1/2", "2")),
        "{r}": lambda: f"{rng.randint(1, 19)}/{rng.choice((7, 20, 23))}",
        "{s}": lambda: f"1/{rng.choice((9, 30, 200))}", "{n}": lambda: str(rng.choice((4, 7, 12))),
    }  # fmt: skip
    for name, chosen in parts.items():
        while name in text:
            text = text.replace(name, f"({chosen()})" if name in "{r}{a}{s}" else chosen(), 1)
    return text


def aimed() -> Iterator[str]:
    """Poles and logarithms of 0 in the sum of squares, at one number of classes or at all."""
    for level in ("1/9", "1/7", "3/20", "1/3", "7/20", "1/2", "5/9", "999/1000", "1", "11/10"):
        yield f"p/(sum(p**2)-{level})"
        yield f"-p+log(sum(p**2)-{level})"
        yield f"1/(sum(p**2)-{level})**2-p"
        yield f"-p+log(abs(sum(p**2)-{level}))"
    for count in (2, 3, 7, 10):
        yield f"-p/({count}-sum(p**0))"
        yield f"-p+1/(sum(p**2)-1/c+(c-{count})**2)"


def false_lines(text: str) -> list[str]:
    start = time.process_time()
    try:
        card = analyse(text, parse(text).expression, classes=CLASSES, seconds=SLOWEST - 2)
    except NotALossError:
        return []
    taken = time.process_time() - start
    found = [f"{line} {why}" for c in CLASSES for line, why in contradictions(card, text, c)]
    return found + ([f"{taken:.1f} s"] if taken > SLOWEST else [])


@pytest.mark.nightly("100 s: formulas aimed at poles")
@pytest.mark.parametrize("text", tuple(aimed()))
def test_no_aimed_formula_has_a_false_line(text: str) -> None:
    assert not false_lines(text)


@pytest.mark.parametrize("seed", [
    *range(4), *(pytest.param(k, marks=pytest.mark.nightly("30 min of random formulas"))
                 for k in range(4, 1000)),
])  # fmt: skip
def test_no_random_formula_has_a_false_line(seed: int) -> None:
    assert not false_lines(formula(random.Random(seed)))


THIRTEENTHS, SEVENTHS = ("8/13", "4/13", "1/13"), ("4/7", "2/7", "1/7")
HIDDEN = [
    ("-p+1/sum(((p-8/13)*(p-4/13)*(p-1/13))**2)", THIRTEENTHS),
    ("-p+log(sum(((p-8/13)*(p-4/13)*(p-1/13))**2))", THIRTEENTHS),
    ("-p+1/(sum(p**2)-81/169)", THIRTEENTHS),
    ("-log(p)+1/(sum(p**3)-73/343)", SEVENTHS),
    ("-p+log(abs(sum(p**2)-sum(p**3)-74/343))", SEVENTHS),
    ("p/sum(abs(p-4/7)*abs(p-2/7)*abs(p-1/7))", SEVENTHS),
    ("-p+1/((sum(p**2)-3/7)**2+(sum(p**3)-73/343)**2)", SEVENTHS),
]


@pytest.mark.parametrize(("text", "place"), HIDDEN)
def test_nothing_is_decided_about_a_loss_with_a_hidden_pole(
    text: str, place: tuple[str, ...]
) -> None:
    with contextlib.suppress(ZeroDivisionError):
        loss = Written(text)
        sizes = [max(map(abs, loss.at(place, digits))) for digits in (100, 200, 400)]
        assert sizes[0] == float("inf") or grows(sizes)
    try:
        card = analyse(text, classes=(3,), seconds=SLOWEST - 2)
    except NotALossError:
        return
    assert {line.verdict for line in card.lines} <= {"UNDECIDED"}


@pytest.mark.parametrize("seed", [
    0, 1, *(pytest.param(k, marks=pytest.mark.nightly("10 min of odd formulas"))
            for k in range(2, 200)),
])  # fmt: skip
def test_no_odd_formula_has_a_false_line(seed: int) -> None:
    assert not false_lines(formula(random.Random(seed), odd=True))
