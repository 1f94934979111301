"""A derivation read again: every step from its own data, and what its end says of the statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import Any

from lossproof.paper_checks.recheck.definedness import without_value
from lossproof.paper_checks.recheck.polynomials import CONSTANTS, TooLargeError
from lossproof.paper_checks.recheck.ranges import Ranges
from lossproof.paper_checks.recheck.rules import (  # each enters its rules in RULES
    algebra as algebra,
    covers as covers,
    expectations as expectations,
    functions as functions,
    laws as laws,
    matrices as matrices,
    pieces as pieces,
    slopes as slopes,
    sums as sums,
    tables as tables,
)
from lossproof.paper_checks.recheck.rules.domains import in_domain
from lossproof.paper_checks.recheck.rules.sums import has
from lossproof.paper_checks.recheck.step import (
    CLASSES,
    MINUS,
    RULES,
    SAMPLE,
    ZERO,
    Given,
    Known,
    Said,
    Step,
    UnconfirmedError,
    instances,
    minus,
    times,
)
from lossproof.paper_checks.recheck.terms import (
    Domain,
    RejectedError,
    Term,
    UnreadableError,
    inside,
    named,
    names,
    parsed,
    read,
    replaced,
    spoken,
    written,
)

ENOUGH = {">": (">",), ">=": (">=", ">", "=="), "==": ("==",)}
Line = Mapping[str, Any]
SPOKEN = {*CLASSES, SAMPLE, *CONSTANTS}
DIRECT = {">=": ">=", ">": ">", "==": "==", "<=": ">=", "<": ">"}


@dataclass(frozen=True)
class Statement:
    """What a record says that it states: domains, hypotheses and the conclusion, as terms."""

    domains: Mapping[str, Domain]
    given: Mapping[str, Sequence[Term]]
    conclusion: Sequence[Term]
    samples: Term | None = None  # how many there are, if it says so

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Statement:
        """The statement of a record."""
        domains: dict[str, Domain] = {}
        for name, text in data["parameters"].items():
            if not named(name):
                raise RejectedError(f"{name} is not the name of a parameter")
            domains[name] = _domain(text)
            _there_is(domains[name], domains)
        _one_number_each(domains)
        given = {name: [*map(read, texts)] for name, texts in data["given"].items()}
        conclusion = [*map(read, data["conclusion"])]
        every = [*conclusion, *chain(*given.values())]
        if any(has(said, head) for said in every for head in ("any-cell", "any-count")):
            raise RejectedError("a count in an arbitrary batch may stand only in steps")
        told = frozenset[str]().union(*map(names, every))
        if unknown := sorted(told - domains.keys() - CONSTANTS):
            raise RejectedError(f"it contains {unknown[0]}, which is not a parameter")
        for name, parts in given.items():
            if not (name and parts):
                raise RejectedError(f"the hypothesis “{name}” says nothing, or has no name")
        return cls(domains, given, conclusion, _number_of_samples(every, domains))

    def known(self) -> Known:
        """What holds of its names."""
        return Known.of(self.domains, self.samples)


def _number_of_samples(said: Iterable[Term], domains: Mapping[str, Domain]) -> Term | None:
    """`RejectedError` unless every index is of a class, or of samples of one positive number."""
    sizes: set[Term] = {name for name, domain in domains.items() if domain[0] == "samples"}
    for size in chain(*map(_sizes, said)):
        kind = domains.get(written(size), ("",))[0]
        number = isinstance(size, Fraction) and size.denominator == 1 and size >= 1
        if kind not in ("classes", "samples") and not number:
            raise RejectedError(f"{written(size)} is not a number of classes or samples")
        sizes |= {size} if kind != "classes" else set()
    if len(sizes) > 1:
        told = " and of ".join(sorted(map(written, sizes)))
        raise RejectedError(f"one index is used for samples of {told}")
    return next(iter(sizes), None)


def _sizes(part: Term) -> Iterator[Term]:
    """How far each index runs of which a part of the statement is said."""
    while isinstance(part, tuple) and part[0] == "every":
        _, _, size, part = part
        yield size


def _one_number_each(domains: Mapping[str, Domain]) -> None:
    """`RejectedError` unless all classes are of one number, and all samples."""
    for kind in ("classes", "samples"):
        if sum(domain[0] == kind for domain in domains.values()) > 1:
            raise RejectedError(f"two parameters are the number of {kind}")
    leaves = [*map(Ranges(domains).leaf, domains)]
    sizes = {leaf[1] for leaf in leaves if leaf[0] in ("label", "simplex", "joint")}
    numbers = {name for name, domain in domains.items() if domain[0] == "classes"}
    labelled = numbers or any(leaf[0] == "label" for leaf in leaves)
    if (labelled and len(sizes) > 1) or (numbers and not sizes <= numbers):
        raise RejectedError("labels and vectors are of different numbers of classes")


def _there_is(domain: Domain, domains: Mapping[str, Domain]) -> None:
    """`RejectedError` unless it is a domain, and each size in it a positive integer."""
    head, *data = domain
    if head == "each":
        _there_is(inside(domain), domains)
    if head in ("each", "simplex", "joint", "label"):
        least = data[0]
        if isinstance(least, str):
            kind, *ends = domains.get(least, ("",))
            least = ends[0] if kind in ("classes", "samples", "integer") else ""
        fine = isinstance(least, Fraction) and least.denominator == 1 and least >= 1
        fine = fine and (head != "simplex" or data[1:] in ([], ["interior"]))
    elif head in ("classes", "samples", "integer", "interval"):
        low, high = data[:2]
        fine = all(isinstance(each, Fraction) or each in ("-inf", "inf") for each in (low, high))
        if head == "interval":
            fine = fine and {*data[2:]} <= {"open", "closed"}
        else:
            fine = fine and (low == "-inf" or Ranges({}).integer(low))
        if head in ("classes", "samples"):
            fine = fine and isinstance(low, Fraction) and low >= 1
        fine = fine and _some_number(low, high, closed="open" not in data)
    else:
        fine = False
    if not fine:
        raise RejectedError(f"{written(domain)} is not a domain")


def _some_number(low: Any, high: Any, *, closed: bool) -> bool:
    """Whether a number lies between the two ends."""
    if isinstance(low, Fraction) and isinstance(high, Fraction):
        return low < high or (closed and low == high)
    return low != "inf" and high != "-inf"


def _domain(text: str) -> Domain:
    found = read(text)
    if not isinstance(found, tuple):
        raise UnreadableError(f"{text} is not a domain")
    return found


@dataclass(frozen=True)
class Confirmed:
    """What came of a derivation: why each step that is not confirmed is not, by its name.

    `uses` are the hypotheses and domains that lead to its end, `absurd` is whether it shows that
    no point meets them.
    """

    steps: Sequence[Step]
    doubts: Mapping[str, str]
    uses: frozenset[str]
    absurd: bool


def confirmed(statement: Statement, lines: Sequence[Line]) -> Confirmed:
    """Every step of a derivation checked, and that its "end" is the conclusion, in no open case.

    Raises
    ------
    RejectedError
        If it is no derivation: a step rests on one that is not there, or says no relation.
    """
    known = statement.known()
    reader = Reader(known)
    steps = [reader.step(line) for line in lines]
    doubts = {step.name: why for step in steps if (why := doubt(step, statement))}

    def met(name: str) -> list[Term]:
        given = statement.given.get(name, ())
        every = chain(*(instances(part, statement.domains, apart=False) for part in given))
        return [side for relation in every if isinstance(relation, tuple) for side in relation[1:]]

    for step in without_value(steps, met):
        doubts.setdefault(step.name, "a term may have no value")
    try:
        ends, absurd = ends_of(statement, steps)
    except (ZeroDivisionError, TooLargeError):
        ends, absurd = [], False
    if len(ends) < len(statement.conclusion) and not absurd:
        doubts["end"] = "no step is seen to say a part of the conclusion"
        ends = steps
    valued = (_sides_have_values(part, statement, steps) for part in statement.conclusion)
    if not absurd and not all(valued):
        doubts["conclusion"] = "a side of it may have no value"
    leading = {id(each): each for end in ends for each in (end, *end.before())}
    uses = frozenset(each.hypothesis_name for each in leading.values() if each.hypothesis_name)
    return Confirmed(steps, doubts, uses, absurd)


@dataclass(frozen=True)
class Reader:
    """Reads the lines of a derivation, each from those before it alone."""

    known: Known
    found: dict[str, Step] = field(default_factory=dict[str, Step])
    opened: dict[str, list[Step]] = field(default_factory=dict[str, "list[Step]"])
    about: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def step(self, line: Line) -> Step:
        """The step of the next line, with the open cases that it is found to use."""
        name, data, rule = line["step"], Given(line.get("by", {})), line["rule"]
        if missing := [each for each in line["from"] if each not in self.found]:
            raise RejectedError(f"step {name} uses {missing[0]}, which is not an earlier step")
        if name in self.found:
            raise RejectedError(f"two steps are called {name}")
        sign, term = self._said(name, line["term"])
        premises = [self.found[each] for each in line["from"]]
        step = Step(name, rule, term, sign, premises, data, self.known)
        step.opened, step.about = self.opened, self.about
        if rule == "hypothesis":
            (step.hypothesis_name,) = line.get("uses") or ("",)
        step.uses = _used(step)
        if "opens" in data:
            case = data["opens"]
            self.opened[case] = [*self.opened.get(case, ()), step]
            self.about[case] = self.about.get(case, frozenset()) | _about(step)
        self.found[name] = step
        return step

    def _said(self, name: str, text: str) -> tuple[str, Term]:
        """The sign and the term of what is said."""
        said = parsed(text)
        if not (isinstance(said, tuple) and len(said) == 3 and said[2] == 0 and said[0] in ENOUGH):
            raise RejectedError(f"step {name} does not compare a term with 0")
        for each in spoken(text) - self.known.domains.keys() - SPOKEN:
            if not each.startswith('"'):
                raise RejectedError(f"step {name} contains {each}, which is not a parameter")
        return str(said[0]), said[1]


def _used(step: Step) -> frozenset[str]:
    """The open cases of a step: those of its premises, less what it closes of the last of them."""
    closes = step.data.get("closes", [])
    kept = len(step.premises) - len(closes)
    parts = [
        fact.uses - {closes[k - kept]} if k >= kept else fact.uses
        for k, fact in enumerate(step.premises)
    ]
    own = {step.data["opens"]} if "opens" in step.data else set[str]()
    return frozenset(own).union(*parts)


def _about(step: Step) -> frozenset[str]:
    """The indices and labels that an open case is about, by one of the steps that open it."""
    if "label" in step.data:
        return names(parsed(step.data["label"]))
    if "largest" in step.data and step.premises:
        label = parsed(step.data["largest"])
        return names(replaced(step.premises[0].term, {"@class": label}))
    if "along" in step.data and step.premises:
        return names(step.premises[0].term) | names(parsed(step.data["along"]))
    return names(step.term)


def doubt(step: Step, statement: Statement) -> str:
    """Why a step is not confirmed; empty if it is."""
    try:
        for term, sign in _concluded(step, statement):
            if step.sign in _weaker(sign) and step.equal(step.term, term):
                return f"its rule takes no {step.data.idle[0]}" if step.data.idle else ""
        if step.sign == "==" and step.equal(step.term, ZERO):
            return ""  # an identity, which needs no rule
    except (UnconfirmedError, UnreadableError, TooLargeError) as error:
        return str(error)
    except ZeroDivisionError:
        return "it divides by what is 0"
    except (ValueError, TypeError, LookupError, AttributeError):
        return "what its rule was given has another form"
    return f"“{step.rule}” concludes something else"


def _sides_have_values(part: Term, statement: Statement, steps: Sequence[Step]) -> bool:
    """Whether both sides of a part of the conclusion have values, by the steps in no open case."""
    apart = [*instances(part, statement.domains, apart=True)]
    relation = (apart or [*instances(part, statement.domains, apart=False)])[0]
    sides = relation[1:] if isinstance(relation, tuple) else ()
    signs = steps[0].known.signs
    classes = {name for name, domain in statement.domains.items() if domain[0] == "classes"}
    samples = [size for size in _sizes(part) if size not in classes]
    with signs.running({SAMPLE: samples[0]} if samples else {}):
        if all(map(signs.finite, sides)):
            return True
        said = [(each.term, each.sign) for each in steps if not each.uses]
        seen = (signs.shown(said, closely=closely) for closely in (False, True))
        return any(all(signs.finite(side, shown) for side in sides) for shown in seen)


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


CLOSING = (
    "both cases", "weighted sum over the other classes", "one entry is the largest",
    "mean value theorem",
)  # fmt: skip


# Hypotheses and the end


def _hypotheses(step: Step, statement: Statement) -> Iterator[Said]:
    """What the hypothesis, or the domain, that a step names says of any class and sample."""
    name = step.hypothesis_name
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


def difference(relation: Term) -> Said:
    """A relation as a term and what it is compared with 0."""
    if not isinstance(relation, tuple) or len(relation) != 3 or relation[0] not in DIRECT:
        raise UnreadableError("a statement must consist of relations")
    op, left, right = relation
    one, other = (right, left) if op in ("<=", "<") else (left, right)
    return minus(one, other), DIRECT[str(op)]


def ends_of(statement: Statement, steps: Sequence[Step]) -> tuple[list[Step], bool]:
    """The steps that say the conclusion, or one that says of a number what it is not."""
    free = [step for step in steps if not step.uses]
    for step in reversed(free):
        number = step.known.forms.canonical(step.term)
        if isinstance(number, Fraction) and not _true(number, step.sign):
            return [step], True
    found = (_end(part, statement, free) for part in statement.conclusion)
    return [end for end in found if end is not None], False


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
