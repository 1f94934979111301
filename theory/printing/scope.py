"""The domains of the parameters of a statement, in formulas and words.

A phrase is a list of layouts and words for a printer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import groupby
from string import ascii_lowercase
from typing import Any

from lossproof.theory.printing.layout import Entry, Layout, Name, Related
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import Term, read

Phrase = list[Layout | str]
_INTEGERS = ("an integer", "integers")
_THINGS = {
    "label": "labels",
    "vector": "vectors",
    "matrix": "matrices",
    "distribution": "distributions",
}
_ENDS = {"open": "<", "closed": "<="}


def phrases(parameters: Mapping[str, str]) -> Iterator[Phrase]:
    """A phrase for every run of parameters with the same domain, in order."""
    notation = _notation(parameters)
    for text, run in groupby(parameters, key=lambda name: parameters[name]):
        yield _phrase([*run], read(text), notation)


def domains(parameters: Mapping[str, str]) -> Iterator[Phrase]:
    """A phrase for every parameter, in order."""
    notation = _notation(parameters)
    for name, text in parameters.items():
        yield _phrase([name], read(text), notation)


def _notation(parameters: Mapping[str, str]) -> Notation:
    """The notation of the domains; the numbers of classes and samples are its whole sizes."""
    heads = ("(samples ", "(classes ")
    whole = [name for name, domain in parameters.items() if domain.startswith(heads)]
    return Notation(parameters, samples(parameters), whole=whole)


def samples(parameters: Mapping[str, str]) -> list[str]:
    """The parameters that are numbers of samples."""
    return [name for name, domain in parameters.items() if domain.startswith("(samples ")]


def shapes(parameters: Mapping[str, str]) -> dict[str, tuple[Term, ...]]:
    """The sizes of the parameters that are vectors or matrices."""
    named = {name: _shape(read(domain)) for name, domain in parameters.items()}
    return {name: shape for name, shape in named.items() if shape}


def _shape(domain: Any) -> tuple[Term, ...]:
    head, size, *_ = domain
    if head not in ("simplex", "joint", "each"):
        return ()
    inside = _shape(domain[2]) if head == "each" else (size,) * (head == "joint")
    return (size, *inside)


def phrase_text(
    phrase: Phrase, formula: Callable[[Layout], str], words: Callable[[str], str] = str
) -> str:
    """A phrase as text; the functions write formulas and words."""
    return "".join(words(part) if isinstance(part, str) else formula(part) for part in phrase)


def _phrase(run: list[str], domain: Term, notation: Notation) -> Phrase:
    first = "ijkl" if domain[1] in notation.samples else "jkli"  # type: ignore[index]
    letters = (letter for letter in (*first, *ascii_lowercase) if letter not in notation.taken)
    places, sizes, inner = list[Layout](), list[Any](), domain
    while isinstance(inner, tuple) and inner[0] == "each" and not _has_name(inner):
        places.append(Name(next(letters)))
        sizes.append(inner[1])
        inner = inner[2]
    shown = [Entry(name, tuple(places)) if places else Name(name) for name in run]
    before, about = "every " if places else "", _about(inner, notation)
    told = any(size not in notation.whole for size in sizes)
    end = [f" ({' × '.join(map(str, sizes))} entries)"] if told else []
    if not isinstance(about, str):
        low, high, signs = about
        integer = isinstance(inner, tuple) and inner[0] == "integer"
        integers = _INTEGERS[len(run) > 1] if integer and signs != ("=",) else ""
        if integers and low:
            return [*_listed(list(shown), before), f" {integers} from ", low, " to ", high, *end]
        if low or high:
            sides = [tuple(part for part in (low, middle, high) if part) for middle in shown]
            ranges = _listed([Related(parts, signs) for parts in sides], before)
            return [*ranges, *([f" {integers}"] if integers else []), *end]
        about = "real"
    if len(run) > 1 and not places:
        about = _several(about)
    return [*_listed(list(shown), before), f" {about}", *end]


def _several(about: str) -> str:
    """The plural of a description: `labels`, `transition matrices (2 classes)`."""
    one = about.removeprefix("a ")
    if one == about:
        return about
    for thing, things in _THINGS.items():
        one = one.replace(thing, things, 1)
    return one


def _listed(shown: list[Any], before: str) -> Phrase:
    phrase: Phrase = [before] if before else []
    for k, part in enumerate(shown):
        phrase += [", ", part] if k else [part]
    return phrase


def _has_name(domain: Any) -> bool:
    """Whether the family has a name: a matrix, scores."""
    _, size, inner = domain
    return (inner[0] == "simplex" and inner[1] == size) or (
        inner[0] == "interval" and inner[1:] == ("-inf", "inf", "open", "open")
    )


def _about(domain: Any, notation: Notation) -> Any:
    """The domain of a value: words, or bounds with their relations."""
    head, *parts = domain
    match head:
        case "interval":
            low, high, left, right = parts
            signs = [_ENDS[left]] * (low != "-inf") + [_ENDS[right]] * (high != "inf")
            above = low != "-inf" and high == "inf"
            if above:
                signs = [{"<": ">", "<=": ">="}[signs[0]]]
            bounds = (_bound(low, notation), _bound(high, notation))
            return (*(bounds[::-1] if above else bounds), tuple(signs))
        case "classes" | "integer" | "samples":
            low, high = parts
            if low == high:
                return None, _bound(low, notation), ("=",)
            if high == "inf":
                return None, _bound(low, notation), (">=",)
            return _bound(low, notation), _bound(high, notation), ("<=", "<=")
        case "simplex":
            where = "inside" if parts[1:] else "on"
            return f"{where} the simplex{_of(parts[0], notation)}"
        case "label":
            return f"a label of {parts[0]} classes" if isinstance(parts[0], Fraction) else "a label"
        case "joint":
            return f"a joint distribution{_of(parts[0], notation)}"
        case "each":
            _, size, inner = domain
            if inner[0] == "simplex":
                positive = " of positive entries" * (len(inner) > 2)
                return f"a transition matrix{_of(size, notation)}{positive}"
            return f"a vector of real numbers{_of(size, notation)}"
        case _:
            raise ValueError(f"{head} is not a domain")


def _of(size: Any, notation: Notation) -> str:
    if isinstance(size, Fraction):
        return f" ({size} classes)"
    return "" if size in notation.whole else f" ({size} entries)"


def _bound(end: Any, notation: Notation) -> Layout | None:
    return None if end in ("inf", "-inf") else notation.term(end)
