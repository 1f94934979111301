"""One file per question of a card; each answers with lines that say what they rest on."""
