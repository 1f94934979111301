"""`lossproof sharpen`: the best constant is found, proved and shown to be the best; or enclosed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sympy
from click.testing import CliRunner
from sympy import Eq, Max, Min, Piecewise, Rational, exp, floor, log

from lossproof.paper_checks.claims import Claim, Paper, Registry, check
from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.reports.runs.sharpening import lines
from lossproof.paper_checks.sharpening import freed, sharpen
from lossproof.theory.domain import Classes, Integer, Label, Real, Simplex, Transitions
from lossproof.theory.language import different, eq, every_class, ge, gt, le, lt


def claim(conclusion: Any, given: Any = None, **domains: Any) -> Claim:
    registry = Registry()
    notes = Paper("notes", "notes", registry=registry)
    parts = {**domains, "given": given or {}, "conclusion": staticmethod(conclusion)}
    stated = type("Stated", (), {"__doc__": "It holds.", "__module__": __name__, **parts})
    notes.claim("stated", locus="page 1", kind="ineq")(stated)
    return registry["notes.stated"]


def squares(least: bool = False) -> Claim:
    c = Classes()
    relation = ge if least else le

    def conclusion(f: Any, K: Any) -> Any:
        return relation(f.total(lambda u: u**2), K)

    return claim(conclusion, c=c, f=Simplex(c), K=Real())


def test_a_bound_that_depends_on_the_number_of_classes() -> None:
    found = sharpen(squares(least=True), "K", seconds=10)
    assert (found.outcome, found.holds, found.monotone) == ("sharp", "below", "PROVED")
    assert found.proved == 1 / found.freed.symbols["c"]
    assert found.equality == {"f": "every f[j] = 1/c"}
    for name in ("holds", "fails beyond", "weaker"):
        assert found.records[name]["verdict"] == "PROVED"
        assert found.records[name]["evidence"]["kind"] == "derivation"


@pytest.mark.nightly("7 s: a proof for every form of the constant")
def test_without_letters_it_is_the_best_for_all_of_them() -> None:
    found = sharpen(squares(least=True), "K", letters=[], seconds=1)
    assert found.freed.letters == ()
    # The infimum over all c is 0, which no c attains, and the search looks at a few c only.
    assert found.outcome != "sharp"
    assert found.proved is None or found.proved <= Rational(1, 5)


def test_a_bound_that_a_vertex_attains() -> None:
    found = sharpen(squares(), "K", seconds=10)
    assert (found.outcome, found.proved) == ("sharp", 1)
    assert found.equality == {"f": "f[0] = 1, 0 at each other class"}


@pytest.mark.parametrize(
    ("form", "low", "best", "at"),
    [
        (lambda u: u * (1 - u) ** 2, 0, Rational(4, 27), "u = 1/3"),
        (lambda u: u * (2 - u) ** 3, 0, Rational(27, 16), "u = 1/2"),
        (lambda u: u**2 * (1 - u) ** 3, 0, Rational(108, 3125), "u = 2/5"),
        (lambda u: u * exp(-u), 0, exp(-1), "u = 1"),
    ],
)
def test_a_number_inside_the_range(form: Any, low: Any, best: Any, at: str) -> None:
    domain = Real(low, 1)
    found = sharpen(claim(lambda u, K: le(form(u), K), u=domain, K=Real()), "K", seconds=10)
    assert (found.outcome, found.proved, found.equality) == ("sharp", best, {"u": at})


def test_what_is_only_approached_is_enclosed() -> None:
    stated = claim(lambda u, K: ge(-log(u), K * (1 - u)), u=Real(0, 1, open="both"), K=Real())
    found = sharpen(stated, "K", seconds=10)
    assert (found.outcome, found.holds, found.proved) == ("enclosed", "below", 1)
    assert not found.attained
    assert 1 < found.refuted <= 1 + Rational(1, 10**4)
    below = check(claim(lambda u: ge(-log(u), found.refuted * (1 - u)), u=Real(0, 1, open="both")))
    assert below.verdict == "REFUTED"


def test_without_a_closed_form_two_rationals_enclose_it() -> None:
    stated = claim(lambda u, K: le(u * (1 - u) * exp(u), K), u=Real(0, 1), K=Real())
    found = sharpen(stated, "K", seconds=10)
    best = float(sympy.nsimplify("(sqrt(5) - 2)*exp((sqrt(5) - 1)/2)"))
    assert (found.outcome, found.form) == ("enclosed", None)
    assert float(found.refuted) < best < float(found.proved)
    assert float(found.proved) - float(found.refuted) < 1e-4
    assert found.records["holds"]["verdict"] == "PROVED"
    assert found.records["fails"]["verdict"] == "REFUTED"


def test_the_largest_rate_that_is_tolerated() -> None:
    stated = claim(
        lambda u, v, eta: ge((1 - 2 * eta) * u, (1 - 2 * eta) * v),
        {"rate": lambda eta, K: lt(eta, K), "order": lambda u, v: ge(u, v)},
        u=Real(0, 1), v=Real(0, 1), eta=Real(0, 1), K=Real(),
    )  # fmt: skip
    found = sharpen(stated, "K", seconds=10)
    assert (found.holds, found.proved) == ("below", Rational(1, 2))
    assert found.outcome in ("sharp", "enclosed")


def test_the_second_checker_knows_that_a_delta_is_its_own_positive_power() -> None:
    c = Classes()

    def vertex(c: Any, f: Any) -> Any:
        return every_class(lambda j: eq(f[j], Piecewise((1, Eq(j, 0)), (0, True))), c)

    def conclusion(f: Any, q: Any) -> Any:
        return eq(f.total(lambda u: u**q), 1)

    parts = {"c": c, "f": Simplex(c)}
    at_vertex = {"vertex": vertex}
    assert check(claim(conclusion, at_vertex, **parts, q=Real(0, open="left"))).verdict == "PROVED"
    # 0^0 is 1, and there are c of these.
    assert check(claim(conclusion, at_vertex, **parts, q=Real(0))).verdict != "PROVED"


def test_an_equality_has_no_best_constant() -> None:
    stated = claim(lambda u, K: eq(u, K), u=Real(0, 1), K=Real())
    with pytest.raises(ValueError, match="sharpen an inequality"):
        sharpen(stated, "K")


def test_a_constant_without_a_direction_is_refused() -> None:
    stated = claim(lambda u, K: le(u, K * (1 - K)), u=Real(0, 1), K=Real())
    with pytest.raises(ValueError, match="neither a larger nor a smaller K"):
        sharpen(stated, "K", seconds=5)


def test_what_fails_for_every_constant_is_said_to() -> None:
    found = sharpen(claim(lambda x, K: le(x**2, K), x=Real(), K=Real()), "K", seconds=5)
    assert found.outcome == "no bound found"
    assert found.proved is None


def test_a_constant_that_grows_with_the_classes_is_no_missing_bound() -> None:
    stated = claim(lambda c, u, K: le(u * Max(1, c / 20), K), c=Classes(), u=Real(0, 1), K=Real())
    assert sharpen(stated, "K", seconds=4).outcome in ("open", "sharp")


def test_a_letter_may_be_zero() -> None:
    stated = claim(lambda q, u, K: le(q * u, K), q=Real(0, 1), u=Real(0, 1), K=Real())
    assert repr(sharpen(stated, "K", letters=["q"], seconds=2)).endswith("sharp, K ≥ q")


def test_an_end_at_which_a_term_has_no_value_is_no_point_of_equality() -> None:
    stated = claim(lambda x, K: ge((x**2 - x) / x, K), x=Real(0, 1, open="left"), K=Real())
    found = sharpen(stated, "K", seconds=4)
    assert found.outcome == "enclosed"
    assert found.proved == -1


def test_a_term_that_occurs_once_is_replaced_and_other_parts_left_out() -> None:
    found = freed(check("zhang2018.class-sum-bounds", seconds=1).case.claim.statement, "(c - 1)/q")
    assert set(found.statement.given) == {"g at a vertex", "h uniform"}
    assert found.letters == ("q", "c")
    (part,) = found.statement.symbolic_conclusion
    assert part.rhs == found.symbol


@pytest.mark.parametrize(
    ("over", "says"),
    [("right", "occurs 2 times"), ("c + 17", "does not occur"), ("f", "must be a real number")],
)
def test_an_unclear_constant_is_refused(over: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        sharpen("zhang2018.class-sum-bounds", over)


def test_the_command_writes_what_is_proved(tmp_path: Path) -> None:
    path = tmp_path / "claims_mine.py"
    path.write_text(
        "from lossproof import Paper, Real, le\n"
        "mine = Paper('sharpened', 'my notes')\n"
        "@mine.claim('parabola', locus='page 1', kind='ineq')\n"
        "class Parabola:\n"
        "    'u (1 - u) is at most K.'\n"
        "    u = Real(0, 1)\n"
        "    K = Real()\n"
        "    def conclusion(u, K):\n"
        "        return le(u * (1 - u), K)\n"
    )
    done = CliRunner().invoke(main, ["sharpen", str(path), "--over", "K"])
    assert done.exit_code == 0, done.output
    assert "✓ K = 1/4 is the best constant: PROVED" in done.stdout
    assert "every smaller K fails at u = 1/2: PROVED" in done.stdout
    (found,) = json.loads(
        CliRunner().invoke(main, ["sharpen", str(path), "--over", "K", "--json"]).stdout
    )
    assert found["outcome"] == "sharp"
    assert found["proved"]["text"] == "1/4"


def test_a_claim_that_has_no_best_constant_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "claims_two.py"
    path.write_text(
        "from lossproof import Paper, Real, le, lt\n"
        "mine = Paper('two', 'my notes')\n"
        "def stated(name, said):\n"
        "    body = {'__doc__': 'It holds.', 'u': Real(0, 1), 'K': Real(), 'conclusion': said}\n"
        "    mine.claim(name, 'page 1')(type('Stated', (), body))\n"
        "stated('first', lambda u, K: le((u - K)**2, 1))\n"
        "stated('second', lambda u, K: le(u, K))\n"
    )
    done = CliRunner().invoke(main, ["sharpen", str(path), "--over", "K"])
    assert done.exit_code == 1
    assert done.stderr.startswith("two.first: neither a larger nor a smaller K makes")
    assert "✓ K = 1 is the best constant: PROVED" in done.stdout


def test_a_strict_hypothesis_is_not_weakened_where_nothing_approaches_it() -> None:
    parts = {"f": Simplex(2), "y": Label(2), "z": Label(2), "K": Real()}
    apart = {"apart": lambda y, z: different(y, z)}
    stated = claim(lambda f, y, z, K: le(f[y] * f[z], K), apart, **parts)
    found = sharpen(stated, "K", seconds=4).found
    assert [each.extreme.value for each in found] == [pytest.approx(0.25)]


def test_hypotheses_that_contradict_each_other_have_no_best_constant() -> None:
    above = {"above": lambda u: gt(u, 1)}
    found = sharpen(claim(lambda u, K: le(u, K), above, u=Real(0, 1), K=Real()), "K", seconds=4)
    assert (found.proved, found.found) == (None, ())


@pytest.mark.parametrize("scale", [1, 10**8])
def test_a_point_that_says_nothing_of_the_constant_is_passed_over(scale: int) -> None:
    def conclusion(u: Any, K: Any) -> Any:
        return le((1 - u) ** 2 / scale, K * (1 - u) / scale)  # of every K at u = 1

    found = sharpen(claim(conclusion, u=Real(0, 1), K=Real()), "K", seconds=10)
    assert (found.outcome, found.proved) == ("sharp", 1)


HALF_OF_FEW: Any = lambda c, u: ge(u, Min(Rational(1, 2), 10 / c))  # noqa: E731


@pytest.mark.parametrize(
    ("conclusion", "given", "best"),
    [
        (HALF_OF_FEW, {"h": lambda u, K: ge(2 * u, K)}, 1),  # min(1, 20/c)
        (
            lambda u, K: le(u, K),
            {"h": lambda u, K: le(K, 1 - Rational(1, 10**10) + 2 * (1 - u))},  # 1 - 10^-10/3
            1,
        ),
        (
            lambda u: ge(u, Rational(1, 2)),
            {
                "h": lambda u, K: ge(u, K),
                "g": lambda c, v, K: ge(v * Min(1, 10 / c), K),  # 10/c, from c = 20 on
            },
            Rational(1, 2),
        ),
    ],
)
def test_a_constant_that_some_hypothesis_forbids_beyond_is_not_the_best(
    conclusion: Any, given: Any, best: Any
) -> None:
    parts = {"c": Classes(), "u": Real(0, 1), "v": Real(0, 1), "K": Real()}
    found = sharpen(claim(conclusion, given, **parts), "K", seconds=4)
    assert (found.outcome, found.proved) == ("enclosed", best)


@pytest.mark.parametrize("strict", [True, False])
def test_a_hypothesis_with_the_constant_is_met_beyond_it(strict: bool) -> None:
    rate = {"rate": lambda u, K: (lt if strict else le)(2 * u, K)}
    found = sharpen(claim(lambda u: le(u * (1 - u), u / 2), rate, u=Real(0, 1), K=Real()), "K")
    assert found.outcome in ("open", "no failure found")
    stated = claim(lambda u: le(u**2, Rational(1, 4)), rate, u=Real(0, 1), K=Real())
    found = sharpen(stated, "K", seconds=4)
    assert (found.outcome, found.holds, found.proved) == ("sharp", "below", 1)


def test_a_hypothesis_about_the_number_of_classes_is_kept() -> None:
    c = Classes()
    few = {"few": lambda c, v: le(v, c / 10)}  # c is at least 10
    parts = {"c": c, "f": Simplex(c), "v": Real(1, 2), "K": Real()}
    stated = claim(lambda c, f, K: ge(f.total(lambda u: u**2) + c, K), few, **parts)
    assert sharpen(stated, "K", letters=[], seconds=4).refuted is None


def test_a_point_that_leaves_the_simplex_is_no_point_of_equality() -> None:
    parts = {"f": Simplex(2), "n": Integer(1, 20), "K": Real()}
    stated = claim(lambda f, n, K: ge((f[0] - (6 + n) / 12) ** 2, K), **parts)
    found = sharpen(stated, "K", seconds=4)  # of n = 20 the best constant is 49/36
    assert (found.outcome, found.proved) == ("enclosed", 0)


def test_the_best_constant_lies_in_its_domain() -> None:
    c = Classes()
    parts = {"c": c, "f": Simplex(c), "K": Real(0)}
    found = sharpen(claim(lambda c, f, K: le(f[0] - c / 12, K), **parts), "K", seconds=4)
    assert found.proved is None  # max(0, 1 - c/12)


@pytest.mark.parametrize(
    ("conclusion", "given", "domains"),
    [
        # Beside each: a constant at which it holds, and a larger one at which it does not.
        (lambda x, K: le((3 * x - x**2) / 2, K), {"x": lambda x, K: le(x, K)},
         {"x": Real(Rational(1, 2), 1), "K": Real(0, 2)}),  # 1/4, 1/2
        (lambda x, K: le(2 * x * (1 - x) + x**2, K), {"x": lambda x, K: le(x, K)},
         {"x": Real(0, 1), "K": Real(0, 1)}),  # 0, 1/2
        (lambda x, K: le(x, K), {"x": lambda x, K: (ge((x - 1) * (x - 5), 0), le(x, K + 1))},
         {"x": Real(0, 6), "K": Real(0, 20)}),  # 2, 9/2
    ],
)  # fmt: skip
def test_a_hypothesis_is_not_used_to_show_itself(conclusion: Any, given: Any, domains: Any) -> None:
    with pytest.raises(ValueError, match="makes the claim weaker at every point"):
        sharpen(claim(conclusion, given, **domains), "K", seconds=5)


def test_no_part_is_left_out_if_a_hypothesis_has_the_constant() -> None:
    def conclusion(u: Any, K: Any) -> Any:
        return le(u, K + Rational(1, 2)), ge(u**2, Rational(1, 3))

    given = {"u": lambda u, K: ge(u, K)}
    found = sharpen(claim(conclusion, given, u=Real(0, 1), K=Real(0, 1)), "K", seconds=10)
    assert (found.outcome, str(found.proved)) == ("sharp", "sqrt(3)/3")
    assert not found.freed.left_out
    told = [*lines(found.record())]
    assert "  ✓ no smaller K holds, and any near it fails at u = K: PROVED" in told


def test_a_part_that_is_left_out_is_told() -> None:
    stated = claim(lambda u, K: (le(u, K), le(u, Rational(1, 2))), u=Real(0, 1), K=Real())
    found = sharpen(stated, "K", seconds=5)
    assert (found.outcome, found.proved) == ("sharp", 1)
    assert "  the claim also says, whatever K is: u ≤ 1/2" in lines(found.record())


def test_no_constant_outside_its_domain_is_refuted() -> None:
    stated = claim(lambda u, K: le(u * (1 - u), K), u=Real(0, 1), K=Real(Rational(1, 4), 1))
    found = sharpen(stated, "K", seconds=5)
    assert (found.proved, found.refuted) == (Rational(1, 4), None)
    assert found.outcome == "open"


@pytest.mark.parametrize(
    "conclusion", [lambda u, K: le(3 * u, floor(K)), lambda u, K: ge(u / u, K)]
)
def test_a_constant_without_a_slope_and_a_number_that_is_cancelled(conclusion: Any) -> None:
    found = sharpen(claim(conclusion, u=Real(0, 1), K=Real(0, 10)), "K", seconds=2)
    assert found.outcome in ("open", "enclosed", "no failure found")


@pytest.mark.parametrize(
    ("conclusion", "parameters"),
    [
        # At c = 2, at n = 1 and at q >= 1/2 every constant holds.
        (lambda c, u: le(u, 1 / c), {"c": Classes(), "u": Real(0, Rational(1, 2))}),
        (lambda n, u: le(n * u, 1), {"n": Integer(1, 9), "u": Real(0, 1)}),
        (lambda q, u: le(u, 2 * q), {"q": Real(0, 1), "u": Real(0, 1)}),
    ],
)
def test_a_point_that_leaves_its_domain_for_some_letters_is_none(
    conclusion: Any, parameters: Any
) -> None:
    given = {"u": lambda u, K: le(u, K)}
    stated = claim(conclusion, given, **parameters, K=Real())
    letters = ["q"] if "q" in parameters else None
    assert sharpen(stated, "K", letters=letters, seconds=5).outcome != "sharp"


def test_a_constant_outside_its_domain_is_not_refuted_at_other_letters() -> None:
    def conclusion(n: Any, T: Any, K: Any) -> Any:
        return le(T[0][0] / n**2, K)

    stated = claim(conclusion, n=Integer(1500, 1600), T=Transitions(2), K=Real(0))
    assert sharpen(stated, "K", seconds=5).refuted is None


@pytest.mark.parametrize(
    ("conclusion", "given", "closed", "opened"),
    [
        # At q = 0 no constant holds, or any, or those above no number; or the best is 0, not 1.
        (lambda q, u, K: ge(K * u * q, u), {}, "open", "sharp"),
        (lambda q, u, K: ge(exp(K), q * u), {}, "open", "sharp"),
        (lambda u: ge(u, 1), {"h": lambda q, u, K: ge(u, K * q)}, "open", "sharp"),
        (lambda q, u, K: le(u * q, K), {"h": lambda q, u: le(q * u, 1)}, "enclosed", "sharp"),
    ],
)
def test_a_form_that_sympy_cancels_has_a_value_for_all_letters(
    conclusion: Any, given: Any, closed: str, opened: str
) -> None:
    for ends, outcome in (("none", closed), ("left", opened)):
        numbers = {"q": Real(0, 1, open=ends), "u": Real() if given else Real(0, 1), "K": Real()}
        found = sharpen(claim(conclusion, given, **numbers), "K", letters=["q"], seconds=5)
        assert found.outcome == outcome


def test_a_hypothesis_may_be_called_as_a_conclusion_is() -> None:
    for name in ("conclusion", "statement", "given"):
        given = {name: lambda u: ge(u, Rational(2, 3))}
        stated = claim(lambda u: ge(u**2, Rational(1, 3)), given, u=Real(0, 1))
        found = sharpen(stated, "2/3", seconds=5)
        assert (found.holds, found.outcome) == ("above", "sharp")
        assert float(found.proved) == pytest.approx(3**-0.5, abs=1e-4)


def test_a_statement_that_sympy_changes_is_refused() -> None:
    digits = log(1000) / log(10)
    stated = claim(lambda x: le(x + 0 ** (3 - floor(digits)), 1), x=Real(0, 1))
    with pytest.raises(ValueError, match="cannot be sharpened, as it is not seen that"):
        sharpen(stated, "right", seconds=2)


def test_a_letter_that_only_the_freed_term_has_stays() -> None:
    found = sharpen(claim(lambda c, u: le(u, c), c=Classes(), u=Real(0, 1)), "right", seconds=5)
    assert (found.outcome, found.proved) == ("sharp", 1)


def test_the_name_of_another_constant_is_not_taken() -> None:
    stated = claim(lambda L, K: le(L * (1 - L), K), L=Real(0, 1), K=Real())
    assert sharpen(stated, "K", seconds=5).proved == Rational(1, 4)
