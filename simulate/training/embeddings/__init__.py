"""Small embeddings trained on noisy labels, with every sampling strategy."""

from lossproof.simulate.training.embeddings.collapse import (
    CollapseExperiment as CollapseExperiment,
    CollapseGrid as CollapseGrid,
    collapse_grid as collapse_grid,
)
from lossproof.simulate.training.embeddings.experiment import (
    SAMPLINGS as SAMPLINGS,
    Measures as Measures,
    Settings as Settings,
    train_embeddings as train_embeddings,
)
