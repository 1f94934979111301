"""Margin and triplet losses under label noise: our own statements, after Le and Odobez (2018)."""

from lossproof.paper_checks.claims import Paper

le2018 = Paper(
    "le2018",
    "lossproof, on N. Le and J.-M. Odobez, Theoretical Guarantees of Deep "
    "Embedding Losses Under Label Noise, arXiv:1812.02676",
    derived=True,
    locus="derived, after the abstract",
)
