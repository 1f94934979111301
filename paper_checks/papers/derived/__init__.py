"""Our own statements: never attributed to an author."""

from lossproof.paper_checks.claims import Paper

derived = Paper("derived", "lossproof", derived=True)
