"""Commands that tell what is recorded; they load what decides only where nothing is recorded."""
