"""The texts that users read have no private words, and their sentences begin with a subject."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from lossproof.figures.catalogue import chosen
from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.records.store import FOLDER as RECORDS
from tests.together import together

ROOT = Path(__file__).parents[1]
PRIVATE = (
    "lean(s|ing)? on", "leant on", "told", "(is|are|be|was|were) kept", "mend(s|ed|ing)?", "drawn",
    "held no better", "no better than (it|they|these)", "readings?", "stands? (on|under|beside)",
    "turns? (some|the|an) .{,20} round", "rooms?", "for granted",
    "from nothing", "what is (said|asked|meant)", "Bayes' choice",
)  # fmt: skip
WORDS = re.compile(rf"\b({'|'.join(PRIVATE)})\b", re.IGNORECASE)
INVERTED = re.compile(r"(?:^|[.!?:] )((?:What|Of) \w+|That (?:is|was|it|an?|the|they|these)\b)")
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "docs/tutorials/*.ipynb", "examples/*/*.md")
    for path in ROOT.glob(pattern)
)


def prose(page: Path) -> str:
    """A page without code, formulas in backticks, and addresses of links."""
    text = page.read_text("utf-8")
    if page.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`]*`", "`", text)
    return re.sub(r"\]\([^)]*\)", "]", text)


def sentences(text: str) -> Iterator[str]:
    """The text in paragraphs, rows and items, each on one line."""
    for block in re.split(r"\n\s*\n|\n(?=[|#>-]|\d\. )", text):
        yield re.sub(r"^[|#>\s-]+|^\d\. ", "", " ".join(block.split()))


def commands(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """The help of a command and of those below it."""
    context = click.Context(command, info_name=name, terminal_width=80)
    yield name, re.sub(r"--[\w-]+", "", command.get_help(context))
    if isinstance(command, click.Group):
        for word, below in command.commands.items():
            yield from commands(below, f"{name} {word}")


SHOWN = (
    ("explain", "zhang2018.class-sum-bounds", "--ascii"),
    ("explain", "zhang2018.class-dependent"),
    ("explain", "imae.variance-underfits/underfits"),
    ("explain", "zhang2018.tightens-k03", "--html"),
    ("check", "sce.definition", "derived.mae-expected-gradient", "-v"),
    ("analyse", "(1-p)**2"),
    ("analyse", "1 - p*k", "--set", "k=1..2", "--classes", "2"),
    ("analyse", "1 - p", "max(p) - p", "--classes", "2"),
    ("explore", "zhang2018.tightens-k02", "--set", "c=10", "--points", "2000"),
    ("explain", "zhang2018.no-such-claim"),
    ("analyse", "1 - x"),
    ("check", "--without-proofs", "--update"),
    ("simulate", "--noise", "2"),
)


def outputs(words: tuple[str, ...]) -> str:
    """What a command prints and complains about, in paragraphs without tags."""
    done = CliRunner().invoke(main, words)
    return re.sub("<style>.*?</style>|<[^>]*>", " ", done.output, flags=re.DOTALL)


def titles() -> dict[str, str]:
    """The recorded title of every claim, by its id."""
    records = [json.loads(path.read_text("utf-8")) for path in RECORDS.glob("*/**/*.json")]
    return {record["id"]: record["title"] for record in records}


def errors() -> Iterator[tuple[str, str]]:
    """The place and the text, without values, of every error that is raised with a sentence."""
    for package in ("theory", "simulate", "figures", "paper_checks"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    texts = [each.value for part in node.exc.args for each in ast.walk(part)
                             if isinstance(each, ast.Constant) and isinstance(each.value, str)
                             and " " in each.value]  # fmt: skip
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", " ".join(texts)


def faults(text: str) -> list[str]:
    """The private words and inverted beginnings of a text."""
    return [
        match[1]
        for line in sentences(text)
        for pattern in (WORDS, INVERTED)
        for match in pattern.finditer(line)
    ]


def test_private_words_and_inversions_are_found() -> None:
    assert faults("A verdict leans on this.\n\nWhat holds is\ntold. A step is kept.") == [
        "leans on", "told", "is kept", "What holds"
    ]  # fmt: skip
    assert faults("A loss tolerates noise.\n| Of two | x |\n\nThat default is.") == ["Of two"]


@together("page", PAGES)
def test_a_page_is_in_plain_words(page: Path) -> None:
    assert not faults(prose(page))


@together(("name", "text"), [*commands(main, "lossproof")])
def test_help_is_in_plain_words(name: str, text: str) -> None:
    assert not faults(text), name


@together("words", SHOWN)
def test_output_is_in_plain_words(words: tuple[str, ...]) -> None:
    text = outputs(words)
    assert len(text) > 40
    assert not faults(text)


def test_errors_are_in_plain_words() -> None:
    found = dict(errors())
    assert len(found) > 500
    found = {place: text.replace("cannot be drawn", "") for place, text in found.items()}
    assert not {place: words for place, text in found.items() if (words := faults(text))}


def test_titles_and_captions_of_figures_are_in_plain_words() -> None:
    texts = [f"{each.title}. {each.caption}" for each in chosen((), put_in=False)]
    assert len(texts) > 10
    assert not [words for text in texts for words in faults(text)]


def test_titles_of_claims_are_in_plain_words_and_stand_alone() -> None:
    alone = re.compile(r"^The same\b|\bthe same[,:;]|^(It|This|That|These|They)\b")
    found = {
        name: words
        for name, title in titles().items()
        if (words := faults(title) + [match[0] for match in alone.finditer(title)])
    }
    assert not found
