"""PyTorch on one thread, class-major, in chunks that stay in the cache, everything in place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from benchmarks.contenders import problem


def prepare(
    classes: int, separation: float, sigma: float, rates: Sequence[float], seed: int
) -> problem.Risks:
    torch.set_num_threads(1)
    noise = problem.uniform_noise(classes, rates)
    rng = torch.Generator().manual_seed(seed)
    width = max(problem.CHUNK // classes, 64)
    z_room, e_room = torch.empty(2, classes * width)
    row_room = torch.empty(5, width)
    ones, each_class = torch.ones(width), torch.ones(classes)
    column = torch.empty(classes)

    def block(y: int, samples: int, sums: np.ndarray) -> float:
        z = z_room[: classes * samples].view(classes, samples)
        e = e_room[: classes * samples].view(classes, samples)
        top, total, power, cut, square = row_room[:, :samples]
        z.normal_(0, sigma, generator=rng)
        z[y].add_(separation)
        torch.amax(z, 0, out=top)
        # Into numbers: a comparison written as bool is not vectorised.
        torch.eq(z, top, out=e)
        sums[4, y] += torch.mv(e, ones[:samples], out=column).numpy()
        torch.exp(z, out=e)
        torch.mv(e.t(), each_class, out=total)
        lse = torch.log(total, out=top)
        sums[0, y] += torch.mv(z, ones[:samples], out=column).numpy()
        sums[0, y] -= float(lse.sum())
        total.reciprocal_()
        sums[1, y] += torch.mv(e, total, out=column).numpy()
        torch.mul(lse, -problem.Q, out=power).exp_()
        e.square_()
        torch.mv(e.t(), each_class, out=square)
        squares = float(torch.dot(square.mul_(total), total))
        torch.mul(z, problem.Q, out=e).exp_()
        sums[2, y] += torch.mv(e, power, out=column).numpy()
        torch.reciprocal(power, out=cut).mul_(problem.THRESHOLD**problem.Q)
        torch.maximum(e, cut, out=e)
        sums[3, y] += torch.mv(e, power, out=column).numpy()
        return squares

    @torch.inference_mode()
    def run(samples: int) -> np.ndarray:
        counts = problem.balanced(samples, classes)
        sums = np.zeros((5, classes, classes))
        squares = np.zeros(classes)
        for y, count in enumerate(counts.tolist()):
            for start in range(0, count, width):
                squares[y] += block(y, min(width, count - start), sums)
        log_f, f, powers, clipped, hits = sums
        table = problem.losses_from_sums(log_f, f, squares, powers, clipped, hits, counts)
        return problem.risks(noise, table, samples)

    run(classes)
    return run
