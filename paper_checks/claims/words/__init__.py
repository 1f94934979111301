"""What a claim says, for people: its title, the quantities that it names, and its formulas."""
