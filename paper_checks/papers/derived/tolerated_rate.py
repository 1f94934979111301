"""The largest rate of uniform noise under which the vertex of the clean label is optimal."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

here = derived.at("after Zhang & Sabuncu (2018), Sec. 3.2")
place = derived.at("after Zhang & Sabuncu (2018), Sec. 3.3")

HALF = sympy.Rational(1, 2)


@here.claim("tolerated-rate", kind="exists")
class ToleratedRate:
    r"""Under uniform noise 0 < η < 1 the one-hot prediction of the clean label does not minimise
    the risk of L_q, q < 1.

    A softmax only approaches this vertex; so its noisy risk is then not the infimum either. Every
    prediction is possible and the noisy risk is the expectation over the noise: the tolerated rate
    is 0, against $(c-1)/c$ for $q = 1$. This is tolerance as Sec. 3.1 prints it, of the minimiser
    of the risk. In terms of the predicted class $\mathcal{L}_q$ tolerates every rate below
    $(c-1)/c$: its noisy minimiser, $f_j$ in proportion to $t_j^{1/(1-q)}$ for the noisy posterior
    $t$, still has its largest output at the clean label.

    Giving each other label a small $\delta$ with $\delta^{1-q} = \frac{\eta}{2(c-1)}$ costs at most
    its mass at the clean label and gains $\delta^q$ at the others, which is more.
    `derived.class-dependent-gap` has the gain of the best prediction; `truncated` and
    `derived.trunc-tolerance` treat truncated $\mathcal{L}_q$.
    """

    c, q, eta = Classes(), Real(0, 1, open="both"), Real(0, 1, open="both")

    def _small(c, q, eta):
        return (eta / (2 * (c - 1))) ** (1 / (1 - q))

    def conclusion(c, q, eta):
        def noisy(own, other):
            total = Blocks((own, 1), (other, c - 1)).total(lambda u: lq(u, q))
            return uniform_mixture(lq(own, q), total, eta, c)

        small = ToleratedRate._small(c, q, eta)
        return gt(1 - (c - 1) * small, 0), lt(noisy(1 - (c - 1) * small, small), noisy(1, 0))

    def prove(p):
        inside, better = p.goals
        c, q, eta = p.c, p.q, p.eta
        upper, less = p.domain("eta")["upper"], p.domain("q")["upper"]
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        share, small = eta / (2 * (c - 1)), ToleratedRate._small(c, q, eta)
        some = combine(share, (eta / 2, reciprocal(two)))
        spare = combine(1 - eta / 2, (HALF, upper), (HALF,))
        at_most = combine(1 - share, (eta / 2, p.domain("c")["lower"], reciprocal(two)), spare)
        exponent = reciprocal(less)
        longer = combine(exponent.expr - 1, (q, exponent))
        shrunk = power_of_fraction(some, at_most, longer, sympy.S.One)
        left = combine(inside.difference, (shrunk, two), spare)
        little = power(some, exponent)
        whole = combine(1 - left.expr, (two, little))
        fraction_power = power_of_fraction(left, whole, less, q)
        level = nested_power(some, exponent, less)
        return left, combine(
            better.difference,
            (upper, fraction_power, 1 / q),
            (level, -(1 - eta) * (c - 1) * small**q / q),
            (power(little, positive(q)), eta * (1 + eta) / 2 / q),
        )


@here.claim("tolerated-rate/squared", kind="exists")
class ToleratedRateSquared:
    r"""Under uniform noise of any rate η > 0 the one-hot prediction of the clean label does not
    minimise the expected squared error.

    For every rate $0 < \eta \le 1$ of uniform noise, the vertex of the clean label does not
    minimise the noisy risk of the squared error: the noisy posterior has a noisy risk smaller by
    $\frac{c\,\eta^2}{c - 1}$.

    Every prediction is possible and the noisy risk is the expectation over the noise. The posterior
    is the minimiser: the squared error is proper, so this is the largest gain. Below the rate
    $(c-1)/c$ its largest output is that of the clean label, so that no predicted class changes: as
    in `tolerated-rate`, noise changes the minimiser of the risk.
    """

    c, eta = Classes(), Real(0, 1, open="left")

    def conclusion(c, eta):
        def noisy(own, other):
            squares = own**2 + (c - 1) * other**2
            at_own, at_other = squares + 1 - 2 * own, squares + 1 - 2 * other
            return sampled_value((at_own, at_other), (1 - eta, eta))

        gain = noisy(1, 0) - noisy(1 - eta, eta / (c - 1))
        return eq(gain, c * eta**2 / (c - 1)), gt(c * eta**2 / (c - 1), 0)


class Odds:
    """Uniform noise with the odds `s^(1-q)` of each other label: every rate up to (c - 1)/c."""

    c, q, k = Classes(), Real(0, 1, open="both"), Real(0, 1, open="both")
    s = Real(0, 1, open="left")

    def _rate(c, q, s):
        odds = s ** (1 - q)
        return (c - 1) * odds / (1 + (c - 1) * odds)


@place.claim("tolerated-rate/truncated", kind="argmin")
class ToleratedRateTruncated(Odds):
    r"""With wrong labels s^(1−q) ≤ 1 times as likely as the clean one, the clean one-hot output
    minimises L_q truncated at k if (1+s)^(1−q) ≤ 1 + s^(1−q) k^q.

    Under uniform noise with the odds $\frac{\eta}{(c-1)(1-\eta)} = s^{1-q} \le 1$ of each other
    label: where $(1 + s)^{1-q} \le 1 + s^{1-q} k^q$, no prediction has a smaller noisy risk of
    truncated $\mathcal{L}_q$ than the vertex of the clean label.

    Every prediction is possible and the noisy risk is the expectation over the noise. The condition
    is also necessary, as `truncated-beyond` has a better prediction for every other rate, and by
    `truncated-largest` the tolerated rates are those up to a largest one. There both sides are
    equal, or it is $\frac{c-1}{c}$ if $k^q \ge 2^{1-q} - 1$, as in `derived.trunc-tolerance`. For
    $q = 0.5$, $k = 0.1$, $c = 4$ it is 0.678.

    With $r$ other labels at $s$ times the output of the clean one the largest gain is
    $(1 + rs)^{1-q} - 1 - r s^{1-q} k^q$. This is concave in $r$ and 0 at $r = 0$, so that where one
    other label gains nothing, more do not.
    """

    y, f = Label(Odds.c), Simplex(Odds.c)

    given = {"small odds": lambda q, k, s: le((1 + s) ** (1 - q), 1 + s ** (1 - q) * k**q)}

    def conclusion(c, q, k, s, y, f):
        def loss(u):
            return truncated_lq(u, q, k)

        eta = Odds._rate(c, q, s)
        sure = Blocks((1, 1), (0, c - 1)).total(loss)
        noisy = uniform_expectation(label_losses(f, lambda f, j: loss(f[j])), y, eta, c)
        return le(flip_expectation(loss(1), sure, eta, c), noisy)

    def prove(p):
        (goal,) = p.goals
        c, q, k, s = p.c, p.q, p.k, p.s
        odds, proper = s ** (1 - q), p.domain("k")["upper"]
        rest = p.domain("q")["upper"]
        fewer = power_in_base(p.domain("s")["upper"], positive(s), rest)
        vertex = VertexMinimal(
            p.f,
            q,
            k,
            c,
            s,
            simplex=p.domain("f"),
            rest=rest,
            proper=proper,
            fewer=fewer,
            large=p.given("small odds"),
        ).fact(p.y)
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        inverse = reciprocal(combine(1 + (c - 1) * odds, (odds, two), (1,)))
        at_one = power_above(combine(1 - k, proper), 1, q, k)
        return combine(goal.difference, (vertex, inverse, 1 / q), (at_one, inverse.expr / q))


@place.claim("tolerated-rate/truncated-largest")
class ToleratedRateTruncatedLargest:
    r"""If L_q truncated at k meets the condition of noise tolerance (1+s)^(1−q) ≤ 1 + s^(1−q) k^q
    for some s > 0, it does so for all smaller s > 0.

    So there is one largest rate that truncated $\mathcal{L}_q$ tolerates, in the sense of
    `truncated`: the cost, $k^q$, is at least $(1 + 1/s)^{1-q} - (1/s)^{1-q}$, which grows with $s$.
    """

    q, k = Real(0, 1, open="both"), Real(0, 1, open="both")
    s, t = Real(0, open="left"), Real(0, open="left")

    given = {
        "tolerated": lambda q, k, s: le((1 + s) ** (1 - q), 1 + s ** (1 - q) * k**q),
        "smaller": lambda s, t: lt(t, s),
    }

    def conclusion(q, k, t):
        return lt((1 + t) ** (1 - q), 1 + t ** (1 - q) * k**q)

    def prove(p):
        (goal,) = p.goals
        q, s, t, along = p.q, p.s, p.t, between(1)
        rest, at = p.domain("q")["upper"], t + along

        def slope(above, _below):
            past = combine(at, above, (t,))
            grows = power_in_base(past, positive(sympy.S.One), positive(q))
            return combine(sympy.diff(paid, along), (grows, rest, at ** (q - 2) * (1 + at) ** (-q)))

        paid = ((1 + at) ** (1 - q) - 1) * at ** (q - 1)
        less = climbed(paid, along, p.given("smaller"), slope)
        scale = t ** (1 - q)
        return combine(goal.difference, (p.given("tolerated"), scale * s ** (q - 1)), (less, scale))


@place.claim("tolerated-rate/truncated-beyond", kind="exists")
class ToleratedRateTruncatedBeyond(Odds):
    r"""With wrong labels s^(1−q) times as likely as the clean one, the clean one-hot output does
    not minimise L_q truncated at k if (1+s)^(1−q) > 1 + s^(1−q) k^q.

    Under uniform noise with the odds $\frac{\eta}{(c-1)(1-\eta)} = s^{1-q}$ of each other
    label: where $(1 + s)^{1-q} > 1 + s^{1-q} k^q$, the vertex of the clean label does not minimise
    the noisy risk of truncated $\mathcal{L}_q$.

    Every prediction is possible and the noisy risk is the expectation over the noise. A better
    prediction gives $\frac{s}{1 + s}$ to one other label; where $s < 1$ the clean label still has
    the larger output. At $s = 1$, where $\eta = \frac{c-1}{c}$, the condition is that of
    `derived.trunc-tolerance/necessary`. Every other rate is tolerated (`truncated`).
    """

    given = {
        "large odds": lambda q, k, s: gt((1 + s) ** (1 - q), 1 + s ** (1 - q) * k**q),
    }

    def conclusion(c, q, k, s):
        eta = Odds._rate(c, q, s)

        def noisy(own, other):
            entries = Blocks((own, 1), (other, 1), (0, c - 2))
            total = entries.total(lambda u: truncated_lq(u, q, k))
            return flip_expectation(truncated_lq(own, q, k), total, eta, c)

        return lt(noisy(1 / (1 + s), s / (1 + s)), noisy(1, 0))

    def prove(p):
        (better,) = p.goals
        c, q, k, s = p.c, p.q, p.k, p.s
        odds, own, other = s ** (1 - q), 1 / (1 + s), s / (1 + s)
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        inverse = reciprocal(combine(1 + (c - 1) * odds, (odds, two), (1,)))
        at_one = power_above(combine(1 - k, p.domain("k")["upper"]), 1, q, k)
        larger, smaller = (
            power_in_base(max_above(u, k), positive(u), positive(q)) for u in (own, other)
        )
        gain = combine(
            clipped_power(own, q, k) + odds * clipped_power(other, q, k) - 1 - odds * k**q,
            p.given("large odds"),
            larger,
            (odds, smaller),
        )
        return combine(better.difference, (gain, inverse, 1 / q), (at_one, -inverse.expr / q))


@here.claim("tolerated-rate/focal", kind="exists")
class ToleratedRateFocal:
    r"""Under uniform noise of any rate η > 0, a prediction nearly certain of the clean label has a
    larger expected focal loss than the uniform prediction.

    For every rate $0 < \eta \le 1$ of uniform noise a prediction that is nearly certain of the
    clean label has a larger noisy risk than the uniform one, under the focal loss
    $-(1 - u)^\gamma \log u$ with any $\gamma > 0$.

    Every prediction is possible and the noisy risk is the expectation over the noise. The loss has
    no upper bound: the vertex of the clean label itself has an infinite noisy risk, so we take
    predictions that approach it, with $t \le \frac{1}{2}$ at each other label and
    $\eta \log\frac{1}{t} > 2^\gamma \log c$. The claim does not say where the minimum is, nor which
    samples it misclassifies; as in `tolerated-rate`, it is about the minimiser of the risk.
    """

    c, eta, gamma = Classes(), Real(0, 1, open="left"), Real(0, open="left")
    t = Real(0, "1/2", open="left")

    given = {
        "a prediction": lambda c, t: gt(1 - (c - 1) * t, 0),
        "nearly sure": lambda c, eta, gamma, t: gt(-eta * sympy.log(t), 2**gamma * sympy.log(c)),
    }

    def _focal(gamma, u):
        return (1 - u) ** gamma * cce(u)

    def conclusion(c, eta, gamma, t):
        def noisy(own, other):
            at_own, at_other = (ToleratedRateFocal._focal(gamma, u) for u in (own, other))
            return sampled_value((at_own, at_other), (1 - eta, eta))

        return gt(noisy(1 - (c - 1) * t, t), noisy(1 / c, 1 / c))

    def prove(p):
        (worse,) = p.goals
        c, eta, gamma, t = p.c, p.eta, p.gamma, p.t
        inside, sure = p.given("a prediction"), p.given("nearly sure")
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        rest, half = p.domain("eta")["upper"], p.domain("t")["upper"]
        scale, own = positive(gamma), inside.expr
        # (1 - t)^gamma >= 2^-gamma
        far = power_in_base(combine(HALF - t, half), positive(HALF), scale)
        room = combine((c - 1) * t, (two, t))
        certain = combine(-sympy.log(own), log_increases(room, inside))
        at_own = combine((room.expr) ** gamma * certain.expr, (power(room, scale), certain))
        below = combine(1 - 1 / c, (two, 1 / c))
        level = log_increases(two, positive(sympy.S.One))
        spread = power_in_base(positive(1 / c), below, scale)
        small = combine(-sympy.log(t), log_increases(combine(1 - t, half, (HALF,)), positive(t)))
        return combine(
            worse.difference,
            (at_own, rest),
            (far, eta, small),
            (sure, HALF**gamma),
            (spread, level),
        )
