"""Clean and noisy risks of a classifier, in three ways: exactly, by counts, or from samples.

Knows how to draw and to add up what `simulate.problem` says; nothing of papers or of tables.
"""

from lossproof.simulate.risk.counts import Counts as Counts
from lossproof.simulate.risk.exact import Exact as Exact
from lossproof.simulate.risk.result import Risks as Risks
from lossproof.simulate.risk.sample import Sample as Sample
from lossproof.simulate.risk.ways import Way as Way, risks as risks
