"""Everything a person reads: claims, cards, explorations and risks in words, tables and LaTeX.

Decides nothing.
"""

from lossproof.paper_checks.reports.drawing import figure as figure
