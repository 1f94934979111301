"""Which property of symmetric cross-entropy noise preserves where every output is possible."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.derived.sl_tolerance import below_chance, loss
from lossproof.paper_checks.papers.notation import *


@derived.claim(
    "sl-tolerant/unrestricted",
    "after Eq. 19 of Li's notes",
    kind="argmin",
    repairs="derived.sl-tolerant/any-weights",
)
class SlTolerantUnrestricted:
    r"""Under uniform noise η < (c − 1)/c, swapping the label's output with a larger one lowers the
    expected SL = α CE + β RCE, α > 0.

    Under averaged uniform noise with $\eta < \frac{c-1}{c}$ an output that prefers another
    class to the label, $f_k > f_y$, has a larger expected SL than the same output with the two
    entries swapped.

    Here $\alpha > 0$ and $\beta \ge 0$, and $g$ is $f$ after the swap. Entries are positive: under
    noise an entry of 0 has an infinite loss. So if every output is possible, no minimiser of the
    noisy risk gives another class a larger output than the label, and the predicted class is
    preserved. In `derived.sl-tolerant/any-weights` there are only two outputs to choose from, and
    both may predict it.

    A swap does not change the sum of SL over the labels, and the wrong classes are equally likely
    as noisy labels. The only effect is that the larger entry moves to the most likely noisy label.
    """

    c = Classes(tried=(2, 3))
    y, k = Label(c), Label(c)
    alpha, beta, A = Real(0, open="left"), Real(0), Real(None, 0, open="right")
    eta = Real(0, 1)
    f, g = Simplex(c, interior=True), Simplex(c, interior=True)

    given = {
        "rate": below_chance,
        "another class ahead": lambda y, k, f: gt(f[k], f[y]),
        "swapped": lambda c, y, k, f, g: every_class(
            lambda j: eq(
                g[j],
                f[j] + (f[k] - f[y]) * (sympy.KroneckerDelta(j, y) - sympy.KroneckerDelta(j, k)),
            ),
            c,
        ),
    }

    def conclusion(c, y, alpha, beta, A, eta, f, g):
        swapped, kept = (
            uniform_expectation(label_losses(h, loss(alpha, beta, A)), y, eta, c) for h in (g, f)
        )
        return lt(swapped, kept)

    def prove(p):
        (goal,) = p.goals
        c, y, k, f, g, height = p.c, p.y, p.k, p.f, p.g, p.domain("A")["upper"]
        ahead, swapped = p.given("another class ahead"), p.given("swapped")
        apart = quotient(sympy.KroneckerDelta(k, y), same_class(f[ANY_CLASS], k, y, c), ahead)
        gap = ahead.expr
        at_label = combine(g[y] - f[k], swapped.at(ANY_CLASS, y), (apart, -gap))
        at_other = combine(g[k] - f[y], swapped.at(ANY_CLASS, k), (apart, gap))
        moved = replaced(sympy.log(g[y]), at_label, g[y], f[k])
        back = replaced(sympy.log(g[k]), at_other, g[k], f[y])

        u, v = f[ANY_CLASS], g[ANY_CLASS]
        is_label, is_other = (sympy.KroneckerDelta(ANY_CLASS, label) for label in (y, k))
        change = sympy.log(v) - sympy.log(u)
        neither = (1 - is_label) ** 2 * (1 - is_other) ** 2
        each = combine(
            neither * change,
            (neither, log_bound(positive(u / v))),
            (neither, log_quotient(positive(u), positive(v))),
            (neither / v, swapped),
        )
        at_y = change.xreplace({ANY_CLASS: y})
        sums = combine(
            g.total(sympy.log) - f.total(sympy.log),
            total(each, c),
            sifted(change, y, c),
            sifted(change, k, c),
            (-1, sifted(is_other * change, y, c)),
            (apart, -at_y),
            moved,
            back,
        )
        margin = below_uniform(p.given("rate"), p.eta, c)
        each_label = reciprocal(combine(c - 1, p.domain("c")["lower"], (1,)))
        kept = combine(margin.expr / (c - 1), (margin, each_label))
        mass = [(p.domain(h)["total"], s * p.beta * p.A) for h, s in (("f", -1), ("g", 1))]
        return combine(
            goal.difference,
            (kept, p.alpha, log_increases(ahead, positive(f[y]))),
            (kept, p.beta, height, ahead),
            (each_label, p.eta * p.alpha, sums),
            (kept, p.alpha, moved),
            (kept, -p.beta * p.A, at_label),
            *((kept, *term) for term in mass),
            *((p.eta, *term) for term in mass),
        )
