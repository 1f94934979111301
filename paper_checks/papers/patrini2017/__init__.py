"""Patrini et al. (2017), loss correction."""

from lossproof.paper_checks.claims import Paper

patrini2017 = Paper(
    "patrini2017",
    "G. Patrini, A. Rozza, A. K. Menon, R. Nock and L. Qu, Making Deep Neural Networks Robust to "
    "Label Noise: a Loss Correction Approach, CVPR 2017",
)
