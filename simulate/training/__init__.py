"""Training of ReLU networks on noisy labels: many at once, with the losses and corrections.

Gradients come from the SymPy forms of `theory.losses`. It does not depend on claims.
"""

from lossproof.simulate.training.columns import Column as Column, column as column
from lossproof.simulate.training.comparing import marks as marks, welch as welch
from lossproof.simulate.training.data import (
    Data as Data,
    digits as digits,
    from_file as from_file,
    normal_classes as normal_classes,
)
from lossproof.simulate.training.effects import (
    EFFECTS as EFFECTS,
    Effect as Effect,
    Measured as Measured,
    measure as measure,
)
from lossproof.simulate.training.experiment import (
    Experiment as Experiment,
    Outcome as Outcome,
    train as train,
)
from lossproof.simulate.training.loop import Settings as Settings
from lossproof.simulate.training.methods import (
    METHODS as METHODS,
    TABLE as TABLE,
    Method as Method,
    method as method,
)
from lossproof.simulate.training.optimisers import Optimiser as Optimiser
