"""How much two maps differ in distances, and how much in places."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022 import xu2022
from lossproof.paper_checks.papers.xu2022.space import apart, moved_apart


@xu2022.claim("iso-vs-sup")
class IsoVsSup:
    r"""If two embeddings map each point to images at most s apart, the distances of any two points
    under the two embeddings differ by at most 2s.

    $\left| \|f(x) - f(y)\| - \|g(x) - g(y)\| \right| \le 2 \sup_z \|f(z) - g(z)\|$, in any
    dimension.

    So $d_{iso}(f, g) \le 2 \sup \|f - g\|$, where $d_{iso}$ is the supremum of the left side. The
    maps take `x` and `y` to `fx`, `fy` and to `gx`, `gy`, points of $\mathbb{R}^n$ with $n \ge 2$,
    which contains the line; `s` is any bound of the differences at these two points. The constant 2
    is attained: see `attained`.
    """

    n, s = Classes(tried=(2, 3)), Real(0)
    fx, fy, gx, gy = Scores(n), Scores(n), Scores(n), Scores(n)
    where = {"dist": lambda u="fx", v="fy": apart(u, v)}

    given = {
        "differences": lambda s, fx, fy, gx, gy: (le(apart(fx, gx), s), le(apart(fy, gy), s)),
    }

    def conclusion(s, fx, fy, gx, gy):
        return le(Abs(apart(fx, fy) - apart(gx, gy)), 2 * s)

    def prove(p):
        return moved_apart(p.n, (p.fx, p.fy), (p.gx, p.gy), p.given("differences"))


@xu2022.claim("iso-vs-sup/attained", kind="exists")
class IsoVsSupAttained:
    """Two maps to the line whose images of each point are at most s apart can differ by exactly 2s
    in the distance of two points.

    On the line, where $g$ moves two points apart, each by `s`, their distance changes by $2s$.

    So the constant 2 is attained, by every pair of points and every `s`.
    """

    x, y, s = Real(), Real(), Real(0)

    given = {"order": lambda x, y: le(x, y)}

    def conclusion(x, y, s):
        return eq(Abs((y + s) - (x - s)) - Abs(y - x), 2 * s)
