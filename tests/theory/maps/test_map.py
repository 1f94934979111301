"""Maps of statements: which parameters are axes, which run through integers, which are pinned."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from lossproof.theory.domain import Classes, Integer, Label, Real, Scores, Simplex
from lossproof.theory.language import ge, le, lt
from lossproof.theory.losses import lq
from lossproof.theory.maps import CertifiedMap, certified_map
from lossproof.theory.statement import Statement
from tests.together import together

c = Classes()
c.name = "c"


def statement(conclusion: Any, given: Any = None, **parameters: Any) -> Statement:
    for name, domain in parameters.items():
        domain.name = name
    return Statement(parameters, given or {}, conclusion)


def power(**options: Any) -> CertifiedMap:
    made = statement(
        lambda q, k, c: le(k**q * c, 2),
        {"k at least 1/c": lambda k, c: ge(k * c, 1)},
        q=Real(0, 1, open="left"), k=Real(0, 1), c=c,
    )  # fmt: skip
    return certified_map(made, **{"names": ("q", "k"), "depth": 5, **options})


def test_integers_without_a_value_give_a_row_of_maps() -> None:
    found = power()
    assert [sheet.fixed for sheet in found.sheets] == [{"c": k} for k in (2, 3, 4, 6, 10)]
    assert found.integer_axes == ()
    told: list[Any] = []
    assert len(power(pinned={"c": 3}, report=lambda *each: told.append(each)).sheets) == 1
    assert told == [({}, 1, 1)]


def test_integers_run_over_the_range_that_was_asked_for() -> None:
    made = statement(lambda q, c: le(q * c, 90), q=Real(0, 1), c=Integer(2, 99))
    assert power().unbounded == ("c",)
    told: list[Any] = []
    found = certified_map(made, ["q"], depth=3, report=lambda *each: told.append(each))
    assert [sheet.fixed["c"] for sheet in found.sheets] == [*range(2, 100)]
    assert told[0] == ({"c": 2}, 1, 98)
    assert found.unbounded == ()
    made = statement(lambda q, c: le(q * c, 90), q=Real(0, 1), c=Integer(2, 5000))
    with pytest.raises(ValueError, match=r"c has 4999 values from 2 to 5000, at most 1000 are"):
        certified_map(made, ["q"], depth=3)


def test_an_integer_axis_gives_a_table() -> None:
    found = power(names=("q", "c"), pinned={"k": "1/2"}, depth=None)
    assert found.integer_axes == ("c",)
    assert [sheet.fixed["c"] for sheet in found.sheets] == [2, 3, 4, 6, 10]
    states = [[s for s, _, _ in sheet.regions.intervals()] for sheet in found.sheets]
    assert states[0] == ["holds"]
    assert states[1] == ["fails", "undecided", "holds"]
    _, low, high = [*found.sheets[1].regions.intervals()][1]
    assert low <= sp.log(sp.Rational(3, 2), 2) <= high <= low + sp.Rational(2, 2**20)


def test_a_vector_with_a_value_settles_the_number_of_classes() -> None:
    made = statement(lambda q, f, y: le(q * f[y], 1), q=Real(0, 1), c=c, f=Simplex(c), y=Label(c))
    found = certified_map(made, ["q"], pinned={"f": ["1/6", "1/3", "1/2"], "y": 2}, depth=2)
    assert [(sheet.fixed["c"], sheet.fixed["y"]) for sheet in found.sheets] == [(3, 2)]
    with pytest.raises(ValueError, match="which sums to 5/6"):
        certified_map(made, ["q"], pinned={"f": ["1/3", "1/2"], "y": 0}, depth=2)
    with pytest.raises(ValueError, match="y must be a label"):
        certified_map(made, ["q"], pinned={"f": ["1/2", "1/2"], "y": 2}, depth=2)


def test_integers_alone_are_decided_exactly() -> None:
    made = statement(
        lambda m, n: lt(m * n, 6),
        {"ordered": lambda m, n: le(m, n)},
        m=Integer(1, 3), n=Integer(1, 4),
    )  # fmt: skip
    found = certified_map(made, ("m", "n"))
    assert found.sheets == ()
    states = {(int(env["m"]), int(env["n"])): state for env, state in found.points}
    assert len(states) == 12
    assert states[2, 1] == "outside"
    assert states[1, 4] == "holds"
    assert states[2, 3] == "fails"
    assert {s for _, s in certified_map(made, ("m", "n"), dropped=["ordered"]).points} == {
        "holds",
        "fails",
    }


def test_a_dropped_hypothesis_leaves_nothing_outside() -> None:
    assert power(pinned={"c": 2}).sheets[0].regions.share()["outside"] > 0
    dropped = power(pinned={"c": 2}, dropped=["k at least 1/c"])
    assert dropped.sheets[0].regions.share()["outside"] == 0


def test_entries_of_the_simplex_are_axes() -> None:
    made = statement(
        lambda f, q: le(f.total(lambda u: lq(u, q)), 2 / q), c=c, f=Simplex(c), q=Real(0, 1)
    )
    (sheet,) = certified_map(made, ("f[0]", "f[1]"), pinned={"c": 3, "q": "1/2"}, depth=5).sheets
    assert [axis.name for axis in sheet.regions.axes] == ["f[0]", "f[1]"]
    assert sheet.regions.at("3/4", "3/4") == "outside"
    assert sheet.regions.at("1/4", "1/4") == "holds"
    assert sum(sheet.fixed["f"]) == 1
    (slice_,) = certified_map(made, ("q", "f[1]"), pinned={"c": 5}, depth=3).sheets
    others = {slice_.fixed["f"][k] for k in (0, 2, 3, 4)}
    assert len(others) == 1


def test_a_declared_boundary_is_checked_and_kept() -> None:
    found = power(pinned={"c": 3}, boundary={"k": lambda q, c: (2 / c) ** (1 / q)}, depth=6)
    (form,) = found.sheets[0].closed
    assert form.name == "k"
    assert len(form.points) > 20
    assert found.sheets[0].curves[0].certified.all()
    with pytest.raises(ValueError, match=r"k = .* is not the boundary of the conclusion"):
        power(pinned={"c": 3}, boundary={"k": lambda q, c: (1 / c) ** q})


def test_a_boundary_of_a_parameter_that_is_no_axis_is_passed_over() -> None:
    found = power(names=("q",), pinned={"c": 3, "k": "1/2"}, boundary={"k": lambda q, c: q * c})
    assert found.sheets[0].closed == ()


@together(
    ("options", "sentence"),
    [
        ({"names": ("q", "z")}, "no parameter for the axis z; the parameters are q, k, c"),
        ({"names": ("q", "q")}, "one axis or two different axes; got q, q"),
        ({"names": ("q", "k", "c")}, "one axis or two different axes"),
        ({"names": ("q", "c")}, r"k needs a value \(--set k=…\): it must be in \[0, 1\]"),
        ({"pinned": {"q": 1}}, "q is an axis: do not give it a value as well"),
        ({"pinned": {"z": 1}}, "no parameter for a value of z"),
        ({"pinned": {"c": 1}}, "c must be a number of classes of at least 2; got 1"),
        (
            {"dropped": ("rate",)},
            "no hypothesis is called rate; the hypotheses are: k at least 1/c",
        ),
        ({"depth": 13}, "depth 13"),
        ({"names": ("q[0]",), "pinned": {"k": 0}}, "q is one number without entries"),
    ],
)
def test_bad_input_gets_one_clear_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        power(**options)


def test_what_cannot_be_an_axis_is_refused() -> None:
    vector = statement(
        lambda f, s, a, y: le(f.total(), a + s.total() + y),
        c=c, f=Simplex(c), s=Scores(c), a=Real(0), y=Label(c),
    )  # fmt: skip
    for names, pinned, sentence in [
        (("s",), {}, "cannot be an axis"),
        (("f",), {}, r"f has several entries: use one of them as the axis, such as f\[0\]"),
        (("s[0]",), {"c": 2}, "cannot be an axis"),
        (
            ("f[0]", "f[1]"),
            {"c": 2, "a": 1, "s": [1, 1]},
            "one entry must remain, because the others determine it",
        ),
        (
            ("a",),
            {"c": 2, "f": [1, 0], "s": [1, 1]},
            "a is unbounded above: a map needs a finite range",
        ),
    ]:
        with pytest.raises(ValueError, match=sentence):
            certified_map(vector, names, pinned=pinned)


def test_labels_run_through_the_classes() -> None:
    made = statement(lambda a, y: le(a, y + 1), c=c, a=Real(0, 2), y=Label(c))
    found = certified_map(made, ("a",), pinned={"c": 2})
    assert [sheet.fixed["y"] for sheet in found.sheets] == [0, 1]


def test_a_jump_at_one_point_leaves_its_cell_undecided() -> None:
    """The derivatives of the two steps cancel, though the sides differ where they jump."""
    place = sp.Rational(12345, 99991)
    step: Any = sp.Heaviside
    said = statement(
        lambda x: le(step(x - place, sp.Rational(1, 2)), step(x - place, 0)), x=Real(0, 1)
    )
    assert said.at({"x": place}).missed
    (sheet,) = certified_map(said, ("x",), depth=5).sheets
    assert sheet.regions.at(place) == "undecided"
    assert sheet.regions.at("1/2") == "holds"
