"""Rewriting of goals: by equalities, by multiples of facts, and from means to one sample."""

from lossproof.theory.provers.rewriting.goals import reduced as reduced
from lossproof.theory.provers.rewriting.known_values import KINDS as KINDS
