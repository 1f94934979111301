"""Clean and noisy risks of a classifier: exactly, by counts, or from samples."""

from simulate.risk.ways import Risks, risks

__all__ = ["Risks", "risks"]
