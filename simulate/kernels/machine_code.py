"""Machine code of LLVM source: compiled for this processor, and cached on disk.

Needs llvmlite, which is imported when something is compiled or loaded. The source, the processor
and the version of LLVM determine the name of a file; a file that is damaged, or that another user
could have written, is ignored.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lossproof.simulate.files import atomic_write, cache_folder, named

_MARK = b"lossproof machine code 1\n"
_lock = threading.Lock()


class Processor(NamedTuple):
    """The target of compilation, in LLVM's terms."""

    triple: str
    name: str
    features: str

    @property
    def lanes(self) -> int:
        """Numbers in flight: twice the float32 of a register, so that fewer wait for another."""
        if "+avx512f" in self.features:
            return 32
        return 16 if "+avx2" in self.features else 8


@cache
def processor() -> Processor:
    """The processor of this machine."""
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    return Processor(binding.get_process_triple(), binding.get_host_cpu_name(), features)


def loaded(source: str, signatures: Mapping[str, Sequence[Any]]) -> dict[str, Callable[..., None]]:
    """Functions of a source, by name; they release the interpreter lock when called.

    Parameters
    ----------
    source : in LLVM's language
    signatures : the types in `ctypes` of what each function takes; none returns anything

    Raises
    ------
    ModuleNotFoundError
        Without llvmlite.
    """
    with _lock:
        engine = _engine(source)
    return {
        name: ctypes.CFUNCTYPE(None, *types)(engine.get_function_address(name))
        for name, types in signatures.items()
    }


@cache
def _engine(source: str) -> Any:
    """The engine with the functions of a source, created once in a process."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = processor()
    machine = binding.Target.from_triple(target.triple).create_target_machine(
        cpu=target.name, features=target.features, opt=2, jit=True, codemodel="default"
    )
    code = read_code(source)
    if code is None:
        code = _compiled(source, machine)
        write_code(source, code)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine


def _compiled(source: str, machine: Any) -> bytes:
    from llvmlite import binding

    module = binding.parse_assembly(source)
    module.verify()
    # The source is already vectorised.
    options = binding.create_pipeline_tuning_options(speed_level=1)
    passes = binding.create_pass_builder(machine, options)
    passes.getModulePassManager().run(module, passes)
    return machine.emit_object(module)


def code_path(source: str) -> Path | None:
    """The file of the machine code of a source; None without a cache folder."""
    from llvmlite import __version__, binding

    where = cache_folder()
    if where is None:
        return None
    key = "\n".join([__version__, str(binding.llvm_version_info), *processor(), source])
    return named(where, hashlib.sha256(key.encode()).hexdigest(), ending=".code")


def read_code(source: str) -> bytes | None:
    """The cached machine code of a source, if it is intact and only this user can write it."""
    path = code_path(source)
    try:
        if path is None or not _only_ours(path):
            return None
        content = path.read_bytes()
    except OSError:
        return None
    head, digest, code = content[: len(_MARK)], content[len(_MARK) :][:32], content[_START:]
    sound = head == _MARK and digest == _digest(path, code)
    return code if sound else None


def write_code(source: str, code: bytes) -> None:
    """Write machine code to the cache atomically; does nothing where that fails."""
    path = code_path(source)
    if path is None:
        return
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with atomic_write(path) as part:
            part.write_bytes(_MARK + _digest(path, code) + code)
            part.chmod(0o600)


_START = len(_MARK) + 32


def _digest(path: Path, code: bytes) -> bytes:
    """The digest of the machine code and the file name, so that a renamed file is invalid."""
    return hashlib.sha256(path.name.encode() + code).digest()


def _only_ours(path: Path) -> bool:
    """Whether no other user could have written a file, as far as the system shows."""
    if not hasattr(os, "getuid"):
        return True
    return all(
        status.st_uid == os.getuid() and not status.st_mode & 0o022
        for status in (path.stat(), path.parent.stat())
    )
