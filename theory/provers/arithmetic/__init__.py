"""Linear arithmetic and products: exact multipliers."""
