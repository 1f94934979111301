"""How many true inequalities are proved without being told how, and that no false one is."""
