"""What reports on claims are made of: statements, outlines of derivations, what fails, repairs."""
