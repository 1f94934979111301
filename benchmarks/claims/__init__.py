"""The cost of deciding claims and losses, and repeated searches for counterexamples."""
