"""Signs of terms with kinks, logarithms and powers, by the signs of their parts."""
