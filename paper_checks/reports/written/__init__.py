"""Claims with their evidence for other programs: LaTeX, pages for browsers, and JSON."""
