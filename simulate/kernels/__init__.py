"""Sums of losses over samples as programs: for NumPy, LLVM and CUDA, all from the SymPy forms.

Knows nothing of noise or of intervals.
"""

from simulate.kernels.compiled import Compiled as Compiled
from simulate.kernels.forms import ELL as ELL, Moments as Moments, U as U
from simulate.kernels.fused import Kernel as Kernel
from simulate.kernels.program import PIECE as PIECE, Program as Program, Workspace as Workspace
