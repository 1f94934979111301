"""Generated pages of the site: the start from README, the verdicts, a gallery, and the API."""

from __future__ import annotations

import inspect
import io
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages to those of the folder."""
    made = {"index.md": start(), "api.md": api(), **verdicts(), **gallery()}
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))
    return files


def start() -> str:
    """README with links to the pages of the site, and without links to other files."""
    text = (ROOT / "README.md").read_text("utf-8").replace("](docs/", "](")
    pages = {path.name for path in (ROOT / "docs").iterdir()}
    return re.sub(
        r"\[([^]]*)\]\(([^):]*)\)", lambda link: link[0] if link[2] in pages else link[1], text
    )


def api() -> str:
    """Every public name with its docstring, below the package that defines it."""
    import lossproof

    packages: dict[str, list[str]] = {}
    for name, package in lossproof._PACKAGES.items():
        packages.setdefault(package, []).append(name)
    parts = ["# API", "Import every name from `lossproof`."]
    for package, names in packages.items():
        parts.append(f"## {package}")
        for name in sorted(names):
            value = getattr(lossproof, name)
            docstring = inspect.getdoc(value) if callable(value) else None
            text = f"{signature(name, value)}\n\n{docstring or ''}".strip()
            parts.append(f"### {name}\n\n````text\n{text}\n````")
    return "\n\n".join(parts) + "\n"


def signature(name: str, value: Any) -> str:
    """The signature of a function or class; the type of anything else."""
    if not callable(value):
        return f"{name}: {type(value).__name__}"
    try:
        return f"{name}{inspect.signature(value)}"
    except (TypeError, ValueError):
        return name


def verdicts() -> dict[str, str]:
    """The summary of the report as a page, and the full report beside it."""
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
    more = "The [full report](report.html) has the evidence, the graph and sliders."
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
    parts = ["# Gallery", "`lossproof figures NAME` writes each [figure](figures.md)."]
    for name, picture in PICTURES.items():
        with printed():
            written = io.BytesIO()
            figure = picture.draw(picture.data(Request(REGISTRY.__getitem__)), "column")
            figure.savefig(written, format="svg", metadata={"Date": None})
        made[f"gallery/{name}.svg"] = written.getvalue()
        caption = unicode(picture.legend()).replace("_", r"\_").replace("*", r"\*")
        parts.append(f"## {name}\n\n![{picture.title}](gallery/{name}.svg)\n\n{caption}")
    made["gallery.md"] = "\n\n".join(parts) + "\n"
    return made
