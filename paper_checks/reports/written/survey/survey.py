"""What a report is about: claims with their records, what moved, and the pictures beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from lossproof.paper_checks.records import OURS, several
from lossproof.paper_checks.reports.parts.repairs import holds, repairs_of
from lossproof.paper_checks.reports.written.readable import readable

Record = dict[str, Any]
VERSIONS = ("lossproof", "sympy", "python-flint")


@dataclass(frozen=True)
class DrawnFigure:
    """A picture: SVG, or PNG where lines are too many, with what it shows."""

    title: str
    caption: str
    claims: tuple[str, ...]
    content: bytes
    kind: str


@dataclass(frozen=True)
class Rerun:
    """What a check said of a claim besides its record."""

    moved: Sequence[str] = ()
    seconds: float | None = None
    traceback: str | None = None


@dataclass(frozen=True)
class Survey:
    """Claims in their order, readings after the claim that they are readings of.

    Parameters
    ----------
    records : of the claims, by id
    abouts : source, locus and text of each, as `reports.explain.about` gives them
    others : every record, for repairs of claims that are not asked for
    told : what a check said, of claims that it decided
    drawn : pictures, by name
    """

    records: Mapping[str, Record]
    abouts: Mapping[str, Record]
    others: Mapping[str, Record]
    told: Mapping[str, Rerun] = field(default_factory=dict[str, Rerun])
    drawn: Mapping[str, DrawnFigure] = field(default_factory=dict[str, DrawnFigure])

    @property
    def sections(self) -> dict[str, list[str]]:
        """The ids of every section, those of papers before those of our own questions."""
        found: dict[str, list[str]] = {}
        for name in self.records:
            found.setdefault(name.partition(".")[0], []).append(name)
        return {name: found[name] for name in sorted(found, key=lambda each: each in OURS)}

    def counts(self, names: Sequence[str] | None = None) -> Counter[str]:
        """How many claims have each verdict."""
        chosen = self.records if names is None else names
        return Counter(self.records[name]["verdict"] for name in chosen)

    def source(self, section: str) -> str:
        """What a section takes its claims from."""
        return self.abouts[self.sections[section][0]]["source"]

    def title(self, name: str) -> str:
        """What a claim is about; of one that could not be decided, why."""
        record = self.records[name]
        return record.get("title") or record["scope"]

    def repaired_by(self, name: str) -> list[str]:
        """The claims that repair a refuted one, and hold."""
        if self.records[name]["verdict"] != "REFUTED":
            return []
        found = repairs_of(name, self.others)
        return [each["id"] for each in found if holds(each, self.others)]

    def pictures_of(self, name: str) -> list[str]:
        """The pictures that show a claim."""
        return [key for key, drawn in self.drawn.items() if name in drawn.claims]

    @property
    def edges(self) -> list[tuple[str, str, str]]:
        """What stands on what: a claim, how, and the claim it stands on; all of this survey."""
        found = list[tuple[str, str, str]]()
        for name, record in self.records.items():
            found += [(name, "assumes", each) for each in record.get("assumes", ())]
            found += [(name, "uses", each) for each in record.get("lemmas", ())]
            repaired = several(record.get("repairs"))
            found += [(name, "repairs", each) for each in repaired]
            headline, slash, _ = name.partition("/")
            mended = several(self.records.get(headline, {}).get("repairs"))
            if slash and headline not in repaired and name not in mended:
                found.append((name, "reads", headline))
        return [edge for edge in dict.fromkeys(found) if edge[2] in self.records]


def as_json(survey: Survey) -> Record:
    """All of it as one object."""
    claims: list[Record] = []
    for name, record in survey.records.items():
        told = survey.told.get(name, Rerun())
        claims.append({
            **readable(record),
            **survey.abouts[name],
            "repaired by": survey.repaired_by(name),
            "figures": survey.pictures_of(name),
            "moved": [*told.moved],
            **({"seconds": told.seconds} if told.seconds is not None else {}),
            **({"traceback": told.traceback} if told.traceback else {}),
        })  # fmt: skip
    return {
        "format": "report/1",
        "versions": {name: version(name) for name in VERSIONS},
        "counts": dict(sorted(survey.counts().items())),
        "sections": {
            name: {
                "source": survey.source(name),
                "counts": dict(sorted(survey.counts(ids).items())),
            }
            for name, ids in survey.sections.items()
        },
        "claims": claims,
        "edges": [{"claim": a, "how": how, "of": b} for a, how, b in survey.edges],
        "figures": {
            name: {"title": drawn.title, "caption": drawn.caption, "claims": [*drawn.claims]}
            for name, drawn in survey.drawn.items()
        },
    }
