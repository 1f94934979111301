// Sums, over many samples, of functions of a classifier's output at logits that are Gaussian.
//
// Sample i has the logits mean[k] + sigma * N(0, 1), k = 0..CLASSES-1, from Philox4x32-10 with the
// seed as key and (i, k / 4) as counter: it depends on nothing else. u is the softmax of the
// logits, ell its logarithm, largest the largest u. A block of THREADS threads has
// THREADS * SAMPLES_PER_THREAD consecutive samples; no order of execution changes a bit of a sum.
//
// simulate/kernels/fused.py writes before this text:
//   constexpr int CLASSES, FORMS, SUMS, TILE, THREADS, SAMPLES_PER_THREAD, CELLS_AT_ONCE;
//   void class_terms(float u, float ell, float *terms)                  what to sum over classes
//   void form_values(float u, float ell, float largest, const float *sums, float *values)

#ifdef __CUDACC__
#define UNROLL _Pragma("unroll")
#define KEEP_ROLLED _Pragma("unroll 1")
#else
#define UNROLL
#define KEEP_ROLLED
#endif

typedef unsigned int u32;
typedef unsigned long long u64;

constexpr int CELLS = FORMS * TILE;
constexpr bool ONE_TILE = TILE >= CLASSES;
constexpr int SHARES = THREADS / CELLS_AT_ONCE;

static_assert(TILE % 4 == 0, "a draw gives four normals");
static_assert(THREADS % CELLS_AT_ONCE == 0, "every cell is added up by equally many threads");

struct Draws {
    const float *mean;
    float sigma;
    u64 seed;
};

// What a form needs to know of a whole sample.
struct Sample {
    float top, log_total, largest;
    float sums[SUMS > 0 ? SUMS : 1];
};

// Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", section 4.
__device__ inline void philox4x32_10(u32 counter[4], u32 key0, u32 key1)
{
    UNROLL
    for (int round = 0; round < 10; ++round) {
        const u64 even = (u64)0xD2511F53u * counter[0];
        const u64 odd = (u64)0xCD9E8D57u * counter[2];
        counter[0] = (u32)(odd >> 32) ^ counter[1] ^ key0;
        counter[2] = (u32)(even >> 32) ^ counter[3] ^ key1;
        counter[1] = (u32)odd;
        counter[3] = (u32)even;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
}

// Box-Muller: two normals from two words, for the radius and the angle.
__device__ inline void normal_pair(u32 first, u32 second, float normal[2])
{
    // In [2^-33, 1]: its logarithm is finite.
    const float uniform = fmaf((float)first, 0x1p-32f, 0x1p-33f);
    const float radius = sqrtf(-2.0f * logf(uniform));
    float sine, cosine;
    sincospif((float)second * 0x1p-31f, &sine, &cosine);
    normal[0] = radius * cosine;
    normal[1] = radius * sine;
}

__device__ inline void normals(u64 seed, u64 sample, u32 quadruple, float normal[4])
{
    u32 word[4] = {(u32)sample, (u32)(sample >> 32), quadruple, 0u};
    philox4x32_10(word, (u32)seed, (u32)(seed >> 32));
    normal_pair(word[0], word[1], normal);
    normal_pair(word[2], word[3], normal + 2);
}

__device__ inline void draw_tile(const Draws &draws, u64 sample, int first, float logit[TILE])
{
    UNROLL
    for (int j = 0; j < TILE; j += 4) {
        float normal[4];
        normals(draws.seed, sample, (u32)(first + j) / 4u, normal);
        UNROLL
        for (int lane = 0; lane < 4; ++lane) {
            const int k = first + j + lane;
            logit[j + lane] = k < CLASSES ? fmaf(draws.sigma, normal[lane], draws.mean[k]) : 0.0f;
        }
    }
}

__device__ inline float log_probability(const Sample &sample, float logit)
{
    return (logit - sample.top) - sample.log_total;
}

// Leaves in `logit` the last tile, which is all of them where there is one.
__device__ inline Sample draw_sample(const Draws &draws, u64 index, float logit[TILE])
{
    Sample sample;
    // Without the largest term, 1, so that log u keeps its digits where u is almost 1.
    float others = 0.0f;
    for (int first = 0; first < CLASSES; first += TILE) {
        draw_tile(draws, index, first, logit);
        if (first == 0)
            sample.top = logit[0];
        UNROLL
        for (int j = 0; j < TILE; ++j)
            if (first + j > 0 && first + j < CLASSES) {
                const float excess = logit[j] - sample.top;
                const float ratio = expf(-fabsf(excess));
                others = excess > 0.0f ? (others + 1.0f) * ratio : others + ratio;
                sample.top = excess > 0.0f ? logit[j] : sample.top;
            }
    }
    sample.log_total = log1pf(others);
    // As u of the largest is computed, so that comparing the two finds it.
    sample.largest = expf(log_probability(sample, sample.top));
    UNROLL
    for (int m = 0; m < SUMS; ++m)
        sample.sums[m] = 0.0f;
    for (int first = 0; SUMS > 0 && first < CLASSES; first += TILE) {
        if (!ONE_TILE)
            draw_tile(draws, index, first, logit);
        UNROLL
        for (int j = 0; j < TILE; ++j)
            if (first + j < CLASSES) {
                float terms[SUMS > 0 ? SUMS : 1];
                const float ell = log_probability(sample, logit[j]);
                class_terms(expf(ell), ell, terms);
                UNROLL
                for (int m = 0; m < SUMS; ++m)
                    sample.sums[m] += terms[m];
            }
    }
    return sample;
}

// Sums of `cells` over the threads of this block into partial[form][class], in a fixed order.
__device__ inline void add_threads(const float cells[CELLS], int first, double *partial)
{
    // Rows are longer than THREADS so that threads of a warp read from different banks.
    __shared__ float values[CELLS_AT_ONCE][THREADS + SHARES];
    __shared__ double shares[CELLS_AT_ONCE][SHARES];
    const int thread = (int)threadIdx.x;
    const int row = thread / SHARES, share = thread % SHARES;
    UNROLL
    for (int start = 0; start < CELLS; start += CELLS_AT_ONCE) {
        UNROLL
        for (int j = 0; j < CELLS_AT_ONCE; ++j)
            values[j][thread] = start + j < CELLS ? cells[start + j] : 0.0f;
        __syncthreads();
        double total = 0.0;
        for (int other = share; other < THREADS; other += SHARES)
            total += values[row][other];
        shares[row][share] = total;
        __syncthreads();
        const int cell = start + thread;
        const int form = cell / TILE, k = first + cell % TILE;
        if (thread < CELLS_AT_ONCE && cell < CELLS && k < CLASSES) {
            double sum = 0.0;
            for (int j = 0; j < SHARES; ++j)
                sum += shares[thread][j];
            partial[form * CLASSES + k] = sum;
        }
    }
}

// partial[block][form][class]: sums over the samples offset..offset+n-1 that are this block's.
extern "C" __global__ void sum_samples(
    const float *mean, float sigma, u64 seed, u64 offset, u64 n, double *partial)
{
    const Draws draws = {mean, sigma, seed};
    const u64 begin = (u64)blockIdx.x * (THREADS * SAMPLES_PER_THREAD) + threadIdx.x;
    partial += (u64)blockIdx.x * (FORMS * CLASSES);
    Sample samples[ONE_TILE ? 1 : SAMPLES_PER_THREAD];
    KEEP_ROLLED
    for (int first = 0; first < CLASSES; first += TILE) {
        float cells[CELLS];
        UNROLL
        for (int cell = 0; cell < CELLS; ++cell)
            cells[cell] = 0.0f;
        KEEP_ROLLED
        for (int turn = 0; turn < SAMPLES_PER_THREAD; ++turn) {
            const u64 index = begin + (u64)turn * THREADS;
            if (index >= n)
                break;
            float logit[TILE];
            Sample &sample = samples[ONE_TILE ? 0 : turn];
            if (first == 0)
                sample = draw_sample(draws, offset + index, logit);
            if (!ONE_TILE)
                draw_tile(draws, offset + index, first, logit);
            UNROLL
            for (int j = 0; j < TILE; ++j)
                if (first + j < CLASSES) {
                    float form[FORMS];
                    const float ell = log_probability(sample, logit[j]);
                    form_values(expf(ell), ell, sample.largest, sample.sums, form);
                    UNROLL
                    for (int a = 0; a < FORMS; ++a)
                        cells[a * TILE + j] += form[a];
                }
        }
        add_threads(cells, first, partial);
    }
}

// Adds the partial sums of `blocks` blocks to table[form][class], in the order of the blocks.
extern "C" __global__ void add_blocks(const double *partial, int blocks, double *table)
{
    const int cell = (int)(blockIdx.x * THREADS + threadIdx.x);
    if (cell >= FORMS * CLASSES)
        return;
    double total = table[cell];
    for (int block = 0; block < blocks; ++block)
        total += partial[(u64)block * (FORMS * CLASSES) + cell];
    table[cell] = total;
}
