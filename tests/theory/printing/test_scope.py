"""The values of parameters in words, with their ends."""

from __future__ import annotations

from lossproof.theory.printing.scope import domains, phrase_text
from lossproof.theory.printing.text import line
from tests.together import together


@together(
    ("domain", "told"),
    [
        ("(interval 0 1 open closed)", "0 < q ≤ 1"), ("(interval 0 inf closed open)", "q ≥ 0"),
        ("(interval -inf 1 open open)", "q < 1"), ("(classes 2 inf)", "q ≥ 2"),
        ("(classes 2 5)", "2 ≤ q ≤ 5"), ("(samples 3 3)", "q = 3"),
        ("(label 4)", "q a label of 4 classes"), ("(label c)", "q a label"),
        ("(each 3 (label 2))", "every q[j] a label of 2 classes (3 entries)"),
        ("(each 2 (each 3 (interval 0 1 closed closed)))", "every 0 ≤ q[j, k] ≤ 1 (2 × 3 entries)"),
        ("(integer 2 5)", "q an integer from 2 to 5"), ("(integer 2 inf)", "q ≥ 2 an integer"),
    ],
)  # fmt: skip
def test_ends_that_belong_to_the_values_are_told_from_those_that_do_not(
    domain: str, told: str
) -> None:
    (phrase,) = domains({"q": domain})
    assert phrase_text(phrase, line) == told


def test_entries_have_letters_that_no_parameter_has() -> None:
    taken = dict.fromkeys("ijkl", "(label 2)")
    *_, phrase = domains({**taken, "z": "(each 3 (label 2))"})
    assert phrase_text(phrase, line).startswith("every z[a] ")
