"""What holds of every figure: its claims are recorded, it is drawn whole, and twice the same."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lossproof.figures import style
from lossproof.figures.catalogue import PICTURES, chosen
from lossproof.figures.embeddings import collapse, trained
from lossproof.figures.picture import Data, Picture, stacked
from lossproof.figures.runs import training
from lossproof.figures.sheet import SERIES, WIDTHS, escaped, named, printed, short
from lossproof.figures.writing import CannotDrawError, check_endings, check_fonts, staged, write
from lossproof.simulate.files import UnwritableError
from lossproof.theory.losses import LOSSES, FixedLoss, parse
from tests.figures.drawn import figure_request, made
from tests.recorded import RECORDED
from tests.together import together
from tests.turns import in_turns

EVERY = pytest.mark.parametrize("name", PICTURES)
VERDICTS = {name: record["verdict"] for name, record in RECORDED.items()}


@pytest.fixture(scope="module", autouse=True)
def short_training() -> Iterator[None]:
    """Few epochs instead of many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "EPOCHS", 2)
        patch.setattr(training, "HIDDEN", (8,))
        patch.setattr(trained, "EPOCHS", 1)
        patch.setattr(collapse, "STEPS", 2)
        yield


def unseen(figure: Any) -> set[int]:
    """The labels of ticks beyond the ends of their axes, which are not drawn."""
    found: set[int] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not axes.get_visible() or not axes.axison or not low <= tick.get_loc() <= high:
                    found |= {id(tick.label1), id(tick.label2)}
    return found


def texts(figure: Any) -> list[Any]:
    from matplotlib.text import Text

    skipped = unseen(figure)
    found = figure.findobj(lambda each: isinstance(each, Text) and id(each) not in skipped)
    return [each for each in found if each.get_visible() and each.get_text().strip()]


def nothing_is_cut_or_covered(figure: Any, canvas: FigureCanvasAgg, width: Any) -> None:
    wide, high = figure.get_size_inches()
    assert wide == WIDTHS[width]
    assert high <= 7
    renderer = canvas.get_renderer()
    drawn = figure.get_tightbbox(renderer)
    assert drawn.x0 > -0.01
    assert drawn.y0 > -0.01
    assert drawn.x1 < wide + 0.01
    assert drawn.y1 < high + 0.01
    words = [(each.get_text(), each.get_window_extent(renderer)) for each in texts(figure)]
    assert all(each.get_fontsize() >= 5.5 for each in texts(figure))
    for (one, first), (other, second) in itertools.combinations(words, 2):
        assert not first.padded(-1).overlaps(second.padded(-1)), (one, other)


@together("name", PICTURES)
def test_its_claims_are_recorded_and_named(name: str) -> None:
    picture = PICTURES[name]
    assert picture.name == name
    assert picture.claims
    assert set(picture.claims) <= set(VERDICTS)
    assert all(claim in picture.legend() for claim in picture.claims)


@EVERY
def test_its_data_are_numbers(name: str) -> None:
    for table in made(name).tables.values():
        assert all(len(column) for column in table.values())
        for key, column in table.items():
            if column.dtype.kind == "f":
                assert not np.isinf(column).all(), key
                assert not np.isnan(column).all(), key


@in_turns(("name", "width"), itertools.product(PICTURES, WIDTHS), 6)
def test_it_is_as_wide_as_asked_and_no_text_is_cut_or_covered(name: str, width: Any) -> None:
    with printed():
        figure = PICTURES[name].draw(made(name), width)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        nothing_is_cut_or_covered(figure, canvas, width)
        assert (np.asarray(canvas.buffer_rgba())[..., :3] < 250).any()


@EVERY
def test_a_loss_is_put_in_where_one_fits(name: str) -> None:
    picture = PICTURES[name]
    if not picture.takes_loss:
        with pytest.raises(ValueError, match=f"the figure {name} does not accept a loss"):
            chosen([name], put_in=True)
        return
    loss = FixedLoss("1 - p**0.3", parse("1 - p**0.3").expression)
    found = picture.data(figure_request(loss=loss))
    columns = [table["loss"] for table in found.tables.values() if "loss" in table]
    assert any("1 - p**0.3" in column.tolist() for column in columns)
    assert "Loss of the user: $1 - p^{3 / 10}$." in picture.legend(loss)
    assert "Loss of the user, ours: $1 - p^{3 / 10}$." in picture.legend(loss.labelled("ours"))
    with printed():
        FigureCanvasAgg(picture.draw(found, "column")).draw()


LONG = "(1 - p**0.5)/0.5 * (1-p)**2 + (1-p**3)/3 with q = 1/2"


TITLED = [name for name, picture in PICTURES.items() if picture.takes_loss]


@in_turns(("name", "width"), itertools.product(TITLED, ["column", "page"]), 6)
def test_a_long_formula_as_a_title_is_neither_cut_nor_over_another(name: str, width: Any) -> None:
    picture = PICTURES[name]
    found = picture.data(figure_request(loss=FixedLoss(LONG, parse(LONG[:-13]).expression)))
    with printed():
        figure = picture.draw(found, width)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        nothing_is_cut_or_covered(figure, canvas, width)
        shown = [re.sub(r"\s", "", each.get_text()) for each in texts(figure)]
    named_there = any(re.sub(r"\s", "", LONG) in each for each in shown)
    assert named_there == (name != "hessians")


def test_a_formula_is_shown_in_symbols_and_a_label_as_it_is() -> None:
    assert named("(1-p)**2/2") == r"$\left(1 - p\right)^{2} / 2$"
    assert named("(1-p)**g * 1/2 with g = 3/2") == r"$\left(1 - p\right)^{g} / 2$, $g = 3/2$"
    assert named("sum(p**2)").startswith(r"$\left(\sum")
    assert named("our loss_2") == r"our loss\_2"
    assert named(LONG) == escaped(LONG)  # as typed, so that it can be broken
    assert short("max(0, 1-2*p)").startswith(r"$\max\left(0, ")
    assert short("lq(q=7/10)") == named("lq")


@together("ending", ["pdf", "svg", "png"])
def test_twice_gives_the_same_bytes_and_fonts_are_embedded(ending: str, tmp_path: Path) -> None:
    picture = PICTURES["noisy-risk"]
    one, other = (
        write(picture, figure_request(), tmp_path / part, endings=[ending], verdicts=VERDICTS)
        for part in ("one", "other")
    )
    assert [path.name for path in one] == [path.name for path in other]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(one, other, strict=True))
    drawn = (tmp_path / "one" / f"noisy-risk.{ending}").read_bytes()
    if ending == "pdf":
        assert b"FontFile2" in drawn
        assert b"CreationDate" not in drawn
    if ending == "svg":
        assert b"<text" not in drawn  # letters are outlines


def test_what_stands_beside_a_picture_says_where_it_is_from(tmp_path: Path) -> None:
    picture = PICTURES["gce-bound"]
    write(picture, figure_request(), tmp_path, verdicts=VERDICTS)
    about = json.loads((tmp_path / "gce-bound.json").read_text("utf-8"))
    assert about["claims"] == {name: VERDICTS[name] for name in picture.claims}
    assert about["caption"] == picture.legend()
    assert about["seed"] == 0
    assert {"python", "numpy", "sympy", "matplotlib", "lossproof"} <= set(about["versions"])
    table = tmp_path / "gce-bound.csv"
    assert about["sha256"] == {table.name: hashlib.sha256(table.read_bytes()).hexdigest()}
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    data = made("gce-bound")["costs"]
    assert [float(row["bound"]) for row in rows] == data["bound"].tolist()


def test_an_unknown_figure_is_refused_with_those_called_alike() -> None:
    with pytest.raises(ValueError, match="no figure is called gce-bond: did you mean gce-bound"):
        chosen(["gce-bond"])
    with pytest.raises(ValueError, match="--list shows them"):
        chosen(["zzzz"])
    assert [picture.name for picture in chosen([])] == list(PICTURES)
    assert all(picture.takes_loss for picture in chosen([], put_in=True))


def test_after_an_error_nothing_is_left(tmp_path: Path) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    usual = PICTURES["losses"]
    picture = Picture(
        name="broken", title="", caption="", claims=(), data=usual.data, draw=broken
    )  # fmt: skip
    for folder in (tmp_path, tmp_path / "new" / "folder"):
        with pytest.raises(ZeroDivisionError):
            write(picture, figure_request(), folder, verdicts=VERDICTS)
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_stays_after_an_error(tmp_path: Path) -> None:
    (tmp_path / "losses.pdf").write_text("kept")

    def half() -> None:
        with staged(tmp_path) as part:
            (part / "losses.pdf").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["kept"]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableError, match=r"file/in cannot be written: Not a directory"):
        write(PICTURES["losses"], figure_request(), tmp_path / "file" / "in", verdicts=VERDICTS)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_missing_font_or_typesetter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    check_fonts()
    monkeypatch.setitem(style.RULES, "font.family", ["No Such Font"])
    with pytest.raises(CannotDrawError, match="none of the fonts No Such Font"):
        check_fonts()
    monkeypatch.setattr("lossproof.figures.writing.TYPESETTERS", ("no-such-latex",))
    with pytest.raises(CannotDrawError, match="pgf needs one of no-such-latex"):
        check_endings(["pgf"])
    with pytest.raises(ValueError, match="got 'gif'"):
        check_endings(["gif"])


def test_series_are_apart_without_colours() -> None:
    assert len({str(each.line) for each in SERIES}) == len(SERIES)
    assert len({each.marker for each in SERIES}) == len(SERIES)


def test_losses_are_named_for_people() -> None:
    assert named(LOSSES["lq"].fix(q="7/10").name) == r"$\mathcal{L}_q$, $q = 7/10$"
    assert named("cce") == "CE"
    assert named("1 - p**0.3") == "$1 - p^{3 / 10}$"
    assert re.search(r"\\\$", named("$x$"))


def test_tables_have_columns_of_one_length() -> None:
    with pytest.raises(ValueError, match="the columns of t must be of one length"):
        Data(t={"a": [1, 2], "b": [1]})
    whole = stacked([{"a": 1, "b": [1, 2]}, {"a": 2, "b": [3]}])
    assert whole["a"].tolist() == [1, 1, 2]
    groups = Data(t=whole).groups("t", "a")
    assert {key: part["b"].tolist() for key, part in groups.items()} == {1: [1, 2], 2: [3]}


class Deprecated(DeprecationWarning, UserWarning):
    """As pyparsing 3.3 warns Matplotlib 3.9."""


def test_a_deprecation_is_no_reason_not_to_draw(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, saved = PICTURES["noisy-risk"], Figure.savefig

    def warned(kind: type[Warning]) -> None:
        def savefig(*args: Any, **options: Any) -> None:
            warnings.warn("something", kind, stacklevel=1)
            saved(*args, **options)

        monkeypatch.setattr(Figure, "savefig", savefig)
        write(picture, figure_request(), tmp_path, endings=["png"], verdicts=VERDICTS)

    warned(Deprecated)
    with pytest.raises(CannotDrawError, match="cannot be drawn: something"):
        warned(UserWarning)
