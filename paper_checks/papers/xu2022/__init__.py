"""Separated maps and hard negatives: our own statements, after Xu et al. (2022)."""

from lossproof.paper_checks.claims import Paper

xu2022 = Paper(
    "xu2022",
    "lossproof, on A. Xu, J.-Y. Hsieh, B. Vundurthy, E. Cohen, H. Choset and "
    "L. Li, Mathematical Justification of Hard Negative Mining via Isometric Approximation "
    "Theorem, arXiv:2210.11173",
    derived=True,
    locus="derived, after the abstract",
)
