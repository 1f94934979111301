"""Short forms of terms: patterns are matched and replaced."""
