"""Exploring claims beyond their verdict: searches with conditions of the user's, and maps."""

from paper_checks.exploring.explore import blamed, check_folder

__all__ = ["blamed", "check_folder"]
