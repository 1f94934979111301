"""Cards of losses from the literature agree with what is proved of them in their papers.

A fact is about one question at one number of classes: (question, c, verdict, where it is from).
"""

from __future__ import annotations

from functools import cache
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import sympy

from lossproof.theory.card import Card, analyse
from lossproof.theory.card.card import SECTIONS
from lossproof.theory.language import Vector
from lossproof.theory.losses import CLASSES as C, parse
from lossproof.theory.losses.gradients import logit_gradient_norm
from lossproof.theory.numbers import array
from tests.turns import in_turns

YES, NO = "PROVED", "REFUTED"
Q, K = "7/10", "1/4"

LOSSES: dict[str, tuple[str, dict[str, str], list[tuple[str, int, str, str]]]] = {
    "cross-entropy": ("-log(p)", {}, [
        ("symmetric", 2, NO, "Ghosh et al. 2017: CCE does not satisfy the symmetry condition"),
        ("bounded", 3, NO, "Ghosh et al. 2017: CCE is not bounded"),
        ("proper", 3, YES, "Gneiting & Raftery 2007: the logarithmic score is strictly proper"),
        ("convex in logits", 3, YES, "log-sum-exp is convex"),
        ("uniform noise", 3, NO, "Zhang & Sabuncu 2018: CCE is sensitive to label noise"),
    ]),
    "MAE": ("abs(1-p) + others(abs(p))", {}, [
        ("symmetric", 10, YES, "Ghosh et al. 2017, Eq. 4: the class sum is 2k - 2"),
        ("uniform noise", 10, YES, "Ghosh et al. 2017, Thm 1"),
        ("class-dependent noise", 10, YES, "Ghosh et al. 2017, Thm 3, scaled to at most 1/(k - 1)"),
        ("proper", 2, NO, "the posterior median is a vertex"),
    ]),
    "MSE": ("(1-p)**2 + others(p**2)", {}, [
        ("symmetric", 3, NO, "Ghosh et al. 2017, Eq. 4: the class sum is k |f|^2 + k - 2"),
        ("bounded", 3, YES, "Ghosh et al. 2017"),
        ("proper", 3, YES, "Brier 1950; Gneiting & Raftery 2007: the quadratic score"),
        ("convex in logits", 2, NO, "the squared error of a sigmoid is not convex"),
    ]),
    "GCE": ("(1 - p**q)/q", {"q": Q}, [
        ("class-sum range", 3, YES, "Zhang & Sabuncu 2018, Eq. 7"),
        ("symmetric", 3, NO, "Zhang & Sabuncu 2018, Eq. 7: the bounds meet at q = 1"),
        ("bounded", 3, YES, "Zhang & Sabuncu 2018: at most 1/q"),
    ]),
    "truncated GCE": ("(1 - max(p, k)**q)/q", {"q": Q, "k": "1/2"}, [
        ("class-sum range", 3, YES, "Zhang & Sabuncu 2018, Eq. 10"),
        ("uniform noise", 3, YES, "derived.trunc-tolerance: k^q >= 2^(1-q) - 1"),
        ("order preserved", 2, NO, "Zhang & Sabuncu 2018: truncation is not symmetric"),
    ]),
    "truncated GCE, small k": ("(1 - max(p, k)**q)/q", {"q": "1/5", "k": "1/10"}, [
        ("uniform noise", 3, NO, "derived.trunc-tolerance/necessary: k^q < 2^(1-q) - 1"),
        ("uniform noise", 2, NO, "derived.trunc-tolerance/necessary"),
    ]),
    "normalised CE": ("log(p)/sum(log(p))", {}, [
        ("symmetric", 3, YES, "Ma et al. 2020: a normalised loss has class sum 1, by definition"),
        ("bounded", 3, YES, "Ma et al. 2020: between 0 and 1"),
        ("uniform noise", 3, YES, "Ma et al. 2020, Thm 1"),
        ("class-dependent noise", 3, NO, "Ma et al. 2020, Thm 2 asks for at most 1/(K - 1)"),
        ("order preserved", 3, YES, "by the identity in the proof of Ma et al. 2020, Thm 1"),
    ]),
    "normalised MAE": ("(1-p)/sum(1-p)", {}, [
        ("symmetric", 3, YES, "Ma et al. 2020: NMAE is MAE scaled by 1/(2 (K - 1))"),
        ("known loss", 3, YES, "Ma et al. 2020: NMAE is MAE scaled by 1/(2 (K - 1))"),
    ]),
    "normalised GCE": ("(1-p**q)/sum(1-p**q)", {"q": Q}, [
        ("symmetric", 3, YES, "Ma et al. 2020: by definition"),
        ("uniform noise", 3, YES, "Ma et al. 2020, Thm 1"),
    ]),
    "focal": ("-(1-p)**g * log(p)", {"g": "2"}, [
        ("proper", 2, NO, "Charoenphakdee et al. 2021, Thm: focal loss is not strictly proper"),
        ("proper", 3, NO, "Charoenphakdee et al. 2021"),
        ("argmax preserved", 3, YES, "Charoenphakdee et al. 2021: it is classification-calibrated"),
        ("bounded", 3, NO, "the factor of -log p tends to 1 as p tends to 0"),
    ]),
    "normalised focal": ("(1-p)**g*log(p)/sum((1-p)**g*log(p))", {"g": "2"}, [
        ("symmetric", 3, YES, "Ma et al. 2020: by definition"),
        ("bounded", 3, YES, "Ma et al. 2020: between 0 and 1"),
    ]),
    "Taylor CE": ("(1-p) + (1-p)**2/2 + (1-p)**3/3", {}, [
        ("bounded", 3, YES, "Feng et al. 2020: Taylor cross-entropy is bounded for finite t"),
        ("class-sum range", 3, YES, "Feng et al. 2020: the class sum is bounded"),
        ("symmetric", 3, NO, "Feng et al. 2020: at t = 1 it is half of MAE, this is t = 3"),
    ]),
    "Taylor CE, t = 1": ("1-p", {}, [
        ("symmetric", 3, YES, "Feng et al. 2020: at t = 1 it is half of MAE"),
        ("known loss", 3, YES, "Feng et al. 2020: at t = 1 it is half of MAE"),
    ]),
    "Box-Cox 2": ("(1 - p**l)/l", {"l": "2"}, [
        ("bounded", 3, YES, "Box & Cox 1964: (x^l - 1)/l is bounded at 0 for l > 0"),
        ("class-dependent noise", 3, YES, "Zhou et al. 2021, concave: completely asymmetric"),
    ]),
    "Box-Cox -1": ("(1 - p**l)/l", {"l": "-1"}, [
        ("bounded", 3, NO, "Box & Cox 1964: (x^l - 1)/l is unbounded at 0 for l < 0"),
        ("convex in logits", 2, YES, "Sypherd et al. 2022: alpha-loss, alpha = 1/2 <= 1"),
    ]),
    "AGCE, q >= 1": ("((a+1)**q - (a+p)**q)/q", {"a": "1", "q": "3/2"}, [
        ("class-dependent noise", 10, YES, "Zhou et al. 2021: AGCE with q >= 1 is completely "
         "asymmetric"),
        ("uniform noise", 10, YES, "Zhou et al. 2021, Thm on noise tolerance"),
        ("symmetric", 3, NO, "Zhou et al. 2021: asymmetric, a wider condition than symmetric"),
    ]),
    "AGCE, q < 1": ("((a+1)**q - (a+p)**q)/q", {"a": "1", "q": "1/2"}, [
        ("class-dependent noise", 3, NO, "Zhou et al. 2021: with q < 1 only for clear rows"),
    ]),
    "AUL, p <= 1": ("((a-p)**q - (a-1)**q)/q", {"a": "3/2", "q": "9/10"}, [
        ("class-dependent noise", 10, YES, "Zhou et al. 2021: AUL with p <= 1 is completely "
         "asymmetric"),
    ]),
    "AUL, p > 1": ("((a-p)**q - (a-1)**q)/q", {"a": "3/2", "q": "2"}, [
        ("class-dependent noise", 3, NO, "Zhou et al. 2021: with p > 1 only for clear rows"),
    ]),
    "AEL": ("exp(-p/a)", {"a": "2"}, [
        ("class-dependent noise", 3, NO, "Zhou et al. 2021: needs w_m/w_n >= exp(1/a)"),
        ("bounded", 3, YES, "Zhou et al. 2021"),
    ]),
    "unhinged": ("1 - p", {}, [
        ("symmetric", 2, YES, "van Rooyen et al. 2015: the unhinged loss is symmetric"),
        ("convex in p", 2, YES, "van Rooyen et al. 2015: convex in the score"),
        ("order preserved", 2, YES, "van Rooyen et al. 2015: strong SLN-robustness"),
    ]),
    "sigmoid": ("1/(1 + exp(log(p/(1-p))))", {}, [
        ("symmetric", 2, YES, "Charoenphakdee et al. 2019: l(z) + l(-z) = 1"),
        ("convex in logits", 2, NO, "Ghosh et al. 2015: the sigmoid loss is not convex"),
        ("proper", 2, NO, "Charoenphakdee et al. 2019: symmetric, so no posteriors"),
        ("uniform noise", 2, YES, "Ghosh et al. 2015, Thm 1"),
    ]),
    "Savage": ("(1 - p)**2", {}, [
        ("proper", 2, YES, "Masnadi-Shirazi & Vasconcelos 2008: derived from a proper risk"),
        ("bounded", 2, YES, "Masnadi-Shirazi & Vasconcelos 2008: bounded for large margins"),
        ("convex in logits", 2, NO, "Masnadi-Shirazi & Vasconcelos 2008: not convex"),
        ("symmetric", 2, NO, "l(z) + l(-z) is 1 at the ends, 1/2 in the middle"),
    ]),
    "RCE": ("-A*(1-p)", {"A": "-4"}, [
        ("symmetric", 3, YES, "Wang et al. 2019, Thm 1: the class sum is -(K - 1) A"),
        ("uniform noise", 3, YES, "Wang et al. 2019, Thm 1"),
        ("known loss", 3, YES, "Wang et al. 2019: at A = -2 it is MAE"),
    ]),
    "SCE": ("-a*log(p) - b*A*(1-p)", {"a": "1/10", "b": "1", "A": "-4"}, [
        ("symmetric", 3, NO, "Wang et al. 2019: only its RCE part is symmetric"),
        ("bounded", 3, NO, "its CE part is not bounded"),
    ]),
    "label smoothing": ("-(1-e)*log(p) - e/c*sum(log(p))", {"e": "1/10"}, [
        ("proper", 3, NO, "Szegedy et al. 2016: its target, so its minimiser, is smoothed"),
        ("convex in logits", 3, YES, "a mixture of cross-entropies (Szegedy et al. 2016)"),
        ("argmax preserved", 3, YES, "smoothing keeps the order of the label probabilities"),
    ]),
    "Jensen-Shannon": (
        "-(a+b*p)*log(a+b*p) + others(-b*p*log(b*p)) + b*sum(p*log(p))", {"a": "1/2", "b": "1/2"}, [
        ("bounded", 3, YES, "Englesson & Azizpour 2021; Lin 1991: at most log 2"),
        ("class-sum range", 3, YES, "Englesson & Azizpour 2021, Prop. 2: bounded class sums"),
        ("symmetric", 3, NO, "Englesson & Azizpour 2021: between CE and MAE"),
    ]),
    "alpha-loss 3": ("a/(a-1)*(1 - p**((a-1)/a))", {"a": "3"}, [
        ("convex in logits", 2, NO, "Sypherd et al. 2022: convex if and only if alpha <= 1"),
        ("bounded", 3, YES, "Sypherd et al. 2022: bounded for alpha > 1"),
        ("known loss", 3, YES, "Sypherd et al. 2022: GCE with q = 1 - 1/alpha"),
        ("argmax preserved", 2, YES, "Sypherd et al. 2022: classification-calibrated, binary"),
    ]),
    "alpha-loss 1/2": ("a/(a-1)*(1 - p**((a-1)/a))", {"a": "1/2"}, [
        ("convex in logits", 2, YES, "Sypherd et al. 2022: convex if and only if alpha <= 1"),
        ("bounded", 3, NO, "Sypherd et al. 2022: unbounded for alpha <= 1"),
    ]),
    "Poly-1": ("-log(p) + e*(1-p)", {"e": "2"}, [
        ("bounded", 3, NO, "Leng et al. 2022: cross-entropy plus e (1 - p)"),
        ("known loss", 3, YES, "Leng et al. 2022: cross-entropy plus e (1 - p), a form of SCE"),
    ]),
    "spherical": ("-p/sqrt(sum(p**2))", {}, [
        ("proper", 2, YES, "Gneiting & Raftery 2007: the spherical score is strictly proper"),
        ("argmax preserved", 3, YES, "Gneiting & Raftery 2007"),
    ]),
    "power score": ("-3/2*p**(1/2) + 1/2*sum(p**(3/2))", {}, [
        ("proper", 2, YES, "Tsallis; Gneiting & Raftery 2007: the power score"),
        ("proper", 3, YES, "Tsallis; Gneiting & Raftery 2007: the power score"),
        ("bounded", 3, YES, "Gneiting & Raftery 2007"),
    ]),
    "bi-tempered": ("(1 - p**(1-t))/(1-t) - (1 - sum(p**(2-t)))/(2-t)", {"t": "1/2"}, [
        ("bounded", 3, YES, "Amid et al. 2019: bounded for t1 < 1"),
        ("proper", 3, YES, "Amid et al. 2019: a Bregman divergence, so proper"),
        ("convex in logits", 2, NO, "Amid et al. 2019: not convex for t1 < 1"),
    ]),
    "exponential": ("sqrt((1-p)/p)", {}, [
        ("proper", 2, YES, "Buja et al. 2005: boosting loss, z = log(p/(1-p))/2"),
        ("convex in logits", 2, YES, "exp(-z/2) is convex"),
        ("bounded", 2, NO, "exp(-z/2) is not bounded"),
    ]),
    "partially huberised CE": ("-log(max(p, 1/t)) + max(0, 1 - t*p)", {"t": "5"}, [
        ("bounded", 3, YES, "Menon et al. 2020: linear below 1/t"),
        ("convex in p", 3, YES, "Menon et al. 2020: a Huber-like, convex base loss"),
        ("argmax preserved", 3, YES, "Menon et al. 2020: classification-calibrated"),
    ]),
}  # fmt: skip

# Values that the papers state: question, c, name of the value, exact value.
VALUES: list[tuple[str, str, int, str, Any]] = [
    ("cross-entropy", "class-sum range", 3, "least", C * sympy.log(C)),
    ("MAE", "symmetric", 10, "class sum", 2 * C - 2),
    ("MSE", "class-sum range", 3, "least", 2),
    ("MSE", "class-sum range", 3, "greatest", 4),
    ("GCE", "class-sum range", 3, "least",
     (C - C ** sympy.Rational(3, 10)) * sympy.Rational(10, 7)),
    ("GCE", "class-sum range", 3, "greatest", (C - 1) * sympy.Rational(10, 7)),
    ("truncated GCE", "class-sum range", 3, "greatest",
     sympy.Rational(30, 7) * (1 - sympy.Rational(1, 2) ** sympy.Rational(7, 10))),
    ("normalised CE", "bounded", 3, "high", 1),
    ("Taylor CE", "class-sum range", 3, "greatest", (C - 1) * sympy.Rational(11, 6)),
    ("RCE", "symmetric", 3, "class sum", 4 * (C - 1)),
    ("Jensen-Shannon", "bounded", 3, "greatest", sympy.log(2)),
    ("partially huberised CE", "bounded", 3, "greatest", 1 + sympy.log(5)),
    # IMAE, Eq. 9-10: the L1 norms of the logit gradients.
    ("cross-entropy", "gradient weight", 3, "peak", 2),
    ("MAE", "gradient weight", 3, "peak", 1),
    ("MAE", "gradient weight", 3, "at", sympy.Rational(1, 2)),
    ("GCE", "gradient weight", 3, "at", sympy.Rational(7, 17)),
]  # fmt: skip


RANGES = ("class-sum range", "bounded")
NOISES = ("uniform noise", "class-dependent noise")
# What random predictions can contradict.
CONTRADICTED = {*RANGES, *NOISES, "ranks labels", "proper"}
WEIGHED = ["cross-entropy", "GCE", "focal", "MSE", "AEL", "power score"]


@cache
def card(name: str, whole: bool = False) -> Card:
    """The card of a loss; unless it is whole, with the questions alone that tests ask of it."""
    text, parameters, facts = LOSSES[name]
    classes = (2, 3, 10) if any(c == 10 for _, c, _, _ in facts) else (2, 3)
    asked = CONTRADICTED | {question for question, *_ in facts}
    asked |= {question for loss, question, *_ in VALUES if loss == name}
    asked |= {"gradient weight"} if name in WEIGHED else set()
    few = {"asked": {q: ask for all_ in SECTIONS.values() for q, ask in all_.items() if q in asked}}
    with patch("lossproof.theory.card.card.SECTIONS", SECTIONS if whole else few):
        return analyse(text, parse(text, parameters).expression, classes=classes)


def test_there_are_enough() -> None:
    assert len(LOSSES) >= 30


@in_turns(
    ("name", "question", "c", "verdict", "paper"),
    [(name, *fact) for name, (_, _, facts) in LOSSES.items() for fact in facts],
    6,
    ids=lambda each: str(each)[:24],
)
def test_agrees_with_the_paper(name: str, question: str, c: int, verdict: str, paper: str) -> None:
    assert card(name).verdict(question, c) == verdict, paper


@pytest.mark.nightly("15 s: every question of every card")
@pytest.mark.parametrize("name", LOSSES)
def test_whole_cards_agree_with_the_paper(name: str) -> None:
    for question, c, verdict, paper in LOSSES[name][2]:
        assert card(name, whole=True).verdict(question, c) == verdict, paper


@pytest.mark.parametrize(("name", "question", "c", "key", "expected"), VALUES)
def test_values_of_the_papers(name: str, question: str, c: int, key: str, expected: Any) -> None:
    line = next(line for line in card(name).about(question) if line.scope in ("c >= 2", f"c = {c}"))
    assert sympy.simplify(line.values[key] - expected) == 0


def random_losses(name: str, c: int, count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Random predictions, and their losses under every label, shape (c, count)."""
    symbols = sympy.symbols(f"f0:{c}", positive=True)
    expression = card(name).reading.expression
    code = array([expression(Vector(symbols), y) for y in range(c)], symbols)
    rng = np.random.default_rng(0)
    probs = np.concatenate([rng.dirichlet(np.full(c, a), count // 2) for a in (0.4, 2.0)])
    return probs, np.array(code(*probs.T))


@pytest.mark.parametrize("c", [2, 3])
@pytest.mark.parametrize("name", LOSSES)
def test_no_random_prediction_contradicts_a_proof(name: str, c: int) -> None:
    probs, losses = random_losses(name, c)
    sums = losses.sum(axis=0)
    for line in card(name).lines:
        if line.verdict != YES or line.scope.split(",")[0] not in ("c >= 2", f"c = {c}"):
            continue
        ranged = line.question in RANGES
        values = {k: number(v, c) for k, v in line.values.items()} if ranged else {}
        if line.question == "class-sum range":
            assert (sums >= values["least"] - 1e-9).all(), line
            assert (sums <= values["greatest"] + 1e-9).all(), line
        elif line.question == "bounded":
            low, high = values.values()
            assert losses.min() >= low - 1e-9, line
            assert losses.max() <= high + 1e-9, line
        elif line.question == "ranks labels":
            order = (probs[:, 0] > probs[:, 1]) & (losses[0] >= losses[1] + 1e-12)
            assert not order.any(), line
        elif line.question == "proper":
            mean = probs @ losses
            assert (mean >= np.diag(mean)[:, None] - 1e-9).all(), line
        elif line.question in NOISES:
            assert sums.min() >= sure_sum(name, c) - 1e-9, line


def number(value: Any, c: int) -> float:
    return float(sympy.N(sympy.sympify(value).xreplace({C: sympy.Integer(c)})))


def sure_sum(name: str, c: int) -> float:
    """The class sum very near a vertex."""
    symbols = sympy.symbols(f"f0:{c}", positive=True)
    expression = card(name).reading.expression
    code = array([sympy.Add(*(expression(Vector(symbols), y) for y in range(c)))], symbols)
    tiny = 1e-15
    return float(code(1 - tiny * (c - 1), *[tiny] * (c - 1))[0])


@pytest.mark.parametrize("name", WEIGHED)
def test_the_weight_is_the_norm_of_the_logit_gradient(name: str) -> None:
    p = sympy.Symbol("p", positive=True)
    c = 3
    line = next(
        line for line in card(name).about("gradient weight") if line.scope in ("c >= 2", "c = 3")
    )
    for share in ("1/5", "1/2", "4/5"):
        u = sympy.Rational(share)
        f = Vector([u, *[(1 - u) / (c - 1)] * (c - 1)])
        norm = logit_gradient_norm(card(name).reading.expression, f, 0)
        assert abs(float(norm) - float(line.values["weight"].xreplace({p: u}))) < 1e-12
