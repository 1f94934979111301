"""What steers how labels and counts are drawn, and why."""

# Labels drawn at a time, whose words and cells should stay in the cache; tuples, likewise.
CHUNK, TUPLES = 1 << 16, 1 << 18
# Pairs or quadruples of labels in one table of 2**16 cells: of fewer, so that few cells are shared.
MOST_TUPLES = 2048
# Bits that choose a cell of a row; what they leave open takes a second word.
TABLE_BITS = 13
# Beyond as many classes a table of all rows would not stay in the cache: aliases instead.
MOST_TABLE_CLASSES = 128
# Tables of single rows that a sampler keeps: what bounds its memory.
MOST_ROWS_KEPT = 128
# Rows of probabilities that are summed at a time, at least.
FEWEST_ROWS = 1024
# Samples that NumPy's multinomial may draw, in int64; more are split exactly.
MOST_BY_NUMPY = 10**15
# Of more samples than MANY, cells that expect fewer than EXPECTED are drawn in two steps.
MANY, EXPECTED = 10**12, 10**8
