"""What embeddings tolerate, as a result, as rows and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from lossproof.paper_checks.reports.result import Result, Table, headings
from lossproof.simulate.pairs import Regime, Survey, TripletMix
from lossproof.theory.losses import PairLoss, TripletLoss

WIDTH = 80
KNOWN_TO = 1e-7
ANSWERS: Mapping[bool | None, str] = {True: "yes", False: "no", None: "open"}


def as_json(found: Survey, losses: tuple[PairLoss, TripletLoss]) -> dict[str, Any]:
    """What was found; `under` is null where the claims do not say, a mix where none is taken."""
    pair, triplet = losses
    return {
        "format": "tolerance/1",
        "points": int(found.sizes.sum()),
        "dimension": found.dimension,
        "sizes": found.sizes.tolist(),
        "distances": {"nearest": found.nearest, "farthest": found.farthest},
        "coincide": dict(zip(("one_class", "two_classes"), found.coincide, strict=True)),
        "alone": found.alone,
        "regime": {
            "pairs": {**pair.parameters, **asdict(found.pairs)},
            "triplets": {**triplet.parameters, **asdict(found.triplets)},
        },
        "tolerated": {name: asdict(each) for name, each in found.tolerated.items()},
        "mined": {
            name: {noise: mix and asdict(mix) for noise, mix in mixes.items()}
            for name, mixes in found.mined.items()
        },
        "left_out": dict(found.left_out),
    }


def rows(found: Survey) -> list[dict[str, Any]]:
    """One object per strategy and noise: what is tolerated, and shares of the triplets in %."""
    table = list[dict[str, Any]]()
    for name in dict.fromkeys([*found.tolerated, *found.mined]):
        known, mixes = found.tolerated.get(name), found.mined.get(name, {})
        rate = None if known is None else _rate(known.rate, above=known.above)
        for noise in next(iter(found.mined.values())):
            mix = mixes.get(noise)
            table.append({
                "strategy": name, "tolerates": rate, "noise": noise,
                "tolerated": None if known is None else ANSWERS[known.under[noise]],
                "valid %": mix and _percent(mix.valid), "swapped %": mix and _percent(mix.swapped),
            })  # fmt: skip
    return table


def result(found: Survey, named: str, losses: tuple[PairLoss, TripletLoss]) -> Result:
    """Three tables, with what they mean."""
    pair, triplet = losses
    regimes = {
        f"pairs, margin {float(pair.margin):g}, beta {float(pair.boundary):g}": found.pairs,
        f"triplets, margin {float(triplet.margin):g}": found.triplets,
    }
    noises = [f"at {name.removeprefix('uniform ')}" for name in next(iter(found.mined.values()))]
    tolerated = [
        [name, _rate(each.rate, above=each.above), *(ANSWERS[x] for x in each.under.values())]
        for name, each in found.tolerated.items()
    ]
    mined = [[name, *map(_mix, mixes.values())] for name, mixes in found.mined.items()]
    return Result(
        [
            [(f"{named}: {_described(found)}", "bold")],
            *_notes(found),
            None,
            _table(["regime, %", "linear", "active", "inactive"], map(_regime, regimes.items())),
            "Linear: max(0, …) clips the loss neither as given nor with swapped labels. "
            "Inactive: the "
            "loss is 0. Active: the others. The claims cover only the linear regime.",
            None,
            _table(["tolerates", "uniform noise", *noises], tolerated),
            "Tolerated (linear regime): an embedding with clean risk 0 has a smaller noisy risk "
            "than every embedding with a positive one. At a threshold (within 1e-12) the answer "
            "is no.",
            None,
            _table(["valid : swapped, %", *noises], mined),
            "Share of the selected triplets, under random noisy labels, that are valid for the "
            "clean labels, and that have positive and negative swapped. Training goes in the "
            "wrong direction if more are swapped than valid.",
            *(f"{name} is omitted: {why}" for name, why in found.left_out.items()),
        ],
        WIDTH,
    )


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    return Table(headings(*names, right=True), [*rows])


def _described(found: Survey) -> str:
    sizes = found.sizes[found.sizes > 0]
    each = f"{sizes.min()}" if sizes.min() == sizes.max() else f"{sizes.min()} to {sizes.max()}"
    absent = len(found.sizes) - len(sizes)
    without = f" ({absent} of them empty)" if absent else ""
    return (
        f"{found.sizes.sum()} points in {found.dimension} dimensions, {len(found.sizes)} classes"
        f"{without} of {each} points"
    )


def _notes(found: Survey) -> Iterator[str]:
    yield f"distances from {found.nearest:.3g} to {found.farthest:.3g}"
    own, other = found.coincide
    if own or other:
        yield f"pairs at distance 0: {own} within a class, {other} between classes"
    if found.alone:
        some = ", ".join(map(str, found.alone[:10])) + ", …" * (len(found.alone) > 10)
        yield f"classes with one point only (no positive pairs): {some}"


def _regime(item: tuple[str, Regime]) -> list[str]:
    name, regime = item
    return [name, *(_percent(x) for x in (regime.linear, regime.active, regime.inactive))]


def _rate(rate: float, *, above: bool) -> str:
    """Rounded down, so that what is printed is tolerated; a rate is known to 1e-7."""
    if above:
        return f"any rate but {100 * rate:.4g} %"
    return f"below {np.floor(1000 * (rate + KNOWN_TO)) / 10:.1f} %"


def _mix(mix: TripletMix | None) -> str:
    return "none taken" if mix is None else f"{_percent(mix.valid)} : {_percent(mix.swapped)}"


def _percent(share: float) -> str:
    """A share in percent; one that is not 0 or 1 is not printed as if it were."""
    text = f"{100 * share:.1f}"
    if text == "0.0" and share > 0:
        text = "<0.1"
    elif text == "100.0" and share < 1:
        text = ">99.9"
    return text
