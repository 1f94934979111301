"""Sums of losses over samples as programs: for NumPy, LLVM and CUDA, all from the SymPy forms.

This package does not depend on noise or intervals.
"""

from lossproof.simulate.kernels.compiled import Compiled as Compiled
from lossproof.simulate.kernels.forms import ELL as ELL, Moments as Moments, U as U
from lossproof.simulate.kernels.fused import Kernel as Kernel
from lossproof.simulate.kernels.program import (
    PIECE as PIECE,
    Program as Program,
    Workspace as Workspace,
)
