"""What was trained for a claim that is measured, told in words."""

from __future__ import annotations

from lossproof.paper_checks.records import trained_on


def test_networks_of_classes_and_embeddings_are_told() -> None:
    told = {"data": "blobs", "features": 4, "hidden": [8, 6]}
    assert trained_on({**told, "classes": 3, "epochs": 5}) == (
        "blobs, ReLU layers 4-8-6-3, 5 epochs"
    )
    sizes = {"dimensions": [3], "batches": [12, 30, 60], "steps": 9}
    assert trained_on({**told, **sizes}).endswith(
        "n of 3, batches of 12, 30 and 60 points, 9 of each"
    )
    assert trained_on({**told, "dimensions": [1, 2], "batches": [12, 60], "steps": 600}) == (
        "blobs, ReLU layers 4-8-6-n for n of 1 and 2, batches of 12 and 60 points, 600 of each"
    )
