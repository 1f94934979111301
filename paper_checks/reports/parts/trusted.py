"""What a verdict trusts, in words that a page can be read by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lossproof.paper_checks.reports.parts.outline import outline

Record = dict[str, Any]
DOUBTED = re.compile(r"step (\w+), not confirmed: (.*)")


def trusted(record: Record, *, verbose: bool = False) -> Iterator[str]:
    """What it trusts; a step that the second checker leaves to the kernel, as the page calls it."""
    evidence = record["evidence"]
    parts = len(record["statement"]["conclusion"])
    steps = evidence["steps"] if evidence["kind"] == "derivation" else []
    labels = outline(steps, parts, verbose=verbose).labels if steps else {}
    for each in record["trust"]:
        found = DOUBTED.fullmatch(each)
        if found is None or found[1] not in labels:
            yield each
            continue
        label = labels[found[1]]
        named = label if label.startswith("Lemma") else f"step {label}"
        yield f"{named}, which the second checker could not verify ({found[2]})"
