"""A damaged file of arrays is refused in a sentence, wherever it is damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from lossproof.paper_checks.commands.main import main
from lossproof.simulate.files.arrays import undamaged

LABELS, POINTS = np.arange(12) % 3, np.random.default_rng(0).normal(size=(12, 2))
ARRAYS = {"embeddings": POINTS, "labels": LABELS, "probs": np.full((12, 3), 1 / 3),
          "x_train": POINTS, "y_train": LABELS, "x_test": POINTS, "y_test": LABELS}  # fmt: skip


def test_other_errors_pass() -> None:
    with pytest.raises(ValueError, match=r"^it is odd$"), undamaged("a.npz"):
        raise ValueError("it is odd")
    damaged = pytest.raises(ValueError, match=r"a\.npz cannot be read \(EOFError: no more\)")
    with damaged, undamaged("a.npz"):
        raise EOFError("no more")


@pytest.mark.parametrize(
    "arguments",
    [("tolerance",), ("simulate", "--loss", "mae", "--samples", "100", "--data"),
     ("train", "--losses", "cce", "--noise", "none", "--epochs", "1", "--seeds", "1", "--hidden",
      "3", "--workers", "1", "--data")],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_bytes_that_were_altered_end_in_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    path, refused = tmp_path / "a.npz", 0
    np.savez_compressed(path, **ARRAYS)
    sound = path.read_bytes()
    for place in range(0, len(sound), len(sound) // 40):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 0xFF]) + sound[place + 1 :])
        done = CliRunner().invoke(main, [*arguments, str(path)])
        assert done.exit_code in (0, 2), done.output
        assert "Traceback" not in done.output
        refused += done.exit_code == 2
    assert refused
