"""One file per verb; `check`, `explain` and `list` stand in `commands.main`."""
