"""Wang et al. (2019), symmetric cross-entropy (SCE)."""

from lossproof.paper_checks.claims import Paper

sce = Paper(
    "sce",
    "S. Li, Robust Losses (notes), on Y. Wang, X. Ma, Z. Chen, Y. Luo, J. Yi and J. Bailey, "
    "Symmetric Cross Entropy for Robust Learning with Noisy Labels, ICCV 2019",
)
