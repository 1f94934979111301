"""Determinants and other functions are printed with brackets, matrices by their names."""

from __future__ import annotations

from lossproof.theory.printing.glossary import glossary
from lossproof.theory.printing.latex import displayed, inline
from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.mathml import mathml
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.scope import phrase_text, phrases
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line
from tests.together import together

MIXED = "(det #0 #1 c (+ (* w (delta #1 #0)) (at T #0 #1) (* -1 w (at T #0 #1))))"


def shown(text: str, *taken: str) -> Layout:
    return Notation(taken).term(read(text))


@together(
    ("text", "told"),
    [
        (MIXED, "det(w·I + T − w·T)"),
        ("(det #0 #1 c (at T #0 #1))", "det(T)"),
        ("(det #0 #1 c (+ (at T #1 #0) (delta #0 #1)))", "det_{j,k<c} (T[k, j] + [j = k])"),
        ("(det #0 #1 c (+ (* (at p #0) (delta #0 #1)) (at T #0 #1)))",
         "det_{j,k<c} (p[j]·[j = k] + T[j, k])"),
        ("(det #0 #1 c (+ w (at T #0 #1)))", "det_{j,k<c} (w + T[j, k])"),
    ],
)  # fmt: skip
def test_only_weighted_matrices_are_named(text: str, told: str) -> None:
    assert line(shown(text, "c", "w", "T")) == told


def test_the_identity_is_introduced_and_no_parameter_is_called_so() -> None:
    told = ["".join(phrase_text(each, line)) for each in glossary([shown(MIXED, "w", "T")])]
    assert told == ["I is the identity matrix"]
    assert "I" not in line(shown(MIXED, "w", "T", "I"))
    assert not glossary([shown("(det #0 #1 c (at T #0 #1))", "T")])


def test_the_sum_stands_in_brackets_everywhere() -> None:
    assert displayed(shown(MIXED, "w", "T")) == r"\[ \det\left(w\,I + T - w\,T\right) \]"
    assert inline(shown("(det #0 #1 c (at T #0 #1))", "T")) == r"$\det(T)$"
    assert r"\det(w" in inline(shown(MIXED, "w", "T"))
    assert '<mo form="prefix" fence="true">(' in mathml(shown(MIXED, "w", "T"))


def test_of_several_the_words_are_plural() -> None:
    parameters = {
        "c": "(classes 2 inf)",
        "i": "(label c)",
        "k": "(label c)",
        "T": "(each c (simplex c))",
        "S": "(each c (simplex c))",
        "Q": "(joint c)",
        "y": "(label c)",
    }
    told = [phrase_text(each, line) for each in phrases(parameters)]
    assert told[1:] == ["i, k labels", "T, S transition matrices", "Q a joint distribution",
                        "y a label"]  # fmt: skip


def test_a_power_of_a_function_is_no_power_of_its_argument() -> None:
    assert displayed(shown("(^ (log x) 2)")) == r"\[ \log\left(x\right)^{2} \]"
    squares = "(* (^ (det #0 #1 c (at T #0 #1)) 2) (^ (det #0 #1 c (at U #0 #1)) 2))"
    assert displayed(shown(squares, "T", "U")) == (
        r"\[ \det\left(T\right)^{2}\,\det\left(U\right)^{2} \]"
    )


def test_a_number_and_a_name_are_no_other_number() -> None:
    assert line(shown("(* 2 E5)", "E5")) == "2·E5"


def test_a_number_between_two_has_a_name_of_its_own() -> None:
    between = read('(* x (between "u1"))')
    assert line(Notation({"x"}).term(between)) == "x·u1"
    for taken in ("u1", "u_1"):  # which LaTeX prints alike
        assert line(Notation({"x", taken}).term(between)) == "x·z1"
    assert line(Notation({"x", "u"}, shapes={"u": ("c",)}).term(between)) == "x·z1"


def test_an_index_has_no_letter_that_a_parameter_is_printed_as() -> None:
    total = read("(sum #0 c (at T #0 j_))")
    assert line(Notation({"c", "T", "j_"}).term(total)) == "Σ_{k<c} T[k, j_]"
    assert line(Notation({"c", "k_"}).term(read("(at f @class)"))) == "f[l]"


def test_a_largest_entry_is_no_parameter() -> None:
    entry = read('(at f (largest "m_f"))')
    assert line(Notation({"f"}).term(entry)) == "f[m_f]"
    assert line(Notation({"f", "m_f"}).term(entry)) == "f[z_f]"
    shown = Notation({"f", "m_f"}).term(read("(at f m_f)"))
    assert not glossary([shown])
    assert glossary([Notation({"f"}).term(entry)])
