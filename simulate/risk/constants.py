"""What steers how risks are computed, and why."""

# Elements of a chunk, whose few float32 buffers should stay in the cache; samples it has at least.
CHUNK, FEWEST_IN_CHUNK = 128_000, 256
# Elements of the sums of forms that are held at once, for many classes.
TABLE = 1 << 20
# Beyond this gain of a backward correction float32 would lose digits: float64 then.
LARGEST_GAIN = 8
# Elements of a block: long against what it costs to hand one out.
BLOCK_ELEMENTS = 1 << 23
# The same where they are compiled, and eight times as fast.
COMPILED_ELEMENTS = 1 << 26
# In a block of few samples every class should still occur.
FEWEST_PER_CLASS = 256
# Logits of a run that NumPy takes longer for than LLVM, even if that has to compile first: 0.2 s
# to start and to compile, then 0.6 ns a logit; 7 ns for NumPy.
WORTH_COMPILING = 3e7
# Of the root mean square of a loss, added to intervals: the rounding of float32 sums.
FLOAT32_ROOM = 1e-6
# Of the squares of a loss without a known range: more in one block says that they have no mean,
# or that it is not seen. With a variance a block of 16 has about a sixteenth.
LARGEST_SHARE = 0.25
# Elements of the points that are integrated at once.
POINT_ELEMENTS = 1 << 20
# Samples that are drawn where nothing else is said.
SAMPLES = 10**6
