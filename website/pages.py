"""Pages of the site that are made: the start from README, the verdicts, a gallery, and the API."""

from __future__ import annotations

import inspect
import io
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]


def on_files(files: Files, config: Any) -> Files:
    """Add what is made to the pages of the folder."""
    made = {"index.md": start(), "api.md": api(), **verdicts(), **gallery()}
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))
    return files


def start() -> str:
    """README, whose names of pages are links here."""
    text = (ROOT / "README.md").read_text("utf-8")
    return re.sub(r"`docs/([a-z-]+\.md)`", r"[\1](\1)", text)


def api() -> str:
    """Every public name with its docstring, below the room that it comes from."""
    import lossproof

    rooms: dict[str, list[str]] = {}
    for name, room in lossproof._ROOMS.items():
        rooms.setdefault(room, []).append(name)
    parts = ["# API", "Every name is imported from `lossproof`."]
    for room, names in rooms.items():
        parts.append(f"## {room}")
        for name in sorted(names):
            found = getattr(lossproof, name)
            said = inspect.getdoc(found) if callable(found) else None
            told = f"{signature(name, found)}\n\n{said or ''}".strip()
            parts.append(f"### {name}\n\n````text\n{told}\n````")
    return "\n\n".join(parts) + "\n"


def signature(name: str, found: Any) -> str:
    """How it is called; of what is not called, what it is."""
    if not callable(found):
        return f"{name}: {type(found).__name__}"
    try:
        return f"{name}{inspect.signature(found)}"
    except (TypeError, ValueError):
        return name


def verdicts() -> dict[str, str]:
    """The report as a page, and the whole of it with evidence beside it."""
    from lossproof.paper_checks import records
    from lossproof.paper_checks.claims import REGISTRY, load
    from lossproof.paper_checks.reports.explain import about
    from lossproof.paper_checks.reports.written.survey.markdown import markdown
    from lossproof.paper_checks.reports.written.survey.page import page
    from lossproof.paper_checks.reports.written.survey.survey import Survey

    load()
    recorded = records.load()
    survey = Survey(recorded, {name: about(REGISTRY[name]) for name in recorded}, recorded)
    title, rest = markdown(survey).split("\n", 1)
    more = "[With evidence, the graph and sliders](report.html)."
    return {"verdicts.md": f"{title}\n\n{more}\n{rest}", "report.html": page(survey)}


def gallery() -> dict[str, str | bytes]:
    """Every figure with its caption."""
    from lossproof.figures.catalogue import PICTURES
    from lossproof.figures.picture import Request
    from lossproof.figures.sheet import printed
    from lossproof.paper_checks.claims import REGISTRY, load
    from lossproof.theory.printing.prose import unicode

    load()
    made: dict[str, str | bytes] = {}
    parts = ["# Gallery", "Each is drawn by `lossproof figures NAME`; [how](figures.md)."]
    for name, picture in PICTURES.items():
        with printed():
            written = io.BytesIO()
            drawn = picture.draw(picture.data(Request(REGISTRY.__getitem__)), "column")
            drawn.savefig(written, format="svg", metadata={"Date": None})
        made[f"gallery/{name}.svg"] = written.getvalue()
        caption = unicode(picture.legend()).replace("_", r"\_").replace("*", r"\*")
        parts.append(f"## {name}\n\n![{picture.title}](gallery/{name}.svg)\n\n{caption}")
    made["gallery.md"] = "\n\n".join(parts) + "\n"
    return made
