"""A card ends in the time that it may take, and a time-out leaves nothing half done."""

from __future__ import annotations

import contextlib
import gc
import importlib
import subprocess
import sys
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

import mpmath
import pytest

from lossproof.theory.card import Card, NotALossError, analyse
from lossproof.theory.card.line import Line
from lossproof.theory.card.patience import TooLongError, within
from lossproof.theory.losses import parse


def card(text: str, seconds: float) -> Card:
    return analyse(text, parse(text).expression, classes=(2,), seconds=seconds)


def forever() -> None:
    start = time.process_time()
    while time.process_time() < start + 60:
        pass


def test_time_runs_out() -> None:
    with pytest.raises(TooLongError), within(0.05):
        forever()
    with within(None):
        pass


def test_a_block_may_be_traced() -> None:
    """An error that is cancelled though none is pending makes Python wait for ever."""
    code = (
        "import sys; from lossproof.theory.card.patience import TooLongError, within\n"
        "try:\n"
        "    with within(0.05):\n"
        "        while True: pass\n"
        "except TooLongError: pass\n"
        "with within(5): pass\n"
        "sys.settrace(lambda *_: None); print(sum(map(len, ['ab'])))"
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=60, capture_output=True, check=True)
    assert done.stdout.strip() == b"2"


def test_an_outer_limit_may_end_while_an_inner_block_begins() -> None:
    code = (
        "from lossproof.theory.card.patience import TooLongError, within\n"
        "for _ in range(60):\n"
        "    try:\n"
        "        with within(0.001):\n"
        "            while True:\n"
        "                with within(5): sum(range(200))\n"
        "    except TooLongError: pass\n"
        "print('done')"
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=60, capture_output=True, check=True)
    assert done.stdout.strip() == b"done"


def test_time_runs_out_though_an_error_gets_lost() -> None:
    def losing():
        with contextlib.suppress(TooLongError):
            forever()
        forever()

    start = time.process_time()
    with pytest.raises(TooLongError), within(0.05):
        losing()
    assert time.process_time() < start + 10


def test_time_runs_out_in_any_thread() -> None:
    def asked() -> bool:
        try:
            with within(0.05):
                forever()
        except TooLongError:
            return True
        return False

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(asked).result()


def test_time_runs_out_inside_and_outside() -> None:
    start = time.thread_time()
    with pytest.raises(TooLongError), within(0.1), within(60):
        forever()
    with within(60), pytest.raises(TooLongError), within(0.05):
        forever()
    assert time.thread_time() < start + 2


def test_an_error_that_python_would_ignore_is_not_lost(monkeypatch) -> None:
    def told(phase: str, _: object) -> None:
        begun.append(phase)
        last = time.thread_time() + 0.03
        while time.thread_time() < last:
            pass
        ended.append(phase)

    class Each:
        """What keeps Python busy as it is dropped, where an error would be told and ignored."""

    def collecting() -> None:
        gc.collect()
        forever()

    def dropping() -> None:
        while True:
            weakref.finalize(Each(), lambda: sum(range(500)))

    begun, ended, heard = list[str](), list[str](), list[object]()
    monkeypatch.setattr(sys, "unraisablehook", heard.append)
    gc.callbacks.append(told)
    try:
        with pytest.raises(TooLongError), within(0.01):
            collecting()
    finally:
        gc.callbacks.remove(told)
    assert begun == ended != []
    start = time.thread_time()
    with pytest.raises(TooLongError), within(0.05):
        dropping()
    assert time.thread_time() < start + 5
    assert not heard


def test_no_module_is_left_half_imported(tmp_path, monkeypatch) -> None:
    def importing():
        importlib.import_module("slow_to_import")
        forever()

    (tmp_path / "slow_to_import.py").write_text("whole = sum(range(10**7)) > 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(TooLongError), within(0.05):
        importing()
    assert sys.modules["slow_to_import"].whole


def test_the_precision_of_numbers_outlives_a_time_out() -> None:
    def lowered():
        mpmath.mp.prec = 4
        forever()

    before = mpmath.mp.prec
    with pytest.raises(TooLongError), within(0.05):
        lowered()
    assert mpmath.mp.prec == before


def test_what_takes_too_long_is_undecided(monkeypatch) -> None:
    def slow(subject):
        yield Line("slow", "PROVED", "one thing holds", "c = 2", "at once")
        forever()

    monkeypatch.setattr("lossproof.theory.card.card.SECTIONS", {"values": {"slow": slow}})
    found = analyse("1-p", parse("1-p").expression, classes=(2, 3), seconds=1).lines
    assert [(line.verdict, line.says, line.scope) for line in found] == [
        ("PROVED", "one thing holds", "c = 2"), ("UNDECIDED", "not decided", "c = 3"),
    ]  # fmt: skip


def test_many_slow_questions_take_no_longer_than_one(monkeypatch) -> None:
    def slow(subject):
        yield from forever() or ()

    asked = {f"question {k}": slow for k in range(16)}
    monkeypatch.setattr("lossproof.theory.card.card.SECTIONS", {"values": asked})
    start = time.process_time()
    found = card("1-p", 1)
    assert time.process_time() < start + 2
    assert {line.verdict for line in found.lines} == {"UNDECIDED"}


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("seconds", [1e12, float("inf")])
def test_there_may_be_no_limit(seconds: float) -> None:
    with within(seconds):
        time.sleep(0.01)  # the thread that watches has begun


def test_a_loss_that_cannot_be_read_in_time_is_refused() -> None:
    def endless(f, y):
        forever()

    with pytest.raises(NotALossError, match="takes too long to read"):
        analyse("mine", endless, classes=(2,), seconds=0.2)
