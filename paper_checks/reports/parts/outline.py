"""A derivation in groups: lemmas that later steps use, and the parts of the claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from lossproof.paper_checks.reports.parts.statement import Record
from lossproof.theory.printing.glossary import because as explained, reason

EASY = ("hypothesis", "evident sign")
SHORT = 8  # steps that need no groups
SMALL = 3  # fewer steps, of those that others use, are no group
LARGE = 6  # steps that serve one alone, which makes it a lemma


@dataclass(frozen=True)
class Source:
    """What a step follows from: a step, by its name, or what is given, evident or supposed."""

    step: Record
    hidden: bool = False
    supposed: bool = False


@dataclass(frozen=True)
class Branch:
    """A case whose step says what all cases say: what is supposed, why it follows, and of what.

    Without what is supposed it is the other case.
    """

    supposed: Record | None
    reason: str
    sources: tuple[Source, ...]
    ranging: Record | None = None


@dataclass(frozen=True)
class Entry:
    """A step that is shown, with what it follows from; `branches` stand for steps of its cases.

    It is so in the open `cases` only, each by the step that supposes it. `ranging` is what numbers
    it takes for the one that its slope is about.
    """

    step: Record
    reason: str
    sources: tuple[Source, ...]
    branches: tuple[Branch, ...] = ()
    cases: tuple[Record, ...] = ()
    ranging: Record | None = None


@dataclass(frozen=True)
class Group:
    """Steps that serve one lemma, or one part of the claim: the last of them states it.

    It is `printed` where it is a part of the claim as it stands in the statement.
    """

    name: str
    entries: tuple[Entry, ...]
    printed: bool = False

    @property
    def last(self) -> Entry:
        return self.entries[-1]


@dataclass(frozen=True)
class Outline:
    """The groups in order, and how every step is referred to: by a number, or as a lemma."""

    groups: tuple[Group, ...]
    labels: Mapping[str, str]


def outline(steps: Sequence[Record], parts: int, *, verbose: bool = False) -> Outline:
    """The derivation, of a claim of so many parts, in groups.

    What is given, evident or supposed in a case is told where it is used, and what is derived twice
    is told once; with `verbose` every step stands for itself.
    """
    groups = [*_groups([*_entries(steps, verbose)], parts)]
    labels, number = dict[str, str](), 0
    for group in groups:
        for entry in group.entries:
            if group.name.startswith("Lemma") and entry is group.last:
                labels[entry.step["step"]] = group.name
            else:
                number += 1
                labels[entry.step["step"]] = f"({number})"
    return Outline(tuple(groups), labels)


def because(
    said: Entry | Branch,
    labels: Mapping[str, str],
    formula: Callable[[Record], str],
    words: Callable[[str], str] = str,
    about: Callable[[Record], str] = lambda step: "",
) -> str:
    """Why a step follows, and from what: `adding multiples of (3), q > 0`.

    A lemma is told with what it is about, if anything is: `Lemma 1 (d ≥ 1)`.
    """

    def told(source: Source) -> str:
        if source.hidden:
            return (
                f"{words('the case assumption ') if source.supposed else ''}{formula(source.step)}"
            )
        label = labels[source.step["step"]]
        told = about(source.step) if label.startswith("Lemma") else ""
        return f"{words(label)} ({told})" if told else words(label)

    names = ", ".join(dict.fromkeys(map(told, said.sources)))
    if said.ranging:
        return f"{words(said.reason)}{words(' with ')}{formula(said.ranging)}: {names}"
    return explained(words(said.reason), names)


def heading(group: Group, formula: Callable[[Record], str], about: Callable[[Record], str]) -> str:
    """The name of a group: of a lemma with what it is about, where that is not all it says."""
    subject = about(group.last.step) if group.name.startswith("Lemma") else ""
    return (
        f"{group.name}, {subject}" if subject not in ("", formula(group.last.step)) else group.name
    )


def why(step: Record) -> str:
    """What a step rests on besides other steps: a rule, or what is given."""
    if step["rule"] == "hypothesis":
        return ", ".join(map(named, step["uses"]))
    by = step.get("by", {})
    return "the case assumption" if "opens" in by else reason(step["rule"], by)


def named(use: str) -> str:
    """What a step uses of the statement: `the domain of q`, `the hypothesis “bounded”`."""
    return f"the {use}" if use.startswith("domain of ") else f"the hypothesis “{use}”"


class _Steps:
    """The steps of a derivation, each told once unless `verbose`."""

    def __init__(self, steps: Sequence[Record], verbose: bool) -> None:
        self.named = {step["step"]: step for step in steps}
        self.opened = {step["by"]["opens"]: step for step in steps if _opens(step)}
        self.openings = defaultdict[str, list[Record]](list)
        for step in filter(_opens, steps):
            self.openings[step["by"]["opens"]].append(step)
        self.same = dict[str, str]()
        told = dict[tuple[str, ...], str]()
        used = {*chain.from_iterable(step["from"] for step in steps)}
        for name, step in self.named.items():
            key = (step["term"], step["rule"], *sorted({self.same[each] for each in step["from"]}))
            apart = verbose or _opens(step)
            again = None if apart or name not in used else self._again(step)
            self.same[name] = name if apart else again or told.setdefault(key, name)
        self.told = [step for name, step in self.named.items() if self.same[name] == name]
        self.users = defaultdict[str, set[str]](set)
        for step in self.told:
            for name in self.premises(step):
                self.users[name].add(step["step"])
        self.hidden = {
            step["step"]
            for step in self.told
            if not verbose
            and self.users[step["step"]]
            and (_opens(step) or (step["rule"] in EASY and not step["from"]))
        }

    def _again(self, step: Record) -> str | None:
        """The one premise of a step that says what the step says, and in the same cases."""
        only = self.named[step["from"][0]] if len(step["from"]) == 1 else None
        if only is None or only["term"] != step["term"] or "closes" in step.get("by", {}):
            return None
        return None if _opens(only) else self.same[only["step"]]

    def premises(self, step: Record) -> list[str]:
        """What a step follows from; if it closes cases, also what these follow from."""
        cases = step.get("by", {}).get("closes", ())
        opened = (each["from"] for case in cases for each in self.openings[case])
        found = [*step["from"], *chain.from_iterable(opened)]
        return [*dict.fromkeys(self.same[name] for name in found)]

    def sources(self, names: Iterable[str]) -> tuple[Source, ...]:
        """Each with how it is told."""
        found = ((name, self.named[name]) for name in names)
        return tuple(Source(step, name in self.hidden, _opens(step)) for name, step in found)

    def ranging(self, step: Record) -> Record | None:
        """The numbers between which a step by the mean value theorem takes that of a slope."""
        along = step.get("by", {}).get("along")
        if step["rule"] != "mean value theorem" or along is None:
            return None
        end = self.named[step["from"][0]]["term"].split(" ", 1)[1].removesuffix(" 0)")
        return {"term": f"(< 0 {along} {end})"}

    def branches(self, step: Record) -> dict[str, Branch]:
        """The premises that say in each of two cases what the step says, and serve it alone."""
        if step["rule"] != "both cases":
            return {}
        found = dict[str, Branch]()
        for case, name in zip(step["by"]["closes"], step["from"], strict=True):
            each = self.named[self.same[name]]
            alone = self.users[each["step"]] == {step["step"]}
            if _weak(each) != _weak(step) or not alone or "closes" in each.get("by", {}):
                return {}
            if _opens(each):
                found[each["step"]] = Branch(None, "it is the assumption", ())
            else:
                known = self.sources(self.premises(each))
                case_of = self.opened.get(case)
                found[each["step"]] = Branch(case_of, why(each), known, self.ranging(each))
        return dict(sorted(found.items(), key=lambda item: item[1].supposed is None))

    def cases(self) -> dict[str, tuple[Record, ...]]:
        """The open cases in which alone each step is so."""
        found = dict[str, dict[str, str]]()
        for name, step in self.named.items():
            by = step.get("by", {})
            inside = {k: case for each in step["from"] for k, case in found[each].items()}
            inside |= {name: by["opens"]} if _opens(step) else {}
            closed = by.get("closes", ())
            found[name] = {k: case for k, case in inside.items() if case not in closed}
        return {name: tuple(self.named[k] for k in each) for name, each in found.items()}


def _opens(step: Record) -> bool:
    return "opens" in step.get("by", {})


def _weak(step: Record) -> str:
    return (
        step["term"].replace("(> ", "(>= ", 1) if step["term"].startswith("(> ") else step["term"]
    )


def _entries(steps: Sequence[Record], verbose: bool) -> Iterator[Entry]:
    """The steps that are shown, premises first."""
    known = _Steps(steps, verbose)
    folded = {} if verbose else {each["step"]: known.branches(each) for each in known.told}
    unseen, cases = known.hidden.union(*folded.values()), known.cases()
    for step in known.told:
        if step["step"] not in unseen:
            branches = folded.get(step["step"], {})
            needs = (name for name in known.premises(step) if name not in branches)
            told, inside = tuple(branches.values()), cases[step["step"]]
            yield Entry(step, why(step), known.sources(needs), told, inside, known.ranging(step))


def _needs(entry: Entry) -> Iterator[str]:
    for source in (*entry.sources, *(each for branch in entry.branches for each in branch.sources)):
        if not source.hidden:
            yield source.step["step"]


def _groups(entries: Sequence[Entry], parts: int) -> Iterator[Group]:
    """Every step beside what it serves: a lemma is what several groups use."""
    place = {entry.step["step"]: number for number, entry in enumerate(entries)}
    users = defaultdict[int, set[int]](set)
    for number, entry in enumerate(entries):
        for name in _needs(entry):
            users[place[name]].add(number)
    ends = [number for number in range(len(entries)) if not users[number]]
    if len(entries) <= SHORT:
        yield Group("", tuple(entries))
        return
    serves = _serves(len(entries), users, _cones(len(entries), users))
    members = defaultdict[int, list[int]](list)
    for number in range(len(entries)):
        members[serves[number]].append(number)
    lemmas = 0
    for head in sorted(members):
        steps = tuple(entries[number] for number in members[head])
        if head in ends:
            part = f", part {ends.index(head) + 1}" if len(ends) == parts > 1 else ""
            yield Group(f"Claim{part}", steps, len(ends) == parts)
        else:
            lemmas += 1
            yield Group(f"Lemma {lemmas}", steps)


def _cones(size: int, users: Mapping[int, Collection[int]]) -> list[int]:
    """How many steps serve each step alone, itself with them."""
    served = [1] * size
    for number in range(size):
        if len(users[number]) == 1:
            (user,) = users[number]
            served[user] += served[number]
    return served


def _serves(size: int, users: Mapping[int, Collection[int]], cones: Sequence[int]) -> list[int]:
    """The head of the group of every step; small groups go to the first that uses them."""
    serves = [0] * size
    for number in reversed(range(size)):
        heads = {serves[user] for user in users[number]}
        others = min((cones[user] - cones[number] for user in users[number]), default=0)
        own = cones[number] >= LARGE and (len(users[number]) > 1 or others >= SMALL)
        serves[number] = number if own or len(heads) != 1 else heads.pop()
    while (small := _small(serves, users)) is not None:
        goes = min(serves[user] for user in users[small])
        serves = [goes if head == small else head for head in serves]
    return serves


def _small(serves: Sequence[int], users: Mapping[int, Collection[int]]) -> int | None:
    """The last head of few steps, of those that are used."""
    few = (head for head in set(serves) if users[head] and serves.count(head) < SMALL)
    return max(few, default=None)
