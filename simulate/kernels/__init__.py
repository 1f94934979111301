"""Sums of losses over samples as programs: for NumPy, numba and CUDA, all from the SymPy forms.

Knows nothing of noise or of intervals.
"""

from simulate.kernels.compiled import Compiled
from simulate.kernels.forms import ELL, Moments, U
from simulate.kernels.fused import Kernel
from simulate.kernels.program import PIECE, Program, Workspace

__all__ = ["ELL", "PIECE", "Compiled", "Kernel", "Moments", "Program", "U", "Workspace"]
