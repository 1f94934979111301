"""Exploring claims beyond their verdict: searches with conditions of the user's, and maps.

Gives plain data; how it is told is in `lossproof.paper_checks.reports`.
"""

from lossproof.paper_checks.exploring.explore import (
    blamed as blamed,
    check_files as check_files,
    keep as keep,
    kept as kept,
    replay as replay,
    search_claim as search_claim,
)
from lossproof.paper_checks.exploring.question import Question as Question
