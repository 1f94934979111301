"""A derivation read again: every step from its own data, and what its end says of the statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.recheck import rules as rules
from paper_checks.recheck.forms import TooLargeError
from paper_checks.recheck.rejected import RejectedError
from paper_checks.recheck.step import (
    CLASSES,
    MINUS,
    RULES,
    SAMPLE,
    Known,
    Said,
    Step,
    UnconfirmedError,
    minus,
    times,
)
from paper_checks.recheck.terms import Term, UnreadableError, names, parsed, read, replaced, settled

ENOUGH = {">": (">",), ">=": (">=", ">", "=="), "==": ("==",)}
DIRECT = {">=": ">=", ">": ">", "==": "==", "<=": ">=", "<": ">"}


@dataclass(frozen=True)
class Statement:
    """What a record says that it states: domains, hypotheses and the conclusion, as terms."""

    domains: Mapping[str, Term]
    given: Mapping[str, Sequence[Term]]
    conclusion: Sequence[Term]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Statement:
        """The statement of a record."""
        return cls(
            {name: read(text) for name, text in data["parameters"].items()},
            {name: [*map(read, texts)] for name, texts in data["given"].items()},
            [*map(read, data["conclusion"])],
        )


@dataclass(frozen=True)
class Confirmed:
    """What came of a derivation: why each step that is not confirmed is not, by its name.

    `leans` are the hypotheses and domains that lead to its end, `absurd` is whether it shows that
    no point meets them.
    """

    steps: int
    doubts: Mapping[str, str]
    leans: frozenset[str]
    absurd: bool


def confirmed(statement: Statement, lines: Sequence[Mapping[str, Any]]) -> Confirmed:
    """Every step of a derivation checked, and that its end is the conclusion.

    Raises
    ------
    RejectedError
        If it is no derivation of the statement: a step that is not there, or an end that says
        something else, or lies in an open case.
    """
    known = Known.of(statement.domains)
    steps = list(steps_of(lines, known))
    doubts = {step.name: why for step in steps if (why := doubt(step, statement))}
    ends, absurd = ends_of(statement, steps)
    leading = {id(each): each for end in ends for each in (end, *end.before())}
    leans = frozenset(each.hypothesis for each in leading.values() if each.hypothesis)
    return Confirmed(len(steps), doubts, leans, absurd)


def steps_of(lines: Sequence[Mapping[str, Any]], known: Known) -> Iterator[Step]:
    """The steps, each with what it leans on, found from the steps before it alone."""
    found: dict[str, Step] = {}
    opened: dict[str, list[Step]] = {}
    about: dict[str, frozenset[str]] = {}
    for line in lines:
        name = line["step"]
        if missing := [each for each in line["from"] if each not in found]:
            raise RejectedError(f"step {name} rests on {missing[0]}, which is no step before it")
        if name in found:
            raise RejectedError(f"two steps are called {name}")
        said = parsed(line["term"])
        if not (
            isinstance(said, tuple)
            and len(said) == 3
            and said[0] in (">", ">=", "==")
            and said[2] == 0
        ):
            raise RejectedError(f"step {name} does not compare a term with 0")
        premises = [found[each] for each in line["from"]]
        data, rule = line.get("by", {}), line["rule"]
        step = Step(
            name, rule, said[1], str(said[0]), premises, data, known, opened=opened, about=about
        )
        if rule == "hypothesis":
            (step.hypothesis,) = line.get("leans") or ("",)
        step.leans = _leans(step)
        if "opens" in data:
            opened.setdefault(data["opens"], []).append(step)
            about[data["opens"]] = about.get(data["opens"], frozenset()) | _about(step)
        found[name] = step
    yield from found.values()


def _leans(step: Step) -> frozenset[str]:
    """The open cases of a step: those of its premises, less what it closes of the last of them."""
    closes = step.data.get("closes", [])
    kept = len(step.premises) - len(closes)
    parts = [
        fact.leans - {closes[k - kept]} if k >= kept else fact.leans
        for k, fact in enumerate(step.premises)
    ]
    own = {step.data["opens"]} if "opens" in step.data else set[str]()
    return frozenset(own).union(*parts)


def _about(step: Step) -> frozenset[str]:
    """The indices and labels that an open case is about, by one of the steps that open it."""
    if "label" in step.data:
        return frozenset(_symbols(read(step.data["label"])))
    if "largest" in step.data and step.premises:
        label = parsed(step.data["largest"])
        return frozenset(_symbols(replaced(step.premises[0].term, {"@class": label})))
    return frozenset(_symbols(step.term))


def _symbols(term: Term) -> Iterator[str]:
    yield from names(term)


def doubt(step: Step, statement: Statement) -> str:
    """Why a step is not confirmed; empty if it is."""
    try:
        for term, sign in _concluded(step, statement):
            if step.sign in _weaker(sign) and step.equal(step.term, term):
                return ""
    except (UnconfirmedError, UnreadableError) as error:
        return str(error)
    except ZeroDivisionError:
        return "it divides by what is 0"
    except TooLargeError as error:
        return str(error)
    return f"“{step.rule}” concludes something else"


def _weaker(sign: str) -> tuple[str, ...]:
    return tuple(each for each, enough in ENOUGH.items() if sign in enough)


def _concluded(step: Step, statement: Statement) -> Iterator[Said]:
    if ("closes" in step.data) != (step.rule in CLOSING):
        raise UnconfirmedError("only a rule about cases closes one")
    if step.rule == "hypothesis":
        if step.premises:
            raise UnconfirmedError("a hypothesis has no premises")
        return _hypotheses(step, statement)
    name = "case" if "opens" in step.data else step.rule
    if name not in RULES or (name == "case") != step.rule.startswith("case "):
        raise UnconfirmedError(f"no rule of this checker is called “{step.rule}”")
    return RULES[name](step)


CLOSING = ("both cases", "weighted sum over the other classes", "one entry is the largest")


# Hypotheses, domains and the end


def _hypotheses(step: Step, statement: Statement) -> Iterator[Said]:
    """What the hypothesis, or the domain, that a step names says of any class and sample."""
    name = step.hypothesis
    parameter = name.removeprefix("domain of ")
    if name != parameter and parameter in statement.domains:
        member = step.terms("index") if "index" in step.data else []
        yield from in_domain(step, parameter, member)
        return
    if name not in statement.given:
        raise UnconfirmedError(f"the statement has no hypothesis “{name}”")
    for part in statement.given[name]:
        for relation in instances(part, statement.domains, apart=False):
            yield difference(relation)


def in_domain(step: Step, name: str, member: Sequence[Term]) -> Iterator[Said]:
    """What holds because a member of the parameter lies in its domain."""
    known, domain = step.known, known_domain(step, name)
    value: tuple[Term, ...] = ()
    for index in member:
        if domain[0] != "each":
            raise UnconfirmedError("it is about a member of no family")
        if not _member(known, index, domain[1]):
            raise UnconfirmedError("it is about a member that the family may lack")
        value, domain = (*value, index), domain[2]  # type: ignore[assignment]
    of: Term = ("at", name, *value) if value else name
    head, *data = domain
    if head in ("classes", "samples", "integer", "interval"):
        low, high, *kinds = (*data, "closed", "closed")[:4]
        if isinstance(low, Fraction):
            yield minus(of, low), ">" if kinds[0] == "open" else ">="
        if isinstance(high, Fraction):
            yield minus(high, of), ">" if kinds[1] == "open" else ">="
    elif head in ("simplex", "joint"):
        entry = (
            ("at", name, *value, "@class") if head == "simplex" else ("at", name, "@row", "@class")
        )
        yield entry, ">" if data[1:] else ">="
        size = data[0]
        if head == "simplex":
            yield minus(Fraction(1), entry), ">="
            whole: Term = _total(size, lambda j: ("at", name, *value, j))
        else:
            whole = _total(size, lambda i: _total(size, lambda j: ("at", name, i, j)))
        yield minus(settled(whole), Fraction(1)), "=="


def known_domain(step: Step, name: str) -> tuple[Term, ...]:
    domain = step.known.domains[name]
    if not isinstance(domain, tuple):
        raise UnconfirmedError(f"the domain of {name} is none")
    return domain


def _total(size: Term, entry: Any) -> Term:
    """The sum over a size, written out where that is a number."""
    if isinstance(size, Fraction):
        return ("+", Fraction(0), *(entry(Fraction(k)) for k in range(int(size))))
    mark = f"!{id(entry)}"
    return ("sum", mark, size, entry(mark))


def _member(known: Known, index: Term, size: Term) -> bool:
    """Whether the index is one of so many."""
    if isinstance(index, Fraction):
        least = size if isinstance(size, Fraction) else known.forms.ranges(size).low.at
        return index.denominator == 1 and 0 <= index < least
    if known.is_size(size, "classes"):
        return known.is_label(index)
    return index == SAMPLE or (known.is_size(size, "samples") and index == SAMPLE)


def instances(said: Term, domains: Mapping[str, Term], *, apart: bool) -> Iterator[Term]:
    """A relation that is said of every index, for any class and sample in their places.

    With `apart` different indices stay different.
    """
    indices: list[tuple[Term, Term]] = []
    while isinstance(said, tuple) and said[0] == "every":
        _, index, size, said = said
        indices.append((index, size))
    choices = [
        CLASSES if isinstance(size, str) and domains[size][0] == "classes" else (SAMPLE,)
        for _, size in indices
    ]
    for choice in product(*choices):
        if apart and len({*choice}) < len(choice):
            continue
        known: dict[Term, Term] = {i: any_ for (i, _), any_ in zip(indices, choice, strict=True)}
        yield settled(replaced(said, known))


def difference(relation: Term) -> Said:
    """A relation as a term and what it is compared with 0."""
    if not isinstance(relation, tuple) or len(relation) != 3 or relation[0] not in DIRECT:
        raise UnreadableError("a statement is made of relations")
    op, left, right = relation
    one, other = (right, left) if op in ("<=", "<") else (left, right)
    return minus(one, other), DIRECT[str(op)]


def ends_of(statement: Statement, steps: Sequence[Step]) -> tuple[list[Step], bool]:
    """The steps that say the conclusion, or one that says of a number what it is not."""
    free = [step for step in steps if not step.leans]
    for step in free:
        number = step.known.forms.canonical(step.term) if step.term == step.term else step.term
        if isinstance(number, Fraction) and not _true(number, step.sign):
            return [step], True
    ends: list[Step] = []
    for part in statement.conclusion:
        found = _end(part, statement, free)
        if found is None:
            raise RejectedError("no step says a part of the conclusion")
        ends.append(found)
    return ends, False


def _end(part: Term, statement: Statement, free: Sequence[Step]) -> Step | None:
    for relation in instances(part, statement.domains, apart=True):
        term, sign = difference(relation)
        for step in reversed(free):
            if step.sign not in ENOUGH[sign]:
                continue
            if step.equal(step.term, term) or (
                sign == "==" and step.equal(step.term, times(MINUS, term))
            ):
                return step
    return None


def _true(number: Fraction, sign: str) -> bool:
    return {">": number > 0, ">=": number >= 0, "==": number == 0}[sign]
