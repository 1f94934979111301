"""One file per verb; those that tell what is recorded stand in `commands.recorded`."""
