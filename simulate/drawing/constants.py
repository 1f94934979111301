"""Constants of the sampling of labels and counts, with reasons."""

# Labels and tuples sampled at a time: their words and cells should stay in the cache.
CHUNK, TUPLES = 1 << 16, 1 << 18
# Pairs or quadruples of labels in one table of 2**16 cells: of fewer, so that few cells are shared.
MOST_TUPLES = 2048
# Bits that choose a cell of a row; an undecided cell takes a second word.
TABLE_BITS = 13
# With more classes a table of all rows would not stay in the cache: alias tables instead.
MOST_TABLE_CLASSES = 128
# Tables of single rows that a sampler caches: bounds its memory.
MOST_ROWS_KEPT = 128
# NumPy's multinomial samples at most this many, in int64; more are split exactly.
MOST_BY_NUMPY = 10**15
# With more than MANY samples, cells that expect fewer than EXPECTED are sampled in two steps.
MANY, EXPECTED = 10**12, 10**8
