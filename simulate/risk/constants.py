"""Constants of the computation of risks, with reasons."""

# Elements of a chunk, whose few float32 buffers should stay in the cache; its least samples.
CHUNK, FEWEST_IN_CHUNK = 128_000, 256
# Elements of the sums of forms in memory at a time, for many classes; the same for a GPU, which
# needs many samples at a time.
TABLE, GPU_TABLE = 1 << 20, 1 << 24
# Beyond this gain of a backward correction float32 would lose digits: float64 then.
LARGEST_GAIN = 8
# Elements of a block: its computation should cost far more than its submission.
BLOCK_ELEMENTS = 1 << 23
# The same for compiled kernels, which are eight times as fast.
COMPILED_ELEMENTS = 1 << 26
# The same for a GPU, which is busy only with millions of samples at a time.
GPU_ELEMENTS = 1 << 32
# In a block of few samples every class should still occur.
FEWEST_PER_CLASS = 256
# Logits of a run from which LLVM is faster than NumPy even if it compiles first: 0.2 s to start
# and to compile, then 0.6 ns a logit; 7 ns for NumPy.
WORTH_COMPILING = 3e7
# The same for a GPU, which takes 0.5 s to start; measured on an H200.
WORTH_A_GPU = 3e8
# Added to intervals, relative to the root mean square of a loss: the rounding of float32 sums.
FLOAT32_SLACK = 1e-6
# Share of the squares of a loss without a known range: a larger share in one block suggests an
# infinite variance. With a finite variance each of 16 blocks has about a sixteenth.
LARGEST_SHARE = 0.25
# Elements of the points that are integrated at a time.
POINT_ELEMENTS = 1 << 20
# The default number of samples.
SAMPLES = 10**6
