"""Ghosh, Kumar & Sastry (2017), as reported by later papers."""

from lossproof.paper_checks.claims import Paper

ghosh2017 = Paper(
    "ghosh2017",
    "A. Ghosh, H. Kumar and P. S. Sastry, Robust Loss Functions under Label Noise for Deep Neural "
    "Networks, AAAI 2017, as reported by later papers",
)
