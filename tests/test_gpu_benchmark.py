"""`benchmarks/gpu`: what of it needs no card; its contenders agree on the processor."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from benchmarks import gpu
from benchmarks.risks import REPLICATES, Disagreement, compare
from tests.together import together


def test_without_a_device_it_says_so_and_measures_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gpu, "missing", lambda name: "there is no NVIDIA driver here")
    monkeypatch.setattr(gpu, "simulations", lambda: pytest.fail("it went on"))
    assert gpu.main(["--classes", "10"]) == 2
    captured = capsys.readouterr()
    assert captured.err == "nothing was measured: there is no NVIDIA driver here\n"
    assert not captured.out


@together("arguments", [["--classes", "1"], ["--rounds", "0"], ["--seconds", "0"], ["--classes"]])
def test_arguments_that_make_no_sense_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        gpu.main(arguments)
    assert ended.value.code == 2


def test_contenders_agree() -> None:
    ready, absent = gpu.contenders(3, on_card=False)
    assert "ours, fused" in ready
    assert ready.keys() | absent.keys() == {"ours, fused", "torch", "jax"}
    samples = dict.fromkeys(ready, 6000)
    drawn = {name: np.stack([run(6000) for _ in range(REPLICATES)]) for name, run in ready.items()}
    compare(drawn, samples)
    with pytest.raises(Disagreement):
        compare({**drawn, "other": drawn["ours, fused"] * 1.1}, {**samples, "other": 6000})


def test_a_contender_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    ready, absent = gpu.contenders(2, on_card=False)
    assert "torch" not in ready
    assert "torch" in absent["torch"]


def said(**changes: str) -> dict:
    shown = {"outcome": "agrees", "claimed": "== 0", "low": "-1e-05", "high": "2e-05"} | changes
    return {"outcome": shown["outcome"], "shown": {"exact": "0", "margin": "0.0001"} | shown}


@together(
    ("other", "differ"),
    [
        ({"a": said(low="-1.5e-05", high="3e-04")}, []),
        ({"a": said(low="3e-05", high="4e-05")}, ["a"]),
        ({"a": said(exact="1")}, ["a"]),
        ({"a": said(outcome="open")}, ["a"]),
        ({"a": said(), "b": said()}, ["b"]),
    ],
)
def test_two_engines_are_compared(other: dict, differ: list[str]) -> None:
    assert gpu.differing({"a": said()}, other) == differ
