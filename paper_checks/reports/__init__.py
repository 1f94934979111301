"""Everything a person reads: claims, cards, explorations and risks in words, tables and LaTeX.

Decides nothing.
"""

from paper_checks.reports.exploration import lines as lines
