"""A claim with one constant left free: a parameter of it, or a term in the place of which one goes.

Parameters that nothing names are left out, and the parts of the conclusion without the constant if
no hypothesis has it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from lossproof.paper_checks.claims.agreeing import unread
from lossproof.theory.domain import Classes, Domain, Integer, Real, Samples
from lossproof.theory.language import Every, Relation, flatten
from lossproof.theory.language.definedness import obligations
from lossproof.theory.language.relations import replaced_in
from lossproof.theory.statement import Condition, Statement, call_by_name
from lossproof.theory.statement.variants import changed, edited, in_sides

NAMES = ("K", "C", "B", "M")
SIDES = {"left": "lhs", "right": "rhs"}


@dataclass(frozen=True)
class Freed:
    """A statement with a free constant.

    Attributes
    ----------
    statement : with the constant as a parameter
    name : of this parameter
    letters : the parameters that the constant may depend on
    printed : what stands there in the claim; None of a parameter
    left_out : parts of the conclusion that the statement does not have
    """

    statement: Statement
    name: str
    letters: tuple[str, ...]
    printed: Any | None
    left_out: tuple[Any, ...] = ()

    @property
    def symbol(self) -> Any:
        """The constant."""
        return self.statement.symbolic()[self.name]

    @property
    def symbols(self) -> dict[str, Any]:
        """The symbol of every letter."""
        every = self.statement.symbolic()
        return {name: every[name] for name in self.letters}

    @property
    def in_conclusion(self) -> bool:
        """Whether the conclusion holds it; a hypothesis does otherwise."""
        return _has(self.statement.tree.conclusion, self.symbol)

    def at(self, value: Any) -> Statement:
        """The claim with this value of the constant, an expression in the letters."""
        said = self._placed(value)
        parameters = {n: d for n, d in self.statement.parameters.items() if n != self.name}
        return Statement(parameters, said, said.pop(""), self.statement.name)

    def held(self, value: Any) -> Statement:
        """The claim with this value, and that it exists and lies in the domain of the constant."""
        claim, term = self.at(value), sympy.sympify(value)
        inside = (*has_value(term), *self.statement.parameters[self.name].facts(term).values())
        if not inside:
            return claim
        said = {name: saying(each) for name, each in claim.tree.given.items()}
        both = (*each(claim.tree.conclusion), *inside)
        return Statement(claim.parameters, said, saying(both), claim.name)

    def contains(self, value: Any, letters: Mapping[str, Any]) -> bool:
        """Whether an expression in the letters is a value of the constant at these."""
        at = {self.symbols[name]: number for name, number in letters.items()}
        number = sympy.sympify(value).xreplace(at)
        return not number.is_number or number in self.statement.parameters[self.name]  # type: ignore[operator]

    def weaker(self, *, up: bool) -> Iterator[Statement]:
        """What makes the claim at any larger constant weaker than at this one, or at any smaller.

        At each point the hypotheses at the other constant give those at this one, and so does the
        conclusion at this one that at the other, under the hypotheses at the other.
        """
        other = unused(self.statement)
        symbol = sympy.Symbol(other, **self.symbol.assumptions0)
        domain = self.statement.parameters[self.name]
        tree, before = self.statement.tree, self.symbol
        held = {name: said for name, said in tree.given.items() if _has(said, before)}
        given = {
            f"{name}, at {other}": saying(replaced_in(said, {before: symbol}))
            for name, said in held.items()
        }
        order = Relation(symbol, ">=" if up else "<=", before)
        given[f"{other} beyond {self.name}"] = saying(order)
        parameters = {**self.statement.parameters, other: renamed(domain, other)}
        if held:
            yield Statement(parameters, given, saying((*held.values(),)), self.statement.name)
        if self.in_conclusion:
            here = {f"holds at {self.name}": saying(tree.conclusion)}
            there = saying(replaced_in(tree.conclusion, {before: symbol}))
            yield Statement(parameters, {**given, **here}, there, self.statement.name)

    def _placed(self, value: Any) -> dict[str, Any]:
        known, tree = {self.symbol: sympy.sympify(value)}, self.statement.tree
        said = {name: saying(replaced_in(each, known)) for name, each in tree.given.items()}
        return {**said, "": saying(replaced_in(tree.conclusion, known))}


def has_value(term: Any) -> Iterator[Relation]:
    """That the term has a value, if that is not evident: SymPy may cancel it where it is put."""
    if obligations(term):
        yield Relation(term, "==", term)


def unused(statement: Statement) -> str:
    """A name for another value of the constant."""
    names = itertools.chain(["L"], (f"L{k}" for k in itertools.count(1)))
    return next(name for name in names if name not in statement.parameters)


def freed(statement: Statement, over: str, letters: Collection[str] | None = None) -> Freed:
    """The statement with one constant left free.

    Parameters
    ----------
    statement : Statement
    over : str
        A real parameter; or "right" or "left" for a side of the conclusion; or a term of the
        conclusion, or else of a hypothesis, such as "(c - 1)/q".
    letters : names of parameters, optional
        What the constant may depend on. By default what stands there depends on, and for a
        parameter the numbers of classes and samples, and other integers.

    Raises
    ------
    ValueError
        If there is no such parameter or term, or more than one, or SymPy changes the statement.
    """
    if statement.tree and (why := unread(statement)):
        raise ValueError(f"{statement.name} cannot be sharpened, as it is not seen {why}")
    if over in statement.parameters:
        found, name, printed = statement, over, None
        if type(statement.parameters[over]) is not Real:
            raise ValueError(
                f"{over} must be a real number to be sharpened, as in {over} = Real(); it is "
                f"{statement.parameters[over].describe()}"
            )
    else:
        names = itertools.chain(NAMES, (f"K{k}" for k in itertools.count(1)))
        name = next(name for name in names if name not in statement.parameters)
        found, printed = _opened(statement, over, name)
    symbol = found.symbolic()[name]
    chosen = tuple(letters) if letters is not None else _letters(found, name, printed)
    for each in chosen:
        domain = found.parameters.get(each)
        if each == name or type(domain) not in (Real, Classes, Samples, Integer):
            numbers = [
                n for n, d in found.parameters.items() if type(d) in (Real, Classes, Integer)
            ]
            raise ValueError(
                f"a letter must be a number of the claim, one of "
                f"{', '.join(n for n in numbers if n != name) or 'none'}; got {each}"
            )
    kept, left_out = _about(found, symbol, chosen)
    for part in flatten(kept.tree.conclusion):
        if part.sign == "==":
            raise ValueError(
                f"the conclusion {part} is an equality, which holds for one value of a constant "
                "only: sharpen an inequality"
            )
    missing = [each for each in chosen if each not in kept.parameters]
    letters = tuple(each for each in chosen if each not in missing)
    return Freed(kept, name, letters, printed, left_out)


def _letters(statement: Statement, name: str, printed: Any | None) -> tuple[str, ...]:
    if printed is not None:
        used = {str(symbol) for symbol in printed.free_symbols}
        return tuple(n for n in statement.parameters if n in used)
    kinds = (Classes, Samples, Integer)
    return tuple(n for n, d in statement.parameters.items() if type(d) in kinds and n != name)


def _opened(statement: Statement, over: str, name: str) -> tuple[Statement, Any]:
    """The statement with a new parameter in the place of a term, and the term."""
    symbol = sympy.Symbol(name, real=True)
    ways = [*_places(statement, over, symbol)]
    whole = [way for way in ways if way[2]] or ways
    if len(whole) != 1:
        where = "does not occur" if not whole else f"occurs {len(whole)} times"
        raise ValueError(
            f"{over!r} {where} in the claim: name a parameter; left or right for a side of the "
            "conclusion, with the number of its part, as in right 2; or a term that occurs once, "
            f"of {_listed(statement)}"
        )
    made, term, _ = whole[0]
    if used := {str(s) for s in term.free_symbols} - {*_numbers(statement)}:
        raise ValueError(
            f"a constant must depend only on numbers of the claim ({', '.join(_numbers(statement))}"
            f"); {over} depends on {', '.join(sorted(used))}"
        )
    parameters = {**statement.parameters, name: Real()}
    return Statement(parameters, made.given, made.conclusion, statement.name), term


def _places(statement: Statement, over: str, symbol: Any) -> Iterator[tuple[Statement, Any, bool]]:
    """Every statement with the symbol in one place of the term, the term, whether it is a side."""
    every = [*_relations(statement.tree.conclusion)]
    parts = [each for each in every if each.sign != "=="]
    word, _, number = over.partition(" ")
    if word in SIDES and (not number or number.isdigit()):
        chosen = every[int(number) - 1 : int(number)] if number else parts
        for part in chosen:
            side = getattr(part, SIDES[word])
            new = part._replace(**{SIDES[word]: symbol})
            yield _with(statement, part, new), side, True
        return
    term = _term(statement, over)
    for said in (parts, [*_hypotheses(statement)]):
        found = False
        for part in said:
            for side in ("lhs", "rhs"):
                if _equal(getattr(part, side), term):
                    found = True
                    yield _with(statement, part, part._replace(**{side: symbol})), term, True
            if not found:
                for way in in_sides(lambda old: iter([lambda: symbol] * (old == term)))(part):
                    found = True
                    yield _with(statement, part, way()[1]), term, False
        if found:
            return


def _with(statement: Statement, old: Relation, new: Relation) -> Statement:
    """The statement with one relation in the place of another."""

    def edit(relation: Relation) -> Iterator[Callable[[], tuple[str, Relation]]]:
        if relation is old:
            yield lambda: ("", new)

    for way in edited(statement.tree.conclusion, edit):
        return changed(statement, conclusion=way()[1])
    for name, said in statement.tree.given.items():
        for way in edited(said, edit):
            return changed(statement, {name: way()[1]})
    raise AssertionError("the relation is not part of the statement")


def _relations(said: Any) -> Iterator[Relation]:
    if isinstance(said, Relation):
        yield said
    elif isinstance(said, Every):
        yield from _relations(said.said)
    else:
        for part in said:
            yield from _relations(part)


def _hypotheses(statement: Statement) -> Iterator[Relation]:
    for said in statement.tree.given.values():
        yield from _relations(said)


def _term(statement: Statement, over: str) -> Any:
    """A typed term, with the symbols of the statement."""
    try:
        text = Condition(f"{over} <= 0", statement.parameters)
    except ValueError as error:
        raise ValueError(str(error).replace(" <= 0", "")) from error
    (relation,) = flatten(call_by_name(text, statement.symbolic()))
    return relation.lhs


def _equal(side: Any, term: Any) -> bool:
    if side == term:
        return True
    if not side.free_symbols <= {*term.free_symbols}:
        return False
    return sympy.expand(side - term) == 0


def _listed(statement: Statement) -> str:
    parts = [*flatten(statement.tree.conclusion)]
    return "; ".join(f"({k}) {part}" for k, part in enumerate(parts, start=1))


def _numbers(statement: Statement) -> list[str]:
    kinds = (Real, Classes, Samples, Integer)
    return [n for n, d in statement.parameters.items() if type(d) in kinds]


def _about(
    statement: Statement, symbol: Any, letters: Collection[str]
) -> tuple[Statement, tuple[Any, ...]]:
    """The statement without the parts of the conclusion that the symbol is no part of, and these.

    All parts stay if a hypothesis has the symbol: it then says where they must hold.
    """
    conclusion, given = each(statement.tree.conclusion), statement.tree.given.values()
    within = [part for part in conclusion if _has(part, symbol)]
    if not within or any(_has(said, symbol) for said in given):
        within = conclusion
    names = {str(symbol), *letters}.union(*(named(statement, each) for each in (*within, *given)))
    names |= _sizes(statement.parameters, names)
    parameters = {n: d for n, d in statement.parameters.items() if n in names}
    said = {n: saying(each) for n, each in statement.tree.given.items()}
    ends = within[0] if len(within) == 1 else tuple(within)
    left_out = tuple(part for part in conclusion if part not in within)
    return Statement(parameters, said, saying(ends), statement.name), left_out


def _sizes(parameters: Mapping[str, Domain], names: Iterable[str]) -> set[str]:
    """The numbers of classes and samples of these parameters."""
    found = set[str]()
    for name in names:
        domain: Any = parameters[name]
        while True:
            sizes = [*domain.class_sizes(), getattr(domain, "count", None)]
            found |= {each.name for each in sizes if isinstance(each, Domain)}
            if not hasattr(domain, "inner"):
                break
            domain = domain.inner
    return found


def each(said: Any) -> list[Any]:
    if isinstance(said, (Relation, Every)):
        return [said]
    return [part for inner in said for part in each(inner)]


def _has(said: Any, symbol: Any) -> bool:
    return any(side.has(symbol) for part in flatten(said) for side in _sides(part))


def _sides(part: Relation) -> tuple[Any, ...]:
    """Both sides, and the terms beside them that need a value."""
    return part.lhs, part.rhs, *part.beside


def named(statement: Statement, said: Any) -> set[str]:
    """The parameters that something said names."""
    found = set[str]()
    for part in flatten(said):
        for side in _sides(part):
            found |= {str(each) for each in side.free_symbols}
            found |= {str(each.label) for each in side.atoms(sympy.IndexedBase)}
    return found & set(statement.parameters)


def renamed(domain: Domain, name: str) -> Domain:
    found = Real(domain.low, domain.high)  # type: ignore[attr-defined]
    found.open_low, found.open_high = domain.open_low, domain.open_high  # type: ignore[attr-defined]
    found.name = name
    return found


def saying(said: Any) -> Callable[[], Any]:
    return lambda: said
