"""The allowed domains of a statement, copied when the statement is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy, deepcopy
from types import MappingProxyType
from typing import Any

import sympy

from lossproof.theory.domain.base import Domain
from lossproof.theory.domain.counts import Classes, Integer, Label, Samples
from lossproof.theory.domain.families import Each, Scores, Transitions
from lossproof.theory.domain.joints import Joint
from lossproof.theory.domain.points import Real, Simplex
from lossproof.theory.language import posing

KINDS = (Classes, Each, Integer, Joint, Label, Real, Samples, Scores, Simplex, Transitions)


def kept(domains: Mapping[str, Domain]) -> Mapping[str, Domain]:
    """Immutable copies of the domains, with the names of their parameters.

    Raises
    ------
    ValueError
        If a domain has another class, overrides a method, or has an end or a size that is no plain
        number, so that its facts would be unverified; if it has no number of classes; or if its
        name is no valid name of a parameter.
    """
    given = dict(domains)
    for number, (name, domain) in enumerate(given.items()):
        if type(name) is not str or not name.isidentifier():
            raise ValueError(f"the name of a parameter must be a word; got {name!r}")
        _check(name, domain)
        _check_counts(name, domain, [*given.items()][:number])
    copies = deepcopy(given)
    called = {name: _called(name, domain) for name, domain in copies.items()}
    return MappingProxyType({name: _fixed(domain) for name, domain in called.items()})


def _called(name: str, domain: Domain) -> Domain:
    """The domain, or a copy if another parameter has it too."""
    if domain.name == name:
        return domain
    alike = copy(domain)
    alike.name = name
    return alike


def _fixed(domain: Domain) -> Domain:
    """The domain, of which nothing can be changed any more, with those in it."""
    for value in vars(domain).values():
        if isinstance(value, Domain):
            _fixed(value)
    vars(domain)["fixed"] = True
    return domain


def _check(name: str, domain: Domain) -> None:
    kind = type(domain)
    methods = [key for key in vars(domain) if callable(getattr(kind, key, None))]
    if kind not in KINDS or methods:
        raise ValueError(
            f"the domain of {name} must be one of {', '.join(k.__name__ for k in KINDS)} as "
            f"it is; got {kind.__name__}{''.join(f' with its own {x}' for x in methods)}: write "
            "further conditions as a hypothesis"
        )
    if isinstance(domain, Each):
        _check(name, domain.inner)
    for size in () if isinstance(domain, Each) else domain.class_sizes():
        is_count = isinstance(size, int) and not isinstance(size, bool) and size >= 1
        if not (is_count or isinstance(size, Domain)):
            raise ValueError(
                f"the number of classes of {name} must be a whole number from 1 on, or a "
                f"parameter that is one; got {size}"
            )
    for key, value in vars(domain).items():
        if not _plain(value):
            raise ValueError(
                f"{key} of {name} must be a plain number, text or truth value; got {value!r}"
            )
    if isinstance(domain, (Classes, Samples)) and domain.low < (least := type(domain)().low):
        raise ValueError(f"{name} must be at least {least}; got low = {domain.low}")


def _check_counts(name: str, domain: Domain, above: Sequence[tuple[str, Domain]]) -> None:
    """`ValueError` unless every count of a family is a number, or a parameter above it."""
    counts = [known for known, other in above if isinstance(other, Integer)]
    while isinstance(domain, Each):
        count, domain = domain.count, domain.inner
        if isinstance(count, Domain) and count.name not in counts:
            raise ValueError(
                f"the number of values of {name} must be a whole number, or an integer that is a "
                f"parameter above it: write n = {type(count).__name__}(…) above {name}, and n in "
                "the place of the domain"
            )


def _plain(value: Any) -> bool:
    """Whether the value is a number, a text, a truth value or another domain."""
    if isinstance(value, Domain):
        return type(value) in KINDS and all(map(_plain, vars(value).values()))
    if type(value) is tuple:
        return all(map(_plain, value))
    return type(value) in (bool, int, str, type(None)) or (
        isinstance(value, sympy.Rational) and not posing(value)
    )
