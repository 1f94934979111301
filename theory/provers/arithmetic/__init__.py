"""Linear arithmetic and polynomials: exact multipliers, squares, and Bernstein forms."""
