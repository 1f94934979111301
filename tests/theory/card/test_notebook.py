"""A card in a notebook says what the terminal says: marks, scopes, reasons, sections."""

from __future__ import annotations

import re

from lossproof.theory.card import analyse, merged, reason_of, scope_of


def test_every_line_stands_with_its_mark_scope_and_reason() -> None:
    card = analyse("1 - p", classes=(2, 3))
    html = card._repr_html_()
    plain = re.sub(r"<[^>]*>", "", html)
    for title, lines in card.sections.items():
        assert f">{title}</th>" in html
        for group in merged(lines):
            for part in (group[0].says, f"[{scope_of(group)}]", reason_of(group)):
                told = part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                assert told.replace("'", "&#x27;").replace('"', "&quot;") in plain


def test_lines_that_differ_in_the_classes_only_stand_once() -> None:
    card = analyse("-log(p)", classes=(2, 3, 10))
    html = card._repr_html_()
    groups = sum(len([*merged(lines)]) for lines in card.sections.values())
    assert html.count('<td title="') == groups < len(card.lines)


def test_what_is_typed_is_no_markup() -> None:
    card = analyse("1 - p", classes=(2,))
    object.__setattr__(card, "name", "<script>")
    assert "<script>" not in card._repr_html_()
