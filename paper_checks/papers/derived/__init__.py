"""Our own statements: never attributed to an author."""

from paper_checks.claims import Paper

derived = Paper("derived", "lossproof", derived=True)
