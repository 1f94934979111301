"""Pictures of maps: every state is shown and explained, and the three are apart in grey."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from lossproof.figures.frame import COLOURS, WORDS, caption, percent
from lossproof.figures.map import draw
from lossproof.figures.style import formula, save, symbol
from lossproof.theory.domain import Classes, Integer, Real
from lossproof.theory.language import ge, le, lt
from lossproof.theory.maps import FAILS, HOLDS, UNDECIDED, CertifiedMap, certified_map
from lossproof.theory.statement import Statement
from tests.together import together

c = Classes(tried=(2, 3))
c.name = "c"


def named(**parameters: Any) -> dict[str, Any]:
    for name, domain in parameters.items():
        domain.name = name
    return parameters


def made(*names: str, **options: Any) -> CertifiedMap:
    statement = Statement(
        named(q=Real(0, 1, open="left"), k=Real(0, 1), c=c),
        {"k at least 1/c": lambda k, c: ge(k * c, 1)},
        lambda q, k, c: le(k**q * c, 2),
    )
    return certified_map(statement, names or ("q", "k"), **{"depth": 5, **options})


def painted(figure: Any) -> np.ndarray:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


def shown(picture: np.ndarray, code: int) -> int:
    """How many pixels have the colour of a state."""
    colour = (np.array(to_rgb(COLOURS[code])) * 255).round()
    return int((np.abs(picture - colour).max(axis=-1) <= 2).sum())


def texts(figure: Any) -> str:
    legend = figure.legends[0]
    return "\n".join(t.get_text() for t in [*figure.texts, *legend.get_texts()])


def lightness(code: int) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
              for v in to_rgb(COLOURS[code])]  # fmt: skip
    return 116 * float(np.dot(linear, (0.2126, 0.7152, 0.0722))) ** (1 / 3) - 16


def test_states_are_apart_in_grey() -> None:
    for one, other in itertools.combinations((HOLDS, FAILS, UNDECIDED), 2):
        assert abs(lightness(one) - lightness(other)) > 25


def test_one_map_shows_and_explains_every_state() -> None:
    figure = draw(made(pinned={"c": 3}), "mine.claim")
    picture = painted(figure)
    for code in (HOLDS, FAILS, UNDECIDED):
        assert shown(picture, code) > 500
    words = texts(figure)
    assert "mine.claim" in words
    assert "$c = 3$" in words
    assert all(WORDS[code] in words for code in WORDS)
    assert "within one cell (1/32 in q by 1/32 in k)" in " ".join(words.split())
    assert [ax.get_xlabel() for ax in figure.axes] == ["$q$"]


def test_the_boundary_is_named_by_its_closed_form() -> None:
    plain = texts(draw(made(pinned={"c": 3}), "t"))
    known = texts(draw(made(pinned={"c": 3}, boundary={"k": lambda q, c: (2 / c) ** (1 / q)}), "t"))
    assert "boundary" in plain
    assert "k = " in known


def test_several_maps_are_panels() -> None:
    figure = draw(made(), "mine.claim")
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["$c = 2$", "$c = 3$"]
    assert shown(painted(figure), HOLDS) > 500


def test_a_table_has_a_row_for_each_integer() -> None:
    figure = draw(made("q", "c", pinned={"k": "1/2"}, depth=8), "mine.claim")
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["$c = 2$", "$c = 3$"]
    assert shown(painted(figure), FAILS) > 500


def test_integers_alone_are_cells() -> None:
    statement = Statement(named(m=Integer(1, 2), n=Integer(1, 3)), {}, lambda m, n: lt(m * n, 4))
    for names, pinned in [(("m", "n"), {}), (("n",), {"m": 2})]:
        figure = draw(certified_map(statement, names, pinned=pinned), "mine.claim")
        picture = painted(figure)
        assert shown(picture, HOLDS) > 500
        assert shown(picture, FAILS) > 500


@together("ending", ["png", "pdf"])
def test_a_picture_is_written_whole_and_the_same_each_time(ending: str, tmp_path: Path) -> None:
    found = made(pinned={"c": 3})
    for name in ("one", "two"):
        save(draw(found, "mine.claim"), tmp_path / f"{name}.{ending}")
    first, second = ((tmp_path / f"{name}.{ending}").read_bytes() for name in ("one", "two"))
    assert first == second
    start = {"png": b"\x89PNG", "pdf": b"%PDF"}[ending]
    assert first.startswith(start)


def test_a_picture_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    path.write_bytes(b"before")

    class Broken:
        def savefig(self, part: Path, **_: Any) -> None:
            part.write_bytes(b"half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        save(Broken(), path)
    assert path.read_bytes() == b"before"
    assert [*tmp_path.iterdir()] == [path]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must end in .png, .svg, .pdf; got 'map.gif'"):
        save(None, tmp_path / "map.gif")


def test_words() -> None:
    assert percent(0.0) == "0%"
    assert percent(0.0001) == "< 0.1 %"
    assert percent(0.9999) == "> 99.9 %"
    assert percent(0.25) == "25.0%"
    assert symbol("eta") == r"\eta"
    assert symbol("f[0]") == "f_{0}"
    assert symbol("max_rate") == r"\mathrm{max\_rate}"
    assert formula(sp.Symbol("eta") + sp.Symbol("larger")) == r"\eta + \mathrm{larger}"
    assert caption((), "It is so.").startswith("It is so. Every value is decided exactly")


def test_importing_figures_does_not_import_pyplot() -> None:
    code = "import sys, lossproof.figures.map; sys.exit('matplotlib' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
