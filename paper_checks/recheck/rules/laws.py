"""Rules that are schemas: side conditions, and what follows from them, in one table.

Before `|-` stand, in order, the premises, each a term and how it compares with 0, and what a rule
is given. A name alone stands for the left side of its premise; any other term is what it must say.

| word | asks |
|---|---|
| `given a` | the term that the rule was given as `a` |
| `finite …` | that it evidently has a value |
| `whole …` | that it evidently is an integer |
| `evident a >` | the sign, from the domains alone |
| `either …` | the premise, of the term or of its negative |

The sign `any` of a premise is >, >= or ==. A conclusion has a sign, or `same`, that of its first
premise, or `all`: > if that is the sign of all premises, else >=.
"""

from __future__ import annotations

from collections.abc import Iterator

from lossproof.paper_checks.recheck.step import Said, Step, rule
from lossproof.paper_checks.recheck.terms import Term, read, replaced

LAWS = {
    "identity": "|- 0 ==",
    "weakening": "e > |- e >=",
    "both sides negated": "e == |- (* -1 e) ==",
    "neither above nor below 0": "e >= ; (* -1 e) >= |- e ==",
    "reciprocal": "finite e > |- (^ e -1) >",
    "an integer above 0 is at least 1": "finite whole e > |- (+ e -1) >=",
    "log x <= x - 1": "x > |- (+ x -1 (* -1 (log x))) >=",
    "log x < x - 1 for x != 1": "x > ; either (+ x -1) > |- (+ x -1 (* -1 (log x))) >",
    "log x increases with x": "d >= ; b > |- (+ (log (+ d b)) (* -1 (log b))) same",
    "logarithm of a quotient": ("a > ; b > |- (+ (log (* a (^ b -1))) (log b) (* -1 (log a))) =="),
    "a^w b^(1-w) <= w a + (1-w) b": (
        "a >= ; b >= ; w >= ; (+ 1 (* -1 w)) >= |- "
        "(+ (* w a) (* (+ 1 (* -1 w)) b) (* -1 (^ a w) (^ b (+ 1 (* -1 w))))) >="
    ),
    "p log(p/q) >= p - q": (
        "p >= ; q >= ; (+ q (* -1 (^ p 2))) >= |- (+ (entropy p q) (* -1 p) q) >="
    ),
    "x^q increases with x": "d >= ; b >= ; q > |- (+ (^ (+ d b) q) (* -1 (^ b q))) same",
    "x^a increases with a for x >= 1": (
        "x >= ; d >= ; finite given smaller |- "
        "(+ (^ (+ x 1) (+ d smaller)) (* -1 (^ (+ x 1) smaller))) all"
    ),
    "x^a decreases with a for 0 <= x <= 1": (
        "x >= ; (+ 1 (* -1 x)) >= ; d >= ; finite given smaller ; evident smaller >= |- "
        "(+ (^ x smaller) (* -1 (^ x (+ d smaller)))) all"
    ),
    "power of a nonnegative number": "x >= ; finite e > |- (^ x e) same",
    "(x^a)^b = x^(a b) for x >= 0": (
        "x >= ; a > ; b > |- (+ (^ (^ x a) b) (* -1 (^ x (* a b)))) =="
    ),
    "larger of two": (
        "given larger ; given smaller ; (+ larger (* -1 smaller)) any |- "
        "(+ (max larger smaller) (* -1 larger)) =="
    ),
    "smaller of two": (
        "given larger ; given smaller ; (+ larger (* -1 smaller)) any |- "
        "(+ (min larger smaller) (* -1 smaller)) =="
    ),
    "the larger of two is at least each": (
        "finite given one ; finite given other |- (+ (max one other) (* -1 one)) >="
    ),
    "the smaller of two is at most each": (
        "finite given one ; finite given other |- (+ one (* -1 (min one other))) >="
    ),
    "a floor is at most its number": "finite given of |- (+ of (* -1 (floor of))) >=",
    "a floor is less than 1 below its number": ("finite given of |- (+ (floor of) 1 (* -1 of)) >"),
    "a ceiling is a floor of the negative": (
        "finite given of |- (+ (ceiling of) (floor (* -1 of))) =="
    ),
    "absolute value": "e >= |- (+ (abs e) (* -1 e)) ==",
    "size of a product": (
        "d == ; given first ; given second |- "
        "(+ (abs (+ d (* first second))) (* -1 (abs first) (abs second))) =="
    ),
    "indicator of 0 at what is above it": "e > |- (is-zero e) ==",
    "indicator of what holds": "given of ; of > |- (+ (step of) -1) ==",
    "indicator of what does not hold": "given of ; (* -1 of) >= |- (step of) ==",
    "an indicator is 0 or 1": "given of |- (+ 1 (* -1 (is-zero of))) >=",
}


def _stated(text: str) -> tuple[list[str], Term, str]:
    """The words before a term and its sign, the term, and the sign, which may be missing."""
    words = text.split()
    start = next(k for k, word in enumerate(words) if word not in ASKED)
    last = words[-1] if words[-1] in SIGNS else ""
    end = len(words) - bool(last)
    return words[:start], read(" ".join(words[start:end])), last


ASKED = ("given", "finite", "whole", "evident", "either")
SIGNS = (">", ">=", "==", "any", "same", "all")


def _enter(name: str, law: str) -> None:
    before, _, after = law.partition("|-")
    parts = [_stated(part) for part in before.split(";") if part.strip()]
    _, said, sense = _stated(after)

    @rule(name)
    def concluded(step: Step) -> Iterator[Said]:
        known: dict[Term, Term] = {}
        premises: list[Step] = []
        for asked, term, sign in parts:
            if "given" in asked:
                known[term] = step.given(str(term))
            elif "evident" not in asked:
                fact = step.premise(len(premises), "" if sign == "any" else sign)
                premises.append(fact)
                if isinstance(term, str) and term not in known:
                    known[term] = fact.term
                else:
                    step.says(fact, replaced(term, known), mirrored="either" in asked)
            of = replaced(term, known)
            if "finite" in asked:
                step.finite(of)
            if "whole" in asked:
                whole = step.known.forms.ranges.integer(of)
                step.need(whole, "it is not evidently an integer")
            if "evident" in asked:
                step.need(step.holds(of, sign), "a sign is not evident from the domains")
        strict = all(fact.sign == ">" for fact in premises)
        sign = premises[0].sign if sense == "same" else (">=", ">")[strict]
        yield replaced(said, known), sense if sense in ("==", ">", ">=") else sign


for _name, _law in LAWS.items():
    _enter(_name, _law)
