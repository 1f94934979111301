"""A proof that was found is written as a function that runs to the same end."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from sympy import Abs, KroneckerDelta, Max, Rational, exp, log, sqrt

from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.reports.written import proofs
from lossproof.paper_checks.reports.written.proofs import proof_text
from lossproof.theory.domain import (
    Classes,
    Domain,
    Each,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
)
from lossproof.theory.language import class_sum, eq, ge, gt, iff, le, lt, sample_mean
from lossproof.theory.proof import Derivation, ProofError
from lossproof.theory.provers import easy
from lossproof.theory.statement import Proof, Statement


def found(said: Any, **domains: Domain) -> tuple[Statement, Derivation]:
    for name, domain in domains.items():
        domain.name = name
    statement = Statement(domains, {}, said)
    proof = Proof(statement)
    facts = [easy(goal, proof.known()) for goal in proof.goals]
    return statement, proof.conclude([fact for fact in facts if fact])


C, N = Classes(), Samples()


def unit() -> Real:
    return Real(0, 1, open="both")


@pytest.mark.parametrize(
    ("said", "domains"),
    [
        (lambda x: ge(exp(x), 1 + x), {"x": Real()}),
        (
            lambda u, q: ge((1 - u**q) / q, 1 - u),
            {"u": unit(), "q": unit()},
        ),
        (lambda p: le(log(p), p * exp(-1)), {"p": Real(0, open="left")}),
        (lambda u1: ge(exp(u1), 1 + u1), {"u1": Real()}),
        (lambda f1: le(sqrt(1 + f1), 1 + f1 / 2), {"f1": Real(0)}),
        (lambda a, b: le(2 * Max(a, b), a + b + Abs(a - b)), {"a": Real(), "b": Real()}),
        (lambda h: le(h**2 * (1 - h), Rational(4, 27)), {"h": Real(0, 1)}),
        (lambda c, f: ge(f.total(lambda u: u**2), 1 / c), {"c": C, "f": Simplex(C)}),
        (
            lambda c, f, y, T: le(class_sum(lambda j: T[y][j] * f[j], c), 1),
            {"c": C, "f": Simplex(C), "y": Label(C), "T": Transitions(C)},
        ),
        (
            lambda c, f, y: eq(
                class_sum(lambda j: KroneckerDelta(j, y) * Abs(f[j] - 1), c), 1 - f[y]
            ),
            {"c": C, "f": Simplex(C), "y": Label(C)},
        ),
        (
            lambda c, f, T, v: eq(
                class_sum(lambda s: f[s] * class_sum(lambda j: T[s][j] * v[s], c), c),
                class_sum(lambda s: f[s] * v[s], c),
            ),
            {"c": C, "f": Simplex(C), "T": Transitions(C), "v": Scores(C)},
        ),
        (
            lambda n, a, x: ge(sample_mean(lambda i: Max(a[i], x), n), x),
            {"n": N, "a": Each(N, Real()), "x": Real()},
        ),
        (lambda x, z: iff(lt(x, z), gt(2 * z, 2 * x)), {"x": Real(), "z": Real()}),
    ],
)
def test_what_is_found_is_written(said: Any, domains: dict[str, Domain]) -> None:
    statement, derivation = found(said, **domains)
    text = proof_text(statement, derivation)
    names: dict[str, Any] = {}
    exec(text, names)
    proof = Proof(statement)
    again = proof.conclude(names["prove"](proof))
    assert again.uses == derivation.uses
    assert max(map(len, text.splitlines())) < 200


def test_hypotheses_may_have_any_names() -> None:
    given = {'the "rate"': lambda x: ge(x, 1), "a\\b": lambda x: le(x, 9)}
    statement = Statement({"x": Real()}, given, lambda x: ge(10 * x, x**2 + 9))
    proof = Proof(statement)
    fact = easy(proof.goals[0], proof.known())
    assert fact
    text = proof_text(statement, proof.conclude(fact))
    assert r'p.given("the \"rate\"")' in text
    assert r'p.given("a\\b")' in text


def test_what_does_not_run_to_the_same_end_is_not_shown(monkeypatch: Any) -> None:
    statement, derivation = found(lambda x: ge(exp(x), 1 + x), x=Real())
    wrong = "def prove(p):\n    from lossproof import nonnegative\n    return nonnegative(p.x**2)\n"
    monkeypatch.setattr(proofs._Writer, "text", lambda *_: wrong)
    with pytest.raises(ProofError, match="cannot be written as a function"):
        proof_text(statement, derivation)


def test_the_command_writes_it_or_says_why_not() -> None:
    def lossproof(*names: str) -> Any:
        return CliRunner().invoke(main, ["explain", *names, "--write-proof"])

    done = lossproof("zhang2018.class-sum-bounds")
    assert done.exit_code == 0
    assert done.stdout.startswith("# zhang2018.class-sum-bounds\n")
    assert "def prove(p):" in done.stdout
    refused = lossproof("zhang2018.tightens-k03")
    assert refused.exit_code == 2
    assert "is REFUTED: it has no proof" in refused.output
    both = lossproof("zhang2018.tightens-k03", "li.sign")
    assert "def prove(p):" in both.stdout
    assert "is REFUTED: it has no proof" in both.stderr
    assert both.exit_code == 2
