"""One file for each question of a card; each gives lines with verdicts and reasons."""
