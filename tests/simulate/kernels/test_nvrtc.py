"""The fused kernel as CuPy compiles it, by NVRTC, for cards that need not be there."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from lossproof.simulate.kernels import ELL, Kernel, Moments, U
from lossproof.theory.losses import LOSSES, FixedLoss
from tests.simulate.kernels.listed import FORMS, MORE, SUMS
from tests.together import together

CARDS = ("sm_80", "sm_90")


def found() -> str | None:
    """NVRTC of the package index, or of this machine."""
    spec = find_spec("nvidia.cuda_nvrtc") if find_spec("nvidia") else None
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    files = [each for place in places for each in sorted(Path(place).glob("*/*nvrtc*"))]
    named = [
        each for each in files if re.fullmatch(r"libnvrtc\.so\.\d+|nvrtc64_\d+_0\.dll", each.name)
    ]
    return str(named[0]) if named else find_library("nvrtc")


@pytest.fixture(scope="module")
def compiled() -> Callable[..., tuple[bytes, str]]:
    """The machine code of a source for a card, and what NVRTC says of it."""
    if (place := found()) is None:
        pytest.skip("NVRTC is not installed: pip install 'lossproof[nvrtc]'")
    nvrtc = ctypes.CDLL(place)

    def read(program: Any, what: str) -> bytes:
        size = ctypes.c_size_t()
        assert getattr(nvrtc, f"nvrtcGet{what}Size")(program, ctypes.byref(size)) == 0
        text = ctypes.create_string_buffer(size.value)
        assert getattr(nvrtc, f"nvrtcGet{what}")(program, text) == 0
        return text.raw

    def compile(source: str, card: str) -> tuple[bytes, str]:
        program = ctypes.c_void_p()
        made = nvrtc.nvrtcCreateProgram(
            ctypes.byref(program), source.encode(), b"fused.cu", 0, None, None
        )
        assert made == 0
        options = [b"-std=c++17", f"--gpu-architecture={card}".encode(), b"--ptxas-options=-v"]
        failed = nvrtc.nvrtcCompileProgram(
            program, len(options), (ctypes.c_char_p * len(options))(*options)
        )
        log = read(program, "ProgramLog").rstrip(b"\0").decode()
        code = b"" if failed else read(program, "CUBIN")
        nvrtc.nvrtcDestroyProgram(ctypes.byref(program))
        return code, log

    return compile


@together("card", CARDS)
@together("classes", [2, 10, 100])
def test_every_loss_compiles_without_a_warning(
    compiled: Any, classes: int, card: str, losses: list[FixedLoss]
) -> None:
    moments = Moments.of(losses, classes)
    assert len(losses) == len(LOSSES)
    code, log = compiled(Kernel(moments.forms, moments.sums, classes).source(), card)
    assert code.startswith(b"\x7fELF"), log
    assert "warning" not in log
    for name in (b"sum_samples", b"add_blocks"):
        assert name in code


@together("card", CARDS)
def test_every_function_compiles(compiled: Any, card: str) -> None:
    code, log = compiled(Kernel([*FORMS, *MORE], SUMS, 33).source(), card)
    assert code.startswith(b"\x7fELF"), log
    assert "warning" not in log


@together("classes", [2, 10])
def test_the_sums_of_a_thread_fit_its_registers(compiled: Any, classes: int) -> None:
    _, log = compiled(Kernel([U, ELL, U**2], [], classes).source(), CARDS[0])
    spilled = [int(each) for each in re.findall(r"(\d+) bytes spill stores", log)]
    assert spilled
    assert not any(spilled)


def test_what_is_no_source_is_not_compiled(compiled: Any) -> None:
    source = Kernel([U], [], 2).source()
    code, log = compiled(source.replace("THREADS", "NO_SUCH_NAME", 1), CARDS[0])
    assert code == b""
    assert "error" in log
