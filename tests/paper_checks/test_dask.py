"""Records, simulations and searches from a Dask cluster are those of this machine."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lossproof.paper_checks import records
from lossproof.paper_checks.claims import REGISTRY, load, load_file, loading, runner
from lossproof.paper_checks.claims.measurements import KIND
from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.commands.simulating import simulated
from lossproof.paper_checks.exploring import Question, maps, search_claim
from lossproof.paper_checks.reports.written.readable import recorded
from lossproof.simulate.files import code
from lossproof.simulate.running import Execution, OtherCodeError, dask
from tests.recorded import RECORDED
from tests.turns import in_turns

distributed = pytest.importorskip(
    "distributed", reason="the package distributed is missing: pip install 'lossproof[dask]'"
)
SAID = "simulation"
SECTION = [name for name in RECORDED if name.startswith("ghosh2017.")][:6]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def here() -> dict[str, Any]:
    return {each.id: each.record for each in runner.run(SECTION, recorded=RECORDED, workers=1)}


def test_a_killed_worker_changes_no_record(cluster: Any, here: dict[str, Any]) -> None:
    with distributed.Client(cluster, set_as_default=False) as client:
        workers = sorted(client.run(os.getpid).values())
    assert len(set(workers) - {os.getpid()}) == 2
    seen: list[str] = []

    def progress(result: records.Result) -> None:
        seen.append(result.id)
        if len(seen) == 2:
            os.kill(workers[0], signal.SIGKILL)

    with dask(cluster.scheduler_address) as executor:
        found = runner.run(SECTION, recorded=RECORDED, executor=executor, progress=progress)
    assert [each.id for each in found] == SECTION
    assert sorted(seen) == sorted(SECTION)
    assert {each.id: each.record for each in found} == here
    with distributed.Client(cluster, set_as_default=False) as client:
        assert set(client.run(os.getpid).values()) != set(workers)


def test_the_command_gives_the_same_there(cluster: Any, here: dict[str, Any]) -> None:
    names = SECTION[:4]
    arguments = [*names, "--simulate", "--fresh", "--json", "--dask", cluster.scheduler_address]
    result = CliRunner().invoke(main, ["check", *arguments])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    drawn = simulated([records.Result(name, here[name], 0.0) for name in names])
    trained = {name: here[name][SAID] for name in names if here[name]["evidence"]["kind"] == KIND}
    assert drawn
    assert trained
    assert not drawn.keys() & trained.keys()
    assert {each["id"]: each[SAID] for each in found if SAID in each} == drawn | trained
    for each in found:
        same = recorded(each)
        assert all(same[key] == value for key, value in here[each["id"]].items() if key != SAID)


def test_a_search_ends_with_the_same(cluster: Any) -> None:
    def without_seconds(found: Any) -> Any:
        if isinstance(found, dict):
            return {k: without_seconds(v) for k, v in found.items() if k != "seconds"}
        return found

    def search(**where: Any) -> Any:
        found = search_claim(question, seconds=600, points=120_000, **where)
        return without_seconds(found)

    question = Question("zhang2018.larger-k-tighter")
    with dask(cluster.scheduler_address) as executor:
        there = search(executor=executor)
    assert there["outcome"] == "none found"
    assert there["ended"] == "points"
    assert there == search()


MINE = """from lossproof import Paper, Real, le
mine = Paper("mine", "notes")

@mine.claim("one", locus="page 1", kind="ineq")
class One:
    "The square is at most a number."

    x = Real(0, 1)

    def conclusion(x):
        return le(x**2, NUMBER)
"""


@pytest.fixture
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process forgets afterwards what files it loaded."""
    monkeypatch.setattr(load(), "_claims", dict(REGISTRY._claims))
    monkeypatch.setattr(loading, "_LOADED", {})


def test_a_worker_reads_a_file_that_has_changed_anew(
    cluster: Any, tmp_path: Path, no_files: None
) -> None:
    path, copy, found = tmp_path / "claims_mine.py", tmp_path / "claims_copy.py", list[Any]()
    with dask(cluster.scheduler_address) as executor:
        for number, file in (("1", path), ("-1", path), ("2", copy)):
            file.write_text(MINE.replace("NUMBER", number))
            found += runner.run(["mine.one"], files=[file], executor=executor)
        load_file(path)
        path.write_text(MINE.replace("NUMBER", "2"))
        found += runner.run(["mine.one"], files=[path], executor=executor)
    assert [each.verdict for each in found] == ["PROVED", "REFUTED", "PROVED", "ERROR"]
    assert "is another file where a worker reads it" in found[-1].record["scope"]


def test_a_claim_that_states_something_else_there_is_an_error(
    cluster: Any, tmp_path: Path, no_files: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "claims_mine.py"
    path.write_text("import os\n" + MINE.replace("NUMBER", "int(os.environ.get('NUMBER', 1))"))
    monkeypatch.setenv("NUMBER", "-1")
    load_file(path)
    with dask(cluster.scheduler_address) as executor:
        (found,) = runner.run(["mine.one"], files=[path], executor=executor)
    assert found.verdict == "ERROR"
    assert "its statement in the worker process differs" in found.record["scope"]


@pytest.mark.parametrize("name", ["sympy", "lossproof"])
def test_a_worker_with_other_code_is_refused(cluster: Any, name: str) -> None:
    def other(name: str = "") -> None:
        code.running.cache_clear()
        if name:
            code.running()[name] = "another"

    other_code = pytest.raises(OtherCodeError, match=f"a worker has another {name}")
    with distributed.Client(cluster, set_as_default=False) as client:
        client.run(other, name)
        try:
            with other_code, dask(cluster.scheduler_address) as executor:
                runner.run(SECTION[:1], recorded=RECORDED, executor=executor)
        finally:
            client.run(other)


def test_any_executor_will_do_and_threads_take_turns(here: dict[str, Any], tmp_path: Path) -> None:
    names = SECTION[:3]
    results = [records.Result(name, here[name], 0.0) for name in names]
    with ThreadPoolExecutor(2) as executor:
        found = runner.run(names, recorded=RECORDED, executor=executor)
        there = simulated(results, execution=Execution(executor))
        asked = Question("zhang2018.tightens-k02")
        point = search_claim(asked, seconds=600, executor=executor)["point"]
    assert [each.record for each in found] == [here[name] for name in names]
    assert there == simulated(results)
    assert point == search_claim(asked, seconds=600)["point"]


@pytest.mark.nightly("a worker is killed once more")
def test_maps_of_four_claims_are_the_same_though_a_worker_is_killed(cluster: Any) -> None:
    asked = {"zhang2018.tightens-k02": ("10", "12"), "zhang2018.tightens-k03": ("2", "4"),
             "zhang2018.tightens-k03/small-q": ("2", "4")}  # fmt: skip
    questions = [Question(name, ranges={"c": ends}) for name, ends in asked.items()]
    questions.append(Question("zhang2018.tightens-k03", dropped=["k > 1/c"]))
    questions[-1] = replace(questions[-1], ranges={"c": ("5", "6")})
    axes = ("q", "k")
    here = [*maps.charts(questions, axes, resolution=16)]
    with distributed.Client(cluster, set_as_default=False) as client:
        workers = sorted(client.run(os.getpid).values())
    done: list[int] = []

    def report(_: object, number: int, count: int) -> None:
        done.append(count)
        if number == 2:
            os.kill(workers[0], signal.SIGKILL)

    with dask(cluster.scheduler_address) as executor:
        found = [*maps.charts(questions, axes, resolution=16, executor=executor, report=report)]
    assert done == [11] * 11
    for question, there, same in zip(questions, found, here, strict=True):
        assert maps.record(question, there) == maps.record(question, same)


@pytest.mark.nightly("ten seconds; a map is made there by a function too")
def test_a_map_is_made_there_by_the_command(cluster: Any) -> None:
    asked = ["explore", "zhang2018.tightens-k03", "--map", "q,k", "--range", "c=2..3",
             "--resolution", "16", "--json"]  # fmt: skip
    there = CliRunner().invoke(main, [*asked, "--dask", cluster.scheduler_address])
    assert there.exit_code in (0, 1), there.output
    here, shared = (CliRunner().invoke(main, [*asked, *more]) for more in ((), ("--workers", "2")))
    assert there.stdout == here.stdout == shared.stdout


@pytest.fixture
def no_workers() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=0, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


@in_turns(
    "arguments",
    [("explore", "zhang2018.larger-k-tighter", "zhang2018.tightens-k02", "--seconds", "30"),
     ("explore", "zhang2018.tightens-k03", "--map", "q,k", "--set", "c=2"),
     ("check", "zhang2018.lq-limits", "--fresh"),
     ("simulate", "--loss", "mae", "--noise", "0.2", "--samples", "1e4")],
    4,
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_without_workers_it_is_said_and_given_up(
    no_workers: Any, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lossproof.simulate.running.cluster.SECONDS_BETWEEN_LOOKS", 0.1)
    monkeypatch.setattr("lossproof.simulate.running.cluster.SECONDS_SILENT", 0.2)
    monkeypatch.setattr("lossproof.simulate.running.cluster.SECONDS_WITHOUT", 0.5)
    address = no_workers.scheduler_address
    done = CliRunner().invoke(main, [*arguments, "--dask", address])
    assert done.exit_code == 2, done.output
    said = [line for line in done.stderr.splitlines() if "worker" in line]
    assert said == [
        f"waiting for a worker at {address}: dask worker {address} starts one",
        f"Error: the Dask cluster at {address} has had no worker for 0.5 seconds: "
        f"dask worker {address} starts one",
    ]
