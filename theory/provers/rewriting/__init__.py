"""Goals brought to others: equals for equals, multiples of what is known, one sample for a mean."""

from lossproof.theory.provers.rewriting.goals import reduced as reduced
from lossproof.theory.provers.rewriting.known_values import KINDS as KINDS
