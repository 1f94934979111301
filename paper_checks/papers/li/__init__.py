"""Li's own questions on the gradients of robust losses."""

from lossproof.paper_checks.claims import Paper

li = Paper("li", "S. Li, Robust Losses, notes on five papers")
