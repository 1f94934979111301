// CUDA's words for a C++ compiler. The threads of a block run in turn, each up to the next barrier,
// in order of their numbers or backwards: a barrier that is missing changes the result.

#include <math.h>
#include <ucontext.h>
#include <utility>

#define __global__
#define __device__ static
#define __shared__ static
#define __launch_bounds__(threads)

static struct { unsigned x; } threadIdx, blockIdx;

static void sincospif(float x, float *sine, float *cosine)
{
    *sine = (float)sin(M_PI * x);
    *cosine = (float)cos(M_PI * x);
}

static struct {
    ucontext_t context;
    char stack[1 << 16];
    bool ended;
} threads[1024];

static ucontext_t scheduler;
static void (*body)(void **);
static void **arguments;

[[maybe_unused]] static void __syncthreads()
{
    swapcontext(&threads[threadIdx.x].context, &scheduler);
}

// What another thread of the warp gives.
[[maybe_unused]] static float __shfl_xor_sync(unsigned, float given, int distance)
{
    static float values[1024];
    values[threadIdx.x] = given;
    __syncthreads();
    const float value = values[threadIdx.x ^ (unsigned)distance];
    __syncthreads();
    return value;
}

static void run_thread()
{
    body(arguments);
    threads[threadIdx.x].ended = true;
}

// False if some threads ended while others wait at a barrier.
static bool run_block(unsigned count, bool backwards)
{
    for (unsigned thread = 0; thread < count; ++thread) {
        ucontext_t &context = threads[thread].context;
        getcontext(&context);
        context.uc_stack.ss_sp = threads[thread].stack;
        context.uc_stack.ss_size = sizeof threads[thread].stack;
        context.uc_link = &scheduler;
        threads[thread].ended = false;
        makecontext(&context, run_thread, 0);
    }
    for (unsigned ended = 0; ended < count;) {
        ended = 0;
        for (unsigned turn = 0; turn < count; ++turn) {
            threadIdx.x = backwards ? count - 1 - turn : turn;
            swapcontext(&scheduler, &threads[threadIdx.x].context);
            ended += threads[threadIdx.x].ended;
        }
        if (ended > 0 && ended < count)
            return false;
    }
    return true;
}

template <class... A, std::size_t... I>
static void apply(void (*kernel)(A...), void **values, std::index_sequence<I...>)
{
    kernel(*static_cast<A *>(values[I])...);
}

template <class... A>
static void apply(void (*kernel)(A...), void **values)
{
    apply(kernel, values, std::index_sequence_for<A...>());
}

#define LAUNCHER(kernel)                                                                           \
    extern "C" bool launch_##kernel(unsigned blocks, unsigned count, bool backwards, void **values)\
    {                                                                                              \
        body = [](void **each) { apply(kernel, each); };                                           \
        arguments = values;                                                                        \
        for (blockIdx.x = 0; blockIdx.x < blocks; ++blockIdx.x)                                    \
            if (!run_block(count, backwards))                                                      \
                return false;                                                                      \
        return true;                                                                               \
    }
