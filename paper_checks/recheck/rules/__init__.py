"""What each rule of proof concludes, from its premises and what it was given."""

from lossproof.paper_checks.recheck.rules import (
    algebra as algebra,
    covers as covers,
    expectations as expectations,
    functions as functions,
    laws as laws,
    matrices as matrices,
    pieces as pieces,
    slopes as slopes,
    sums as sums,
    tables as tables,
)
