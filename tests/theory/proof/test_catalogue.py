"""docs/rules.md shows every rule of proof by its docstring; run this file to write the page."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import lossproof
from lossproof.theory.proof import Fact, facts, rules
from tests.together import together

CATALOGUE = Path(__file__).resolve().parents[3] / "docs" / "rules.md"
HEAD = """# The rules of proof

A proof of a claim is a list of facts. Only the rules on this page can make a fact. Each rule is a
Python function, which raises `ProofError` if a premise or a side condition does not hold. Most
users need no rule by name, because the [automatic provers](provers.md) apply the rules. The page
[how to write a claim](claims.md) shows a proof by hand.

Each entry shows what a rule proves. For rules that are imported from `lossproof` the entry also
shows the side conditions and the theorem that the rule uses. For all other rules, `help(rule)` in
Python shows the side conditions.

## Notation

| notation | meaning |
|---|---|
| `premises ⊢ conclusion` | The premises imply the conclusion. |
| `(a ⊢ b)` as a premise | The premise is a proof of `b` that may assume `a`. |
| case assumption | A case assumption is a relation, such as `a`, that only such a proof may use. |
| `e(l)`, `e(s)`, `e(t)` | The expression contains a class `l`, a row or sample `s`, a column `t`. |
| "the domains must show" | The kernel must derive the condition from the domains of its symbols. |
| `c`, `n` | The number of classes is `c`, and the number of samples is `n`. |
| `[e = 0]` | The indicator is 1 if `e` is 0, and 0 otherwise. |
| `A'`, `v'` | The transpose of the matrix `A`, and of the vector `v`. |
| `p.given(name)` | In a proof `p`, this call returns the hypothesis called `name` as a fact. |
"""

Rule = Callable[..., Any]


def every_rule() -> Iterator[tuple[str, str, Rule]]:
    """The file, the name and the function of every rule: what in the kernel returns a fact."""
    yield "facts", "hypothesis", facts.hypothesis
    for name in ("at", "weakened", "negated"):
        yield "facts", f"Fact.{name}", getattr(Fact, name)
    for found in pkgutil.iter_modules(rules.__path__):
        module = importlib.import_module(f"{rules.__name__}.{found.name}")
        for name, rule in vars(module).items():
            own = inspect.isfunction(rule) and rule.__module__ == module.__name__
            if own and not name.startswith("_") and rule.__annotations__.get("return") == "Fact":
                yield f"rules/{found.name}", name, rule


def imports(file: str) -> list[str]:
    """The lines that import the rules of a file, from where users need not know the rooms first."""
    places = dict[str, list[str]]()
    for of, name, rule in every_rule():
        if of == file and "." not in name and hasattr(rules, name):
            ours = getattr(lossproof, name, None) is rule
            places.setdefault("lossproof" if ours else rules.__name__, []).append(name)
    return [
        line
        for place, names in sorted(places.items())
        for line in _imported(f"from {place} import ", names)
    ]


def _imported(start: str, names: list[str]) -> list[str]:
    """One line of at most 100 characters, or one for each name."""
    line = start + ", ".join(names)
    return [line] if len(line) <= 100 else [f"{start}(", *(f"    {each}," for each in names), ")"]


def catalogue() -> str:
    """The catalogue as Markdown, a section a file and an entry a rule."""
    text, last = [HEAD], ""
    for file, name, rule in every_rule():
        if file != last:
            text.append(f"## theory/proof/{file}.py\n")
            if lines := imports(file):
                text.append("\n".join(["```python", *lines, "```\n"]))
            last = file
        given = [p for p in inspect.signature(rule).parameters.values() if p.name != "self"]
        arguments = ", ".join(str(p.replace(annotation=p.empty)) for p in given)
        words = inspect.getdoc(rule) or ""
        if file != "facts" and getattr(lossproof, name, None) is not rule:
            words = words.partition("\n\n")[0]
        words = re.sub(r"(?m)^(\w+)\n-+$", r"\1:\n", words)
        text.append(f"### {name}({arguments})\n\n{words}\n")
    return "\n".join(text)


def test_the_catalogue_is_current() -> None:
    assert CATALOGUE.read_text(encoding="utf-8") == catalogue(), (
        "docs/rules.md is not what the docstrings say: python tests/theory/proof/test_catalogue.py"
    )


def test_every_rule_is_imported_by_the_lines_that_are_shown() -> None:
    for file, name, rule in every_rule():
        if "." in name or file == "facts":
            continue
        found = dict[str, Any]()
        exec("\n".join(imports(file)), found)
        assert found[name] is rule


def test_what_the_room_hands_out_is_in_the_catalogue() -> None:
    named = {name for _, name, _ in every_rule()}
    terms = {"above_zero", "any_counts", "between"}
    assert {name for name, rule in vars(rules).items() if inspect.isfunction(rule)} - terms <= named
    assert not named & terms


@together(("name", "rule"), [(name, rule) for _, name, rule in every_rule()])
def test_a_rule_says_what_follows_from_what(name: str, rule: Rule) -> None:
    first = (rule.__doc__ or "").partition("\n\n")[0]
    assert "⊢" in first, f"{name}: the docstring must open with premises ⊢ conclusion"


if __name__ == "__main__":
    CATALOGUE.write_text(catalogue(), encoding="utf-8")
