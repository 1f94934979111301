"""A backend for tests: CUDA kernels compiled by g++ and run on the CPU, thread by thread."""

import ctypes
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

WARNINGS = ("-Wall", "-Wextra", "-Werror")


@dataclass
class Shim:
    """A backend whose kernels are compiled by g++ and run on the CPU."""

    folder: Path
    backwards: bool = False
    barrier_left_out: int | None = None
    xp: Any = np
    compiled: ClassVar[dict[str, ctypes.CDLL]] = {}

    def asarray(self, x: Any, dtype: Any = None) -> np.ndarray:
        return np.ascontiguousarray(x, dtype=dtype)

    def to_numpy(self, x: np.ndarray) -> np.ndarray:
        return x

    def raw_kernel(self, source: str, name: str) -> Callable[[int, int, Sequence[Any]], None]:
        if self.barrier_left_out is not None:
            word, after = "__syncthreads();", self.barrier_left_out + 1
            parts = source.split(word)
            source = word.join(parts[:after]) + word.join(parts[after:])
        if source not in self.compiled:
            self.compiled[source] = self._compile(source)
        function = getattr(self.compiled[source], f"launch_{name}")
        function.restype = ctypes.c_bool

        def launch(blocks: int, threads: int, arguments: Sequence[Any]) -> None:
            # Of arrays the kernel takes the address.
            held = [np.asarray(a if a.ndim == 0 else np.uintp(a.ctypes.data)) for a in arguments]
            table = (ctypes.c_void_p * len(held))(*(h.ctypes.data for h in held))
            assert function(blocks, threads, self.backwards, table), "threads part at a barrier"

        return launch

    def _compile(self, source: str) -> ctypes.CDLL:
        kernels = re.findall(r"__global__ void (\w+)\(", source)
        launchers = "\n".join(f"LAUNCHER({kernel})" for kernel in kernels)
        text = self.folder / f"kernel{len(list(self.folder.iterdir()))}.cpp"
        text.write_text(f'#include "shim.h"\n{source}\n{launchers}\n', encoding="utf-8")
        library = text.with_suffix(".so")
        here = Path(__file__).parent
        call(
            "g++", "-std=c++17", "-O2", *WARNINGS, "-shared", "-fPIC", f"-I{here}",
            str(text), "-o", str(library),
        )  # fmt: skip
        return ctypes.CDLL(str(library))


def call(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}{done.stderr}"
