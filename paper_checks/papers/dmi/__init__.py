"""Xu, Cao, Kong & Wang (2019), determinant-based mutual information, as reported in Li's notes."""

from lossproof.paper_checks.claims import Paper

dmi = Paper(
    "dmi",
    "Y. Xu, P. Cao, Y. Kong and Y. Wang, L_DMI: A Novel Information-theoretic Loss Function for "
    "Training Deep Nets Robust to Label Noise, NeurIPS 2019, as reported in Li's notes on robust "
    "losses",
)
