"""Clean and noisy risks of a classifier: exactly, by counts, or from samples.

Samples and sums the problems of `simulate.problem`; does not depend on papers or reports.
"""

from lossproof.simulate.risk.counts import Counts as Counts
from lossproof.simulate.risk.exact import Exact as Exact
from lossproof.simulate.risk.result import Risks as Risks
from lossproof.simulate.risk.sample import Sample as Sample
from lossproof.simulate.risk.ways import Way as Way, risks as risks
