"""What claims on the outputs of a softmax have in common."""

from lossproof.paper_checks.papers.notation import *


def two_classes(p):
    """`c - 1 > 0`."""
    return combine(p.c - 1, p.domain("c")["lower"], (1,))


def not_certain(p, f, y):
    """`1 - f[y] > 0`; `f` names the parameter, a point inside the simplex."""
    facts, vector = p.domain(f), getattr(p, f)
    return below_one(
        vector, y, entry=facts["nonnegative"], sums_to_one=facts["total"], two=two_classes(p)
    )


def inside(p, f, y):
    """What the facts of `logits` ask of the parameter `f` and the label `y`."""
    return {"below": not_certain(p, f, y), "sums_to_one": p.domain(f)["total"]}
