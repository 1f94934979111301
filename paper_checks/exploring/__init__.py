"""Exploring claims beyond their verdict: searches with conditions of the user's, and maps.

Gives plain data; how it is told is in `paper_checks.reports`.
"""

from paper_checks.exploring.explore import blamed, check_folder, keep, kept, replay, search_claim
from paper_checks.exploring.question import Question

__all__ = ["Question", "blamed", "check_folder", "keep", "kept", "replay", "search_claim"]
