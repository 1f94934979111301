"""Wang et al., IMAE: the weight of one sample under MAE."""

from lossproof.paper_checks.claims import Paper

imae = Paper(
    "imae",
    "S. Li, Robust Losses (notes), on X. Wang, E. Kodirov, Y. Hua and N. M. Robertson, IMAE for "
    "Noise-Robust Learning: Mean Absolute Error Does Not Treat Examples Equally and Gradient "
    "Magnitude's Variance Matters",
)
