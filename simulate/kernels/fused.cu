// Sums, over many samples, of functions of a classifier's output at logits that are Gaussian.
//
// The sums are those of several groups. Sample i of a group has the logits mean[k] + sigma *
// N(0, 1), k = 0..CLASSES-1, from Philox4x32-10 with the seed of the group as key and (i, k / 4) as
// counter: it depends on nothing else. u is the softmax of the logits, ell its logarithm, largest
// the largest u. A team of TEAM threads evaluates a sample; a thread has 4 * QUADS of its classes, and adds TURNS
// samples in float32 before they are added in float64. A block of THREADS threads has
// TEAMS * TURNS * spans consecutive samples; no order of execution changes a bit of a sum.
//
// simulate/kernels/fused.py writes before this text:
//   constexpr int CLASSES, FORMS, SUMS, TEAM, QUADS, THREADS, TURNS;
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

constexpr int OWN = 4 * QUADS;  // classes of a thread
constexpr int CELLS = FORMS * OWN;
constexpr int TEAMS = THREADS / TEAM;
constexpr int WARP = 32;
constexpr int WARPS = TEAM > WARP ? TEAM / WARP : 1;  // of a team
constexpr int SOME_SUMS = SUMS > 0 ? SUMS : 1;
// Cells that the teams of a block add up at once, one for each thread of a team; the threads that
// share the addition of one.
constexpr int AT_ONCE = TEAMS < 16 ? TEAMS : 16;
constexpr int PAIRS = AT_ONCE * TEAM;
constexpr int SHARES = THREADS / PAIRS;
constexpr float LOWEST = -3.402823466e38f;

static_assert(THREADS % TEAM == 0 && (TEAM & (TEAM - 1)) == 0, "teams are powers of 2");
static_assert(CLASSES <= OWN * TEAM, "a team has all classes");
static_assert(THREADS % PAIRS == 0, "every cell is added up by equally many threads");

struct Draws {
    const float *mean;
    float sigma;
    u64 seed;
};

// What a form needs to know of a whole sample.
struct Sample {
    float top, log_total, largest;
    float sums[SOME_SUMS];
};

// The class of a thread's j-th logit.
__device__ inline int class_of(int member, int j)
{
    return 4 * (j / 4 * TEAM + member) + j % 4;
}

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

// What the threads of a team tell each other of a sample, in this order.
enum Meeting { TOP, OTHERS, TERMS };

// Every thread of a team gets the sum, or for TOP the largest, of the values of all.
template <Meeting meeting, int COUNT> __device__ inline void over_team(float (&value)[COUNT])
{
    const auto together = [](float one, float other) {
        return meeting == TOP ? fmaxf(one, other) : one + other;
    };
    UNROLL
    for (int step = 1; step < TEAM && step < WARP; step *= 2)
        UNROLL
        for (int m = 0; m < COUNT; ++m)
            value[m] = together(value[m], __shfl_xor_sync(~0u, value[m], step));
    if constexpr (WARPS > 1) {
        // Nobody writes here for the next sample before all have read: another meeting is between.
        __shared__ float shares[COUNT][THREADS / WARP];
        const int warp = (int)threadIdx.x / WARP, first = warp / WARPS * WARPS;
        if (threadIdx.x % WARP == 0)
            for (int m = 0; m < COUNT; ++m)
                shares[m][warp] = value[m];
        __syncthreads();
        UNROLL
        for (int m = 0; m < COUNT; ++m) {
            value[m] = shares[m][first];
            for (int w = 1; w < WARPS; ++w)
                value[m] = together(value[m], shares[m][first + w]);
        }
    }
}

// The logits of a thread; below all others where there is no class.
__device__ inline void draw_logits(const Draws &draws, u64 sample, int member, float logit[OWN])
{
    UNROLL
    for (int j = 0; j < OWN; j += 4) {
        float normal[4];
        normals(draws.seed, sample, (u32)class_of(member, j) / 4u, normal);
        UNROLL
        for (int lane = 0; lane < 4; ++lane) {
            const int k = class_of(member, j + lane);
            logit[j + lane] =
                k < CLASSES ? fmaf(draws.sigma, normal[lane], draws.mean[k]) : LOWEST;
        }
    }
}

__device__ inline float log_probability(const Sample &sample, float logit)
{
    return (logit - sample.top) - sample.log_total;
}

// The softmax of the logits in `u`, and what forms need of it.
__device__ inline Sample softmax(const float logit[OWN], int member, float u[OWN])
{
    Sample sample;
    float top[1] = {logit[0]};
    UNROLL
    for (int j = 1; j < OWN; ++j)
        top[0] = fmaxf(top[0], logit[j]);
    over_team<TOP>(top);
    sample.top = top[0];
    // Without one of the largest terms, 1, so that log u keeps its digits where u is almost 1.
    float others[2] = {0.0f, 0.0f};  // the smaller terms, and how many are the largest
    UNROLL
    for (int j = 0; j < OWN; ++j) {
        u[j] = expf(logit[j] - sample.top);
        others[0] += logit[j] < sample.top ? u[j] : 0.0f;
        others[1] += logit[j] < sample.top ? 0.0f : 1.0f;
    }
    over_team<OTHERS>(others);
    const float rest = others[0] + (others[1] - 1.0f);
    sample.log_total = log1pf(rest);
    sample.largest = 1.0f / (1.0f + rest);
    UNROLL
    for (int j = 0; j < OWN; ++j)
        u[j] *= sample.largest;
    UNROLL
    for (int m = 0; m < SOME_SUMS; ++m)
        sample.sums[m] = 0.0f;
    if constexpr (SUMS > 0) {
        UNROLL
        for (int j = 0; j < OWN; ++j)
            if (class_of(member, j) < CLASSES) {
                float terms[SOME_SUMS];
                class_terms(u[j], log_probability(sample, logit[j]), terms);
                UNROLL
                for (int m = 0; m < SUMS; ++m)
                    sample.sums[m] += terms[m];
            }
        over_team<TERMS>(sample.sums);
    }
    return sample;
}

__device__ inline void add_to(double *partial, int member, int cell, double sum, bool first)
{
    const int k = class_of(member, cell % OWN);
    if (k < CLASSES) {
        double &place = partial[cell / OWN * CLASSES + k];
        place = first ? sum : place + sum;
    }
}

// Adds `cells` of all teams to partial[form][class], in a fixed order.
__device__ inline void add_teams(const float cells[CELLS], double *partial, bool first)
{
    const int thread = (int)threadIdx.x;
    if constexpr (TEAMS == 1) {
        UNROLL
        for (int cell = 0; cell < CELLS; ++cell)
            add_to(partial, thread, cell, cells[cell], first);
    } else {
        // Rows are longer than THREADS so that threads of a warp read from different banks.
        __shared__ float values[AT_ONCE][THREADS + THREADS / AT_ONCE];
        __shared__ double shares[PAIRS][SHARES];
        const int pair = thread / SHARES, share = thread % SHARES;
        UNROLL
        for (int start = 0; start < CELLS; start += AT_ONCE) {
            UNROLL
            for (int row = 0; row < AT_ONCE; ++row)
                values[row][thread] = start + row < CELLS ? cells[start + row] : 0.0f;
            __syncthreads();
            double total = 0.0;
            for (int team = share; team < TEAMS; team += SHARES)
                total += values[pair / TEAM][team * TEAM + pair % TEAM];
            shares[pair][share] = total;
            __syncthreads();
            if (thread < PAIRS && start + thread / TEAM < CELLS) {
                double sum = 0.0;
                for (int other = 0; other < SHARES; ++other)
                    sum += shares[thread][other];
                add_to(partial, thread % TEAM, start + thread / TEAM, sum, first);
            }
        }
    }
}

// partial[block][form][class]: sums over the samples of a block, which are those of its group,
// offset..offset+counts[group]-1, from begins[block] on.
extern "C" __launch_bounds__(THREADS) __global__ void sum_samples(
    const float *means, float sigma, const u64 *seeds, u64 offset, const u64 *counts,
    const int *groups, const u64 *begins, int spans, double *partial)
{
    const int group = groups[blockIdx.x];
    const int member = (int)threadIdx.x % TEAM, team = (int)threadIdx.x / TEAM;
    const Draws draws = {means + (u64)group * CLASSES, sigma, seeds[group]};
    const u64 n = counts[group];
    partial += (u64)blockIdx.x * (FORMS * CLASSES);
    KEEP_ROLLED
    for (int span = 0; span < spans; ++span) {
        // The same for all threads, which pass barriers together.
        const u64 begin = begins[blockIdx.x] + (u64)span * (TEAMS * TURNS);
        if (begin >= n)
            break;
        float cells[CELLS];
        UNROLL
        for (int cell = 0; cell < CELLS; ++cell)
            cells[cell] = 0.0f;
        KEEP_ROLLED
        for (int turn = 0; turn < TURNS && begin + (u64)(turn * TEAMS) < n; ++turn) {
            const u64 index = begin + (u64)(turn * TEAMS + team);
            float logit[OWN], u[OWN];
            draw_logits(draws, offset + index, member, logit);
            const Sample sample = softmax(logit, member, u);
            UNROLL
            for (int j = 0; j < OWN; ++j)
                if (class_of(member, j) < CLASSES && index < n) {
                    float form[FORMS];
                    const float ell = log_probability(sample, logit[j]);
                    form_values(u[j], ell, sample.largest, sample.sums, form);
                    UNROLL
                    for (int a = 0; a < FORMS; ++a)
                        cells[a * OWN + j] += form[a];
                }
        }
        add_teams(cells, partial, span == 0);
    }
}

// Adds the partial sums of every group's blocks, firsts[group]..firsts[group+1]-1, to
// table[group][form][class], in the order of the blocks.
extern "C" __global__ void add_blocks(
    const double *partial, const int *firsts, int groups, double *table)
{
    const u64 index = (u64)blockIdx.x * THREADS + threadIdx.x;
    const u64 group = index / (FORMS * CLASSES), cell = index % (FORMS * CLASSES);
    if (group >= (u64)groups)
        return;
    double total = table[index];
    for (int block = firsts[group]; block < firsts[group + 1]; ++block)
        total += partial[(u64)block * (FORMS * CLASSES) + cell];
    table[index] = total;
}
