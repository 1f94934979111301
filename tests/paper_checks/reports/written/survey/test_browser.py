"""The page in a browser: filters, links, sliders, the graph, the keyboard, and who may read it."""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lossproof.paper_checks.claims import REGISTRY
from lossproof.paper_checks.reports.written.survey.page import page
from lossproof.paper_checks.reports.written.survey.play import SHOWN, playable
from lossproof.paper_checks.reports.written.survey.survey import Survey
from tests.turns import in_turns

pytestmark = pytest.mark.browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROKEN = "zhang2018.tightens-k03"
POINTS = 5


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    driver = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    with driver.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def saved(pictured: Survey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(pictured), encoding="utf-8")
    return path


@pytest.fixture
def tab(browser: Any, saved: Path) -> Iterator[Any]:
    yield from shown_by(browser, saved)


@pytest.fixture
def whole(browser: Any, everything: Survey, pictured: Survey, written: Any,
          tmp_path: Path) -> Iterator[Any]:  # fmt: skip
    """The page of all claims."""
    survey = Survey(everything.records, everything.abouts, everything.others, drawn=pictured.drawn)
    path = tmp_path / "report.html"
    path.write_text(written(survey), encoding="utf-8")
    yield from shown_by(browser, path)


def shown_by(browser: Any, path: Path) -> Iterator[Any]:
    """The page, which must say nothing on the console and ask for nothing but itself."""
    said: list[str] = []
    opened = browser.new_page()
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda asked: asked.url.startswith(("data:", path.as_uri()))
              or said.append(asked.url))  # fmt: skip
    opened.goto(path.as_uri())
    opened.wait_for_selector("html[data-ready]")
    yield opened
    opened.close()
    assert said == []


def visible(tab: Any) -> list[str]:
    return tab.evaluate(
        "() => [...document.querySelectorAll('details.claim')].filter((each) => !each.hidden)"
        ".map((each) => each.id)"
    )


def test_filters_by_words_paper_and_verdict(tab: Any, pictured: Survey) -> None:
    assert visible(tab) == [name for names in pictured.sections.values() for name in names]
    tab.select_option("#section", "dmi")
    tab.uncheck("input[value=PROVED]")
    refuted = [name for name in pictured.sections["dmi"]
               if pictured.records[name]["verdict"] == "REFUTED"]  # fmt: skip
    assert visible(tab) == refuted
    assert tab.inner_text("#count") == f"{len(refuted)} of {len(pictured.records)} claims"
    tab.click("#reset")
    tab.fill("#words", "eq. 11 TRUNCAT")
    found = visible(tab)
    assert BROKEN in found
    assert len(found) < 20
    assert tab.locator("#what-uses a.faded").count() > len(pictured.records) / 2
    tab.click("#reset")
    tab.click("#summary a[data-section=zhang2018][data-verdict=REFUTED]")
    assert {pictured.records[name]["verdict"] for name in visible(tab)} == {"REFUTED"}
    assert {name.partition(".")[0] for name in visible(tab)} == {"zhang2018"}


def test_a_claim_opens_from_the_keyboard_with_all_there_is(tab: Any) -> None:
    box = tab.locator(f'[id="{BROKEN}"]')
    box.locator("summary").focus()
    assert box.locator("math").count() == 0
    tab.keyboard.press("Enter")
    box.locator(".content math").first.wait_for()
    text = box.inner_text()
    for each in (
        "Fails",
        "Instead",
        "Interpretations",
        "The claim fails because",
        "Trusts",
        "Plot",
    ):
        assert each in text
    proved = tab.locator('[id="zhang2018.tightens-k03/small-q"]')
    box.locator("a", has_text="small-q").first.click()
    proved.locator(".content dd table tr").first.wait_for()
    assert proved.locator(".content dd table tr").count() > 20
    shown = tab.locator('[id="zhang2018.truncated-upper"]')
    shown.locator("summary").click()
    shown.locator("figure img").wait_for()


def test_a_link_shows_a_claim_that_the_filters_hide(tab: Any) -> None:
    tab.select_option("#section", "dmi")
    tab.evaluate(f"() => {{ location.hash = '{BROKEN}'; }}")
    tab.locator(f'[id="{BROKEN}"] .content math').first.wait_for()
    assert tab.evaluate("() => document.activeElement.closest('details').id") == BROKEN


def test_arrows_move_in_the_graph_and_enter_opens(tab: Any, pictured: Survey) -> None:
    tab.locator("#what-uses a").first.focus()
    at = "() => document.activeElement.dataset.claim"
    first = tab.evaluate(at)
    tab.keyboard.press("ArrowRight")
    second = tab.evaluate(at)
    assert second != first
    tab.keyboard.press("ArrowLeft")
    assert tab.evaluate(at) == first
    assert tab.locator("#what-uses a[tabindex='0']").count() == 1
    tab.keyboard.press("Enter")
    tab.wait_for_function("(id) => document.getElementById(id).open", arg=first)
    assert tab.evaluate("() => decodeURIComponent(location.hash)") == f"#{first}"
    assert first in pictured.records


def test_sliders_redraw_every_picture_and_what_holds(tab: Any) -> None:
    cards = tab.locator("#play [data-play]")
    assert cards.count() == len(SHOWN) >= 3

    def drawings() -> list[str]:
        return tab.evaluate(
            "() => [...document.querySelectorAll('#play .plot')].map((each) => each.innerHTML)"
        )

    def says() -> str:
        return tab.locator(f'#play [data-play="{BROKEN}"] .live').inner_text()

    before = drawings()
    assert says().startswith("At this point it fails")
    slider = tab.get_by_role("slider", name="q", exact=True).first
    slider.focus()
    for _ in range(40):
        tab.keyboard.press("ArrowLeft")
    tab.wait_for_function(
        f"() => document.querySelector('#play [data-play=\"{BROKEN}\"] .live').dataset.holds"
        " === 'true'"
    )
    assert says().startswith("At this point it holds")
    assert slider.get_attribute("aria-valuetext") == "0.35"
    assert all(old != new for old, new in zip(before, drawings(), strict=True))
    for name in ("c", "k", "η"):
        before = drawings()
        tab.get_by_role("slider", name=name, exact=True).first.press("ArrowRight")
        tab.wait_for_timeout(100)
        assert before != drawings()
    tab.get_by_role("button", name="Reset", exact=True).first.click()
    assert says().startswith("At this point it fails")


def grid(record: Any, seed: int) -> list[dict[str, str]]:
    """Points of a claim's sliders, some at their ends, and its counterexample."""
    found = playable(record)
    assert found
    draw = random.Random(seed)
    points = [found["start"]] if found["start"] else []
    for k in range(POINTS):
        point: dict[str, str] = {}
        for name, slider in found["sliders"].items():
            step = slider["step"]
            low, high = (Fraction(slider[end]) * step for end in ("low", "high"))
            first = -(-low // 1) + (slider["open"][0] and low.denominator == 1)
            last = high // 1 - (slider["open"][1] and high.denominator == 1)
            last = min(last, first + 12) if step == 1 else last
            place = draw.randint(int(first), int(last)) if k else int(last)
            point[name] = str(Fraction(place, step))
        points.append(point)
    return points


def test_what_the_page_says_is_what_is_certified(whole: Any, everything: Survey) -> None:
    names: list[str] = whole.evaluate("() => lossproof.playable")
    assert {name for name, _ in SHOWN} <= {*names}
    live = "([id, point]) => lossproof.answer(id, point)"
    told, unsure, wrong = 0, 0, list[str]()
    for seed, name in enumerate(names):
        record = everything.records[name]
        for point in grid(record, seed):
            certain = REGISTRY[name].statement.at(point)
            said = whole.evaluate(live, [name, point])
            given = [part for parts in certain.given.values() for part in parts]
            pairs = [*zip(given, said["given"], strict=True),
                     *zip(certain.conclusion, said["conclusion"], strict=True)]  # fmt: skip
            for exact, shown in pairs:
                if shown["holds"] is None:
                    unsure += exact.relation.op != "==" and exact.holds is not None
                    continue
                told += 1
                known = "undefined" if exact.holds is None else exact.holds
                if shown["holds"] != known:
                    wrong.append(f"{name} at {point}: {shown}, certified {known}")
    assert not wrong
    assert told > 500
    assert unsure < told / 20
    for name in names:
        record = everything.records[name]
        point = playable(record)["start"]
        if record["verdict"] == "REFUTED" and point:
            said = whole.evaluate(live, [name, point])
            assert all(part["holds"] is True for part in said["given"]), name
            assert any(part["holds"] in (False, "undefined") for part in said["conclusion"]), name


@in_turns(("width", "scheme"), itertools.product((1280, 390), ("light", "dark")), 4)
def test_everyone_can_read_it(browser: Any, saved: Path, scheme: Any, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright",
                              reason="axe-playwright-python is not installed")  # fmt: skip
    tab = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    tab.goto(f"{saved.as_uri()}#{BROKEN}")
    tab.locator(f'[id="{BROKEN}"] .content math').first.wait_for()
    tab.click("#section")
    tab.select_option("#section", "zhang2018")
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= width
    assert faults(axe, tab) == {}
    tab.evaluate("() => document.body.append(new Image())")
    assert faults(axe, tab).keys() == {"image-alt"}
    tab.close()


def faults(axe: Any, tab: Any) -> dict[str, list[str]]:
    """What axe-core finds serious, with the first elements that have it."""
    return {
        each["id"]: [node["html"][:200] for node in each["nodes"][:3]]
        for each in axe.Axe().run(tab).response["violations"]
        if each["impact"] in ("serious", "critical")
    }


def test_it_prints_what_is_open(browser: Any, saved: Path) -> None:
    tab = browser.new_page()
    tab.goto(f"{saved.as_uri()}#{BROKEN}")
    tab.locator(f'[id="{BROKEN}"] .content math').first.wait_for()
    tab.emulate_media(media="print")
    assert not tab.locator("#filters").is_visible()
    assert tab.locator(f'[id="{BROKEN}"] .content math').first.is_visible()
    tab.close()
