"""A derivation as the function `prove` of a claim: it runs again, and a person can mend it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import sympy

from lossproof.paper_checks.reports.written.expressions import INDICES, Expressions, on_the_way
from lossproof.theory.language import ANY_CLASS
from lossproof.theory.language.terms import NestedSum
from lossproof.theory.proof import Derivation, Fact, ProofError
from lossproof.theory.proof.rules.slopes import Between
from lossproof.theory.statement import Proof, Statement

WIDTH = 96
# The rules that take their premises in order, and of what they are given besides what comes after.
PLAIN: dict[str, tuple[str, ...]] = {
    "reciprocal": ("reciprocal",),
    "neither above nor below 0": ("squeezed",),
    "an integer above 0 is at least 1": ("whole",),
    "sum over the classes": ("total", "size"),
    "log x <= x - 1": ("log_bound",),
    "log x increases with x": ("log_increases",),
    "logarithm of a quotient": ("log_quotient",),
    "a^w b^(1-w) <= w a + (1-w) b": ("weighted_am_gm",),
    "x^q increases with x": ("power_in_base",),
    "x^a increases with a for x >= 1": ("power_in_exponent", "smaller"),
    "x^a decreases with a for 0 <= x <= 1": ("power_of_fraction", "smaller"),
    "power of a nonnegative number": ("power",),
    "absolute value": ("absolute",),
    "mean over the samples": ("average", "size"),
    "different classes": ("no_delta", "first", "second"),
}
# Those that are given things before the premises, by what they are called.
GIVEN_FIRST: dict[str, tuple[str, ...]] = {
    "indicator of what holds": ("decided", "of"),
    "indicator of what does not hold": ("decided", "of"),
    "sign of a positive number": ("sign_of", "of"),
    "sign of a negative number": ("sign_of", "of"),
    "slope of a maximum": ("rising", "of"),
    "the larger of two is at least each": ("max_above", "one", "other"),
    "order of summation": ("exchanged", "term", "first", "second", "size"),
    "a floor is at most its number": ("floor_below", "of"),
    "a floor is less than 1 below its number": ("floor_above", "of"),
    "a ceiling is a floor of the negative": ("ceiling_equals", "of"),
    "one term of the sum": ("sifted", "term", "label", "size"),
}
OTHERS = (
    "other names", "sum over the other classes", "two terms of a nonnegative sum",
    "the first terms of a nonnegative sum", "weighted sum over the other classes",
)  # fmt: skip
# These stand where they are used.
SHORT, SHORTEST = ("hypothesis", "evident sign", "reciprocal"), 30
FOLDED = "sums as expectations"  # which the end of a proof does by itself
LANGUAGE = ("lossproof.theory.language", "lossproof.theory.language.terms")
# Where words of expressions come from, besides SymPy.
WORDS = {"sample_mean": "lossproof.theory.language"}
PUBLIC = {
    "ANY_CLASS", "absolute", "cases", "class_sum", "combine", "identity", "log_bound",
    "log_increases", "log_quotient", "max_equals", "min_equals", "nonnegative", "positive", "power",
    "power_in_base", "power_in_exponent", "reciprocal", "replaced", "squeezed", "total",
    "weighted_am_gm",
}  # fmt: skip


def proof_text(statement: Statement, derivation: Derivation) -> str:
    """The function, after the imports that it needs.

    Raises
    ------
    ProofError
        If a step cannot be written as code, or what is written does not run to the same end.
    """
    text = _Writer(statement).text(derivation)
    names: dict[str, Any] = {}
    try:
        exec(text, names)  # our own words, run before they are shown
        proof = Proof(statement)
        again = proof.conclude(names["prove"](proof))
    except Exception as error:
        raise ProofError(f"this proof cannot be written as a function: {error}") from error
    if [str(fact) for fact in again.conclusions] != [str(f) for f in derivation.conclusions]:
        raise ProofError(
            "this proof cannot be written as a function: the function proves another statement"
        )
    return text


class _Writer:
    """Writes facts, each in the innermost open case that it uses."""

    def __init__(self, statement: Statement) -> None:
        self.statement, self.proof = statement, Proof(statement)
        self.taken = frozenset(statement.parameters)
        self.print = Expressions(self.taken)
        self.used, self.numbers = set[str](), dict[str, Between]()
        self.names = dict[int, str]()
        self.scopes: list[tuple[Any, list[str]]] = [(None, [])]
        self.count = 0
        self.own = "p" if "p" not in self.taken else "proof"
        self.letter = "fact" if any(re.fullmatch(r"f\d+", name) for name in self.taken) else "f"

    def text(self, derivation: Derivation) -> str:
        ends = [
            self._name(fact.premises[0] if fact.rule == FOLDED else fact)
            for fact in derivation.conclusions
        ]
        body = self.scopes[0][1]
        numbers = [f"{on_the_way(x, self.taken)} = {self._rule('between')}({x.name[1:]})"
                   for _, x in sorted(self.numbers.items())]  # fmt: skip
        said = " ".join([*numbers, *body, *ends])
        own = [f"{x} = {self.own}.{x}" for x in self.statement.parameters if _says(said, x)]
        lines = [*own, *numbers, *body, f"return {', '.join(ends)}"]
        function = "\n".join([f"def prove({self.own}):", *(_indented(line, 4) for line in lines)])
        return "\n".join([*self._imports(), "", "", function, ""])

    def _imports(self) -> Iterable[str]:
        used = self.used | self.print.used
        sources = {"lossproof": used & PUBLIC, "sympy": used & set(dir(sympy)) - PUBLIC}
        sources["lossproof.theory.language"] = (used & {*INDICES.values()}) - PUBLIC
        for word in sorted(used & WORDS.keys()):
            sources.setdefault(WORDS[word], set()).add(word)
        sources["lossproof.theory.proof.rules"] = used.difference(*sources.values())
        for source in ("sympy", "lossproof", *LANGUAGE, "lossproof.theory.proof.rules"):
            if sources.get(source):
                yield f"from {source} import {', '.join(sorted(sources[source]))}"

    def _rule(self, name: str) -> str:
        self.used.add(name)
        return name

    def _name(self, fact: Fact) -> str:
        if id(fact) not in self.names:
            made = self._written(fact)
            if fact.rule in SHORT and len(made) <= SHORTEST:
                return self.names.setdefault(id(fact), made)
            self.count += 1
            self.names[id(fact)] = name = f"{self.letter}{self.count}"
            self._scope(fact).append(f"{name} = {made}")
        return self.names[id(fact)]

    def _scope(self, fact: Fact) -> list[str]:
        """The lines of the innermost case that a fact uses."""
        return next(
            lines for case, lines in reversed(self.scopes) if case is None or case in fact.uses
        )

    def _said(self, expr: Any) -> str:
        self.numbers.update({x.name: x for x in sympy.sympify(expr).atoms(Between)})
        for place, goal in enumerate(self.proof.goals):
            if expr == goal.difference:
                return f"{self.own}.goals[{place}].difference"
        return str(self.print.doprint(expr))

    def _call(self, name: str, *given: str) -> str:
        return called(self._rule(name), given)

    def _written(self, fact: Fact) -> str:
        by, before = fact.by, fact.premises
        if fact.rule == "hypothesis" or _is_unfolded(fact):
            return self._hypothesis(fact)
        if fact.rule == "evident sign":
            return self._call("positive" if fact.strict else "nonnegative", self._said(fact.expr))
        if fact.rule == "identity":
            return self._call("identity", self._said(fact.expr), "0")
        if fact.rule == "combination":
            terms = [self._term(term) for term in by["terms"]]
            return self._call("combine", self._said(fact.expr), *terms)
        if fact.rule == "weakening":
            return f"{self._name(before[0])}.weakened()"
        if fact.rule == "both sides negated":
            return f"{self._name(before[0])}.negated()"
        if fact.rule == "instance":
            index, value = (self._said(by[each]) for each in ("index", "value"))
            return f"{self._name(before[0])}.at({index}, {value})"
        if fact.rule in ("equals for equals", "larger of two", "smaller of two"):
            return self._of_equals(fact)
        if fact.rule == "mean value theorem":
            return self._climbed(fact)
        if fact.rule == "both cases":
            return self._cases(fact)
        if fact.rule in GIVEN_FIRST:
            rule, *given = GIVEN_FIRST[fact.rule]
            return self._call(rule, *(self._said(by[x]) for x in given), *map(self._name, before))
        if fact.rule in OTHERS:
            return self._others(fact)
        if fact.rule == "sum over the classes" and _is_nested(fact):
            given = [self._said(by[each]) for each in ("index", "size")]
            return self._call("summed", self._name(before[0]), *given)
        if fact.rule not in PLAIN:
            raise ProofError(f"the step {fact} ({fact.rule}) cannot be written as code")
        rule, *more = PLAIN[fact.rule]
        given = [*map(self._name, before), *(self._said(by[each]) for each in more)]
        return self._call(rule, *given)

    def _others(self, fact: Fact) -> str:
        by = fact.by
        if fact.rule == "other names":
            names = ", ".join(f"{self._said(a)}: {self._said(b)}" for a, b in by["names"])
            return self._call("renamed", self._name(fact.premises[0]), f"{{{names}}}")
        if fact.rule == "sum over the other classes":
            given = [self._said(by[each]) for each in ("label", "size")]
            entry, two = map(self._name, fact.premises)
            return self._call("total_of_others", entry, *given, two)
        if fact.rule == "weighted sum over the other classes":
            end, (case,) = fact.premises[-1], by["closes"]
            opened = _opening(end, case)
            known = {"known": opened[0]} if opened else {}
            function = self._function(case, end, known, "other", fact)
            label, size = (self._said(by[each]) for each in ("label", "size"))
            weight, *mass = map(self._name, fact.premises[:-1])
            return self._call("weighted_others", weight, label, size, function, *mass)
        (entry, last), size = map(self._name, fact.premises), self._said(by["size"])
        if fact.rule == "the first terms of a nonnegative sum":
            return self._call("first_within_total", entry, self._said(by["count"]), size, last)
        labels = map(self._said, by["labels"])
        return self._call("two_within_total", entry, *labels, last, size)

    def _of_equals(self, fact: Fact) -> str:
        (equal,), by = map(self._name, fact.premises), fact.by
        if fact.rule == "larger of two":
            sides = (self._said(by[each]) for each in ("larger", "smaller"))
            return self._call("max_equals", *sides, equal)
        if fact.rule == "smaller of two":
            sides = (self._said(by[each]) for each in ("smaller", "larger"))
            return self._call("min_equals", *sides, equal)
        expression, old, new = (self._said(by[each]) for each in ("expression", "old", "new"))
        return self._call("replaced", expression, equal, old, new)

    def _term(self, term: Iterable[Any]) -> str:
        factors = [x for x in term if isinstance(x, Fact) or x != 1]
        parts = [self._name(x) if isinstance(x, Fact) else self._said(x) for x in factors]
        return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"

    def _hypothesis(self, fact: Fact) -> str:
        (name,) = map(str, fact.uses)
        parameter = name.removeprefix("domain of ")
        if parameter != name:
            for key, known in self.proof.domain(parameter).items():
                if (known.expr, known.sign, known.by) == (fact.expr, fact.sign, fact.by):
                    return f"{self.own}.domain({_quoted(parameter)})[{_quoted(key)}]"
        elif parameter == name:
            given = self.proof.given(name)
            parts = [given] if isinstance(given, Fact) else [*given]
            for place, known in enumerate(parts):
                if (known.expr, known.sign) == (fact.expr, fact.sign):
                    return f"{self.own}.given({_quoted(name)})" + (
                        f"[{place}]" if len(parts) > 1 else ""
                    )
        raise ProofError(f"{fact} is not exactly a fact that p.given or p.domain returns")

    def _climbed(self, fact: Fact) -> str:
        distance, slope = fact.premises
        along, (case,) = fact.by["along"], fact.by["closes"]
        self.numbers[along.name] = along
        known = {"above" if each.expr == along else "below": each for each in _opening(slope, case)}
        before = self._name(distance)
        function = self._function(case, slope.premises[0], known, "slope", fact)
        return self._call("climbed", self._said(fact.by["of"]), self._said(along), before, function)

    def _cases(self, fact: Fact) -> str:
        functions: list[str] = []
        for case, branch, name in zip(
            fact.by["closes"], fact.premises, ("above", "below"), strict=True
        ):
            opened = _opening(branch, case)
            known = {"known": opened[0]} if opened else {}
            functions.append(self._function(case, branch, known, name, fact))
        strict = ["strict=True"] if fact.by["strict"] else []
        return self._call("cases", self._said(fact.by["split"]), *functions, *strict)

    def _function(
        self, case: Any, end: Fact, known: Mapping[str, Fact], name: str, fact: Fact
    ) -> str:
        """The name of a function that gets what a case says, and returns where it ends."""
        self.count += 1
        name, number = f"{name}{self.count}", self.count
        asked = ("above", "below") if name.startswith("slope") else ("known",)
        for each, opened in known.items():
            self.names[id(opened)] = f"{each}{number}"
        lines: list[str] = []
        self.scopes.append((case, lines))
        lines.append(f"return {self._name(end)}")
        self.scopes.pop()
        arguments = ", ".join(f"{each}{number}" for each in asked)
        body = "\n".join(_indented(line, 4) for line in lines)
        self._scope(fact).append(f"def {name}({arguments}):\n{body}")
        return name


def _is_unfolded(fact: Fact) -> bool:
    """Whether it is a hypothesis as `p.given` gives it, with sums for expectations."""
    return fact.rule == "expectations as sums" and fact.premises[0].rule == "hypothesis"


def _is_nested(fact: Fact) -> bool:
    """Whether a sum is over another index than that of any class, or around sums."""
    return fact.by["index"] != ANY_CLASS or bool(fact.expr.atoms(NestedSum))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _opening(fact: Fact, case: Any) -> list[Fact]:
    return [each for each in Derivation((fact,)).steps if each.by.get("opens") is case]


def called(name: str, given: Iterable[str]) -> str:
    """A call, over several lines where it is long."""
    given = [*given]
    line = f"{name}({', '.join(given)})"
    if len(line) <= WIDTH:
        return line
    return f"{name}(\n" + "".join(f"{_indented(each, 4)},\n" for each in given) + ")"


def _indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line for line in text.split("\n"))


def _says(text: str, name: str) -> bool:
    """Whether a text speaks of a parameter otherwise than in quotes."""
    return re.search(rf'(?<![\w".]){name}(?!\w|")', text) is not None
