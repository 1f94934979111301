"""Cards: what the second checker confirms is decided, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sympy
from sympy import Rational

from lossproof.paper_checks.cards import analyse, confirmed, deciding, fixed
from lossproof.paper_checks.cards.sentences import decide
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.theory import card as asking
from lossproof.theory.card import Line, Sentence
from lossproof.theory.card.loss import Reading, Subject
from lossproof.theory.card.questions.sums import bounded
from lossproof.theory.card.sentences.lines import sentences
from lossproof.theory.domain import Classes, Real
from lossproof.theory.language import ge, le
from lossproof.theory.losses import parse
from lossproof.theory.statement import Statement

DECIDED = ("PROVED", "REFUTED")


def only(text: str, *questions: str, classes: tuple[int, ...] = (2, 3)) -> tuple[Line, ...]:
    """The lines of a card about some questions, confirmed."""
    card = asking.analyse(text, parse(text).expression, classes=classes)
    sections = {
        title: tuple(line for line in lines if line.question in questions)
        for title, lines in card.sections.items()
    }
    return confirmed(replace(card, sections=sections)).lines


def test_every_decided_line_has_a_record_that_the_second_checker_confirms() -> None:
    lines = analyse("1-p", classes=(2, 3)).lines
    computed = {line.question for line in lines if line.verdict not in DECIDED}
    assert computed <= {"class-dependent noise"}  # the provers do not always find it
    for line in lines:
        assert bool(line.records) == (line.verdict in DECIDED)
        for record in line.records:
            recheck(record, {})


@pytest.mark.parametrize(
    ("text", "least"),
    [("10**12*abs(p-1e-12)", 0), ("max(1-10**12*p, 10**12*p-1)", 0),
     ("10**10*abs(p-1e-10) - p**2", Rational(-1, 10**20))],
)  # fmt: skip
def test_a_kink_close_to_an_end_is_where_the_loss_is_least(text: str, least: Any) -> None:
    (line,) = only(text, "bounded")
    assert (line.verdict, line.values["least"]) == ("PROVED", least)


@pytest.mark.parametrize("text", ["exp(-p)", "1/(1+p)"])
def test_the_largest_rate_of_a_convex_loss_is_proved(text: str) -> None:
    lines = [line for line in only(text, "largest rate") if " only if " not in line.says]
    assert [line.verdict for line in lines] == ["PROVED"]


def test_an_altered_record_is_rejected() -> None:
    (line,) = only("1-p", "symmetric")
    (record,) = line.records
    altered = {**record, "statement": {**record["statement"], "conclusion": ["(== 0 1)"]}}
    with pytest.raises(RejectedError):
        recheck(sealed(altered), {})


def asked(verdict: Any, least: int, points: tuple[dict[str, Any], ...] = ()) -> Line:
    """A line that expects `verdict` of `p >= least` for p in [0, 1]."""
    statement = Statement({"p": Real(0, 1)}, {}, lambda p: ge(p, least))
    sentence = Sentence(statement, points)
    return Line("bounded", verdict, "p is large", "c >= 2", "", sentences=(sentence,))


def decided(line: Line) -> Line:
    card = asking.analyse("1-p", classes=(2,))
    (found,) = confirmed(replace(card, sections={"values": (line,)})).lines
    return found


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (asked("PROVED", 0), "PROVED"),
        (asked("PROVED", 1), "COMPUTED"),
        (asked("REFUTED", 1, ({"p": 0},)), "REFUTED"),
        (asked("REFUTED", 1, ({"p": 1},)), "COMPUTED"),
        (asked("UNDECIDED", 0), "PROVED"),
        (asked("UNDECIDED", 1), "REFUTED"),
        (replace(asked("PROVED", 0), sentences=()), "COMPUTED"),
        (replace(asked("UNDECIDED", 0), sentences=()), "UNDECIDED"),
    ],
)
def test_what_the_card_expects_decides_nothing(line: Line, verdict: str) -> None:
    found = decided(line)
    assert found.verdict == verdict
    assert bool(found.records) == (verdict in DECIDED)


@pytest.mark.parametrize(
    ("least", "only", "verdict"),
    [
        (0, "PROVED", "PROVED"),
        (0, "REFUTED", "UNDECIDED"),
        (1, "PROVED", "UNDECIDED"),
        (1, "REFUTED", "REFUTED"),
    ],
)
def test_a_statement_that_is_not_the_line_decides_one_way(
    least: int, only: Any, verdict: str
) -> None:
    line = asked("UNDECIDED", least)
    (sentence,) = line.sentences
    assert decided(replace(line, sentences=(replace(sentence, only=only),))).verdict == verdict


def test_a_minimiser_with_equal_entries_has_its_argmax_at_every_label() -> None:
    """The loss of both labels is (p - 1/2)^2, which only (1/2, 1/2) minimises."""
    (line,) = only("(p-1/2)**2", "argmax preserved", classes=(2,))
    assert line.verdict == "UNDECIDED"


def test_an_order_that_one_sample_keeps_is_undecided() -> None:
    (line,) = only("p*(1-p)", "order preserved", classes=(2,))
    assert (line.verdict, line.records) == ("UNDECIDED", ())


def test_a_computed_line_that_fails_says_so() -> None:
    found = decided(asked("REFUTED", 1, ({"p": 1},)))
    assert found.says == "it is false that p is large"


@pytest.mark.parametrize(
    ("text", "question", "verdict"),
    [
        ("-log(p)", "bounded", "REFUTED"),
        ("exp(-p)", "convex in p", "PROVED"),
        ("exp(-p)", "convex in logits", "REFUTED"),
        ("-log(p)", "uniform noise", "REFUTED"),
        ("(1-p)**2+others(p**2)", "ranks labels", "PROVED"),
        ("(1-p)/sum(1-p)", "symmetric", "PROVED"),
        ("-(1-p)**2*log(p)", "proper", "REFUTED"),
    ],
)
def test_questions(text: str, question: str, verdict: str) -> None:
    lines = only(text, question)
    assert {line.verdict for line in lines} == {verdict}
    assert all(line.records for line in lines)


def test_a_loss_without_a_least_value_has_no_argmax_of_its_minimisers() -> None:
    (line,) = only("log(1-p)", "argmax preserved")
    assert line.verdict == "UNDECIDED"


def test_what_refutes_a_statement_of_one_line_does_not_refute_a_weaker_line_with_it() -> None:
    false = asked("UNDECIDED", 1)
    weaker = replace(false, sentences=(replace(false.sentences[0], only="PROVED"),))
    true = asked("UNDECIDED", 0)
    stronger = replace(true, sentences=(replace(true.sentences[0], only="REFUTED"),))
    card = asking.analyse("1-p", classes=(2,))
    lines = confirmed(replace(card, sections={"values": (false, weaker, true, stronger)})).lines
    assert [line.verdict for line in lines] == ["REFUTED", "UNDECIDED", "PROVED", "UNDECIDED"]


def test_over_a_range_the_parameter_is_one_of_the_statement() -> None:
    over = asking.Range(sympy.Integer(0), sympy.Integer(1))
    card = asking.analyse_family("(1-p**q)/q", {}, "q", over, classes=(2,))
    (line,) = confirmed(replace(card, sections={"values": card.about("bounded")})).lines
    assert (line.verdict, line.scope) == ("PROVED", "c >= 2, 0 < q <= 1")
    (record,) = line.records
    assert record["statement"]["parameters"]["q"] == "(interval 0 1 open closed)"


@pytest.mark.parametrize(
    ("text", "verdict", "words"),
    [
        ("10**12*abs(p-1e-12)", "PROVED", "ranges from 0 to"),  # attained at one point
        ("1/(1-log(p))", "PROVED", "ranges from 0 to 1"),  # approached at a vertex, slowly
        ("p*log(p)", "PROVED", "ranges from ≈ −0.367879441 to 0"),  # no value at a vertex
        ("(p-1/3)**2*(1-p)", "PROVED", "ranges from ≈ 0 to 1/9"),  # certified to 1e-9
    ],
)
def test_a_loss_has_values_near_the_ends_of_its_range(text: str, verdict: str, words: str) -> None:
    (line,) = only(text, "bounded", classes=(2,))
    assert line.verdict == verdict
    assert words in line.says


def test_a_line_that_fails_at_some_number_of_classes_says_which() -> None:
    said = Sentence(Statement({"c": Classes()}, {}, lambda c: le(c, 2)))
    open_ = Line("symmetric", "UNDECIDED", "two classes", "c >= 2", "", sentences=(said,))
    card = asking.analyse("1-p", classes=(2,))
    (line,) = confirmed(replace(card, sections={"values": (open_,)})).lines
    assert (line.verdict, line.scope) == ("REFUTED", "c = 3")


def test_bounds_that_the_loss_does_not_reach_are_not_confirmed_as_its_range() -> None:
    name = "10**12*abs(p-1e-12)"
    subject = Subject(Reading.of(name, parse(name).expression), (2,))
    (true,) = bounded(subject)
    false = replace(true, values={**true.values, "least": sympy.Integer(-1)})
    card = asking.analyse("1-p", classes=(2,))
    asked = tuple(replace(each, sentences=sentences(subject, each)) for each in (true, false))
    lines = confirmed(replace(card, sections={"values": asked})).lines
    assert [line.verdict for line in lines] == ["PROVED", "COMPUTED"]


def test_bounds_of_a_loss_to_simulate_are_confirmed() -> None:
    assert fixed("1-p", parse("1-p").expression, 3).supremum == 1
    assert fixed("-log(p)", parse("-log(p)").expression, 3).supremum is None


def test_a_sentence_is_decided_once_unless_it_has_more_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked_for = list[float]()

    def counted(*given: Any, **more: Any) -> Any:
        asked_for.append(given[3])
        return decide(*given, **more)

    monkeypatch.setattr(deciding, "decide", counted)
    monkeypatch.setattr(deciding, "_KNOWN", {})
    p = Statement({"p": Real(0, 1)}, {}, lambda p: ge(p * (1 - p), 0))
    one = Line("bounded", "PROVED", "p is there", "c >= 2", "", sentences=(Sentence(p),))
    two = replace(one, says="it is so", question="ranks labels")
    lines = [deciding._decided(line, "card.x", 4.0) for line in (one, two, one)]
    assert [line.verdict for line in lines] == ["PROVED"] * 3
    assert [line.records[0]["title"] for line in lines] == [one.says, two.says, one.says]
    assert len(asked_for) == 1
    false = Statement({"p": Real(0, 1)}, {}, lambda p: ge(p, 1))
    wrong = replace(one, sentences=(Sentence(false),))
    for seconds in (0.5, 0.5, 0.52, 1.0):
        assert deciding._decided(wrong, "card.x", seconds).verdict == "COMPUTED"
    assert asked_for[1:] == [0.5 * deciding.MOST, 1.0 * deciding.MOST]
