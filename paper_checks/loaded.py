"""Every claim of the papers, loaded: what worker processes are forked of imports this by name."""

from lossproof.paper_checks.claims.loading import load

load()
