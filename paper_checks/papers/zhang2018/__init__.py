"""Zhang & Sabuncu (2018), generalised cross-entropy (GCE)."""

from lossproof.paper_checks.claims import Paper

zhang2018 = Paper(
    "zhang2018",
    "Z. Zhang and M. R. Sabuncu, Generalized Cross Entropy Loss for Training Deep Neural Networks "
    "with Noisy Labels, NeurIPS 2018",
)
