"""Limits for structures and rows of floats."""

TOLERANCE = 1e-9  # a larger value is a violation: far over rounding, far under any real one
NUDGE = 1e-6  # how far inside an open end rows stay: well above TOLERANCE
LARGEST = 1000  # the largest denominator of simple rationals
ROWS = 8192  # rows at a time on NumPy: a few dozen float64 columns of these fit the cache
STRUCTURES = 48  # choices of the integers that are examined: a few classes and samples
FAMILIES = 27  # values of one integer or family of labels: all of three labels of three classes
FEWEST = 3  # of the values of a number of classes or samples, in random structures
EQUAL = 0.25  # of the random families have one label
CHOICES = 2000  # choices of the integers that are compared to find the smallest
MATRIX = 6  # rows of a symbolic determinant: n rows give n! terms
LONG = 80  # operations above which an equality is not solved: its solution would slow every row
