"""Wang et al., IMAE: how much one sample weighs under MAE."""

from paper_checks.claims import Paper

imae = Paper(
    "imae",
    "X. Wang, E. Kodirov, Y. Hua and N. M. Robertson, IMAE for Noise-Robust Learning: Mean "
    "Absolute Error Does Not Treat Examples Equally and Gradient Magnitude's Variance Matters, "
    "as reported in S. Li's notes on robust losses",
)
