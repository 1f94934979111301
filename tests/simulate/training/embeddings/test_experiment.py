"""Embeddings trained on noisy labels, and what collapses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lossproof.simulate.pairs import BatchHard, precision_at_1
from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.training import Column, Data, column, digits, normal_classes
from lossproof.simulate.training.embeddings import (
    SAMPLINGS,
    CollapseExperiment,
    Settings,
    collapse_grid,
    train_embeddings,
)
from lossproof.theory.losses import TripletLoss
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

SHORT = Settings(hidden=(8,), epochs=2, batch=30)
DATA = normal_classes(4, 6, size=30, spread=0.4)


def test_every_sampling_learns_from_clean_labels() -> None:
    data = normal_classes(4, 6, size=60, spread=0.4)
    settings = Settings(epochs=12, batch=30)
    found = train_embeddings(data, [column("none", 4)], seeds=(0, 1), settings=settings)
    raw = precision_at_1(Batch.from_embeddings(data.x_test, data.y_test, 4))
    assert found.precision.shape == (1, 2, len(SAMPLINGS))
    assert (found.precision > 0.6).all()
    assert raw > 0.6
    assert (found.auc > 0.7).all()
    assert (found.spread < 0.9).all()
    assert (found.risk < 1).all()


def test_a_result_depends_on_nothing_else_that_is_trained() -> None:
    columns = [column("none", 4), column("symmetric:2/5", 4)]
    together = train_embeddings(DATA, columns, seeds=(3, 5), settings=SHORT)
    for place, (name, strategy) in enumerate(SAMPLINGS.items()):
        alone = train_embeddings(DATA, columns[1:], {name: strategy}, seeds=(5,), settings=SHORT)
        for measure in ("precision", "auc", "risk", "spread"):
            assert getattr(alone, measure)[0, 0, 0] == pytest.approx(
                getattr(together, measure)[1, 1, place], rel=1e-4
            )


def test_where_no_triplet_is_ever_taken_nothing_is_learned() -> None:
    one_label = Column("one label", TransitionMatrix.from_rows([[1, 0, 0, 0]] * 4))
    sampled = {"batch-hard": BatchHard()}
    short, longer = (
        train_embeddings(DATA, [one_label], sampled, seeds=(0,), settings=settings)
        for settings in (SHORT, replace(SHORT, epochs=5))
    )
    assert short.risk == longer.risk


@together("wrong", [{"epochs": 0}, {"batch": 2}, {"dimension": 0}, {"hidden": (8, 0)}])
def test_settings_out_of_range_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match="must be at least"):
        Settings(**wrong)


def test_more_points_in_a_batch_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="batch must be at most"):
        train_embeddings(DATA, [column("none", 4)], settings=replace(SHORT, batch=500))


def test_dead_networks_are_told_where_they_are_put_on_the_sphere() -> None:
    # Points at 0 go to the last layer's bias, which starts at 0.
    x = np.zeros((30, 3), np.float32)
    data = Data(x, np.arange(30) % 3, x, np.arange(30) % 3, 3, "zeros")
    with pytest.raises(ValueError, match="zero vectors"):
        train_embeddings(data, [column("none", 3)], settings=SHORT)


def test_grid_tells_what_collapsed() -> None:
    free = Settings(hidden=(16,), sphere=False, triplet=TripletLoss(1))
    grid = collapse_grid(digits(), (12, 90), (1, 8), seeds=(0, 1), steps=40, settings=free)
    assert grid.start.shape == grid.diameter.shape == grid.loss.shape == (2, 2, 2)
    assert (grid.start > 0).all()
    assert set(np.unique(grid.collapsed())) <= {0.0, 0.5, 1.0}
    gone = grid.diameter <= 0.1
    assert (abs(grid.loss[gone] - 1) <= 0.1).all()
    assert grid.collapsed(share=0).max() == 0
    assert grid.collapsed(share=np.inf).min() == 1


def test_an_experiment_is_the_grid_of_its_seeds() -> None:
    free = Settings(hidden=(8,), sphere=False, triplet=TripletLoss(1))
    made = CollapseExperiment(digits(), (12, 30), (1, 2), (0, 3), 20, free)
    found = made.trained()
    assert found.diameter.shape == (2, 2, 2)
    for place, seed in enumerate(made.seeds):
        alone = collapse_grid(digits(), (12, 30), (1, 2), seeds=(seed,), steps=20, settings=free)
        assert (found.diameter[..., place] == alone.diameter[..., 0]).all()
        assert (found.start[..., place] == alone.start[..., 0]).all()
    longer = CollapseExperiment(digits(), (12, 30), (1, 2), (0, 3), 21, free)
    assert longer.recipe != made.recipe
    assert made.summary["batches"] == [12, 30]
    assert made.summary["dimensions"] == [1, 2]
