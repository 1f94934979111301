"""The notation of claims: domains, relations, sums, losses, rules of proof and shared lemmas.

A file of claims takes all of it: `from lossproof.paper_checks.papers.notation import *`. The measure
`dmi` alone stays out, since a section has this name.
"""

from types import ModuleType as _Module

import sympy as sympy
from sympy import (
    Abs as Abs,
    KroneckerDelta as KroneckerDelta,
    Max as Max,
    Rational as Rational,
    sqrt as sqrt,
)

from lossproof.theory.domain import *
from lossproof.theory.information import *
from lossproof.theory.language import *
from lossproof.theory.language.terms import *
from lossproof.theory.lemmas import *
from lossproof.theory.losses import *
from lossproof.theory.losses.gradients import *
from lossproof.theory.proof.rules import *


def accuracies(figures):
    """Accuracies of a row of a table, in percent."""
    return [Rational(figure) for figure in figures.split()]


_names = {name for name, value in vars().items() if type(value) is not _Module and name[0] != "_"}
__all__ = sorted(_names - {"dmi"} | {"sympy"})  # pyright: ignore[reportUnsupportedDunderAll]
