"""What each rule of proof concludes, from its premises and what it was given."""

from paper_checks.recheck.rules import (
    algebra as algebra,
    covers as covers,
    functions as functions,
    matrices as matrices,
    sums as sums,
)
