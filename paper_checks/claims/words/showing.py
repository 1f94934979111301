"""Statements as formulas in one line, LaTeX and HTML, for whoever looks at a claim in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import chain

from lossproof.paper_checks.claims.words.naming import Where, defined
from lossproof.theory.printing.latex import inline
from lossproof.theory.printing.layout import Layout, Related
from lossproof.theory.printing.matching.folding import definitions, folded, used
from lossproof.theory.printing.mathml import mathml
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.scope import phrase_text, phrases, samples, shapes
from lossproof.theory.printing.terms import Term, read
from lossproof.theory.printing.text import line
from lossproof.theory.statement import Statement

Formula = Callable[[Layout], str]
MEASURED = "measured in training"


def in_line(statement: Statement | None, where: Where) -> str:
    """The conclusion in Unicode."""
    return MEASURED if statement is None else _Shown(statement, where).conclusion(line)


def in_latex(statement: Statement | None, where: Where) -> str:
    """What it ranges over, the hypotheses, and the conclusion, with formulas in dollars."""
    return MEASURED if statement is None else _Shown(statement, where).whole(inline)


def in_html(title: str, statement: Statement | None, where: Where, *after: str) -> str:
    """A title, the statement with formulas in MathML, and lines of text."""
    shown = MEASURED if statement is None else _Shown(statement, where).whole(mathml)
    return f"<div>{'<br>'.join([f'<b>{escape(title)}</b>', shown, *map(escape, after)])}</div>"


class _Shown:
    """A statement with the names of a claim for its quantities."""

    def __init__(self, statement: Statement, where: Where) -> None:
        self.record = statement.record()
        self.parameters = self.record["parameters"]
        self.known = definitions(defined(statement, where))
        own = chain.from_iterable((each.name, *each.arguments) for each in self.known)
        taken = {*self.parameters, *own}
        self.notation = Notation(taken, samples(self.parameters), shapes(self.parameters))

    def conclusion(self, formula: Formula) -> str:
        return self._parts(self.record["conclusion"], formula)

    def whole(self, formula: Formula) -> str:
        scope = ", ".join(phrase_text(phrase, formula) for phrase in phrases(self.parameters))
        groups = [*self.record["given"].values()]
        named = [*map(formula, self._named([*chain(*groups), *self.record["conclusion"]]))]
        return "; ".join([
            *([f"for {scope}"] if scope else []),
            *([f"where {', '.join(named)}"] if named else []),
            *(f"given {self._parts(texts, formula)}" for texts in groups),
            self.conclusion(formula),
        ])  # fmt: skip

    def _folded(self, text: str) -> Term:
        return folded(read(text), self.known)

    def _parts(self, texts: Sequence[str], formula: Formula) -> str:
        return ", ".join(formula(self.notation.term(self._folded(text))) for text in texts)

    def _named(self, texts: Sequence[str]) -> Iterator[Layout]:
        show = self.notation.term
        for each in used([*map(self._folded, texts)], self.known):
            yield Related((show(each.head), show(each.term)), ("=",))
