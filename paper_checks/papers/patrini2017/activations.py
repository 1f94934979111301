"""Section 4.4: sigmoids and forward correction, which do not share the guarantee of Theorem 4."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.hessian import cross_entropy, hidden_unit

section_4_4 = patrini2017.at("Sec. 4.4")


def hidden_block(x, e, v, f):
    """The second derivatives of CE in the weight of a sigmoid at `1 / (1 + e)`, one per label."""
    network = hidden_unit(x, sympy.Integer(1), Vector((-sympy.log(e) - x,)), v, logistic)
    return network.curvatures(cross_entropy, f, Entry(0, 0, 0), Entry(0, 0, 0))


@section_4_4.claim("other-activations", kind="exists")
class OtherActivations:
    r"""In a sigmoid network label noise can change second derivatives of the loss within one layer.

    "Other activation functions like the sigmoid do not share this guarantee": under noise the
    second derivative within a layer changes.

    Sigmoids lack the guarantee even inside a layer, where ReLU has it (`hessian-blocks`): the
    second derivative in the weight of a hidden unit, twice, changes under noise, in each of these
    networks. The unit has the input $x > 0$ and the output $1 / (1 + e)$, for some weight and bias;
    the logits are $z_j = v_j / (1 + e) + \beta_j$, with the softmax `f`. The change is $x^2
    \sigma'' (v_y - \sum_j T_{yj} v_j)$: it is 0 where the unit is at $\frac12$, as $\sigma'' = 0$
    there, or where its output weight for the label equals the average of those for the noisy
    labels. For ReLU $\sigma'' = 0$ everywhere but at its kink.
    """

    c = Classes(tried=(2, 3))
    x, e = Real(0, open="left"), Real(0, open="left")
    v, f, T, y = Scores(c), Simplex(c, interior=True), Transitions(c), Label(c)
    given = {
        "not at 1/2": lambda e: gt((e - 1) ** 2, 0),
        "output weights differ on average": lambda v, T, y: gt(
            (expectation(T[y], v) - v[y]) ** 2, 0
        ),
    }

    where = {"second": lambda x, e, v, f, i="y": hidden_block(x, e, v, f)[i]}

    def conclusion(x, e, v, f, T, y):
        found = hidden_block(x, e, v, f)
        return gt((expectation(T[y], found) - found[y]) ** 2, 0)

    def prove(p):
        found = hidden_block(p.x, p.e, p.v, p.f)
        bend = p.x**2 * p.e * (p.e - 1) / (1 + p.e) ** 3
        say = unfold(expectation(p.T[p.y], p.v) - p.v[p.y])
        change = unfold(expectation(p.T[p.y], found) - found[p.y])
        shared = found[p.y] + bend * p.v[p.y]
        exact = combine(change + bend * say, (p.domain("T", p.y)["total"], shared))
        away, other = p.given("not at 1/2"), p.given("output weights differ on average")
        size = (p.x**2 * p.e / (1 + p.e) ** 3) ** 2
        (goal,) = p.goals
        return combine(goal.difference, (exact, change - bend * say), (size, away, other))


def kept(k):
    """The noise of two classes that keeps a label with the chance `k`."""
    return (k, 1 - k), (1 - k, k)


def observed(u, k, j):
    """The chance of the noisy label `j` where the clean label is 0 with the chance `u`."""
    return u * kept(k)[0][j] + (1 - u) * kept(k)[1][j]


def corrected_curvature(u, k):
    """The expected second derivative of the forward loss in a logit, at the clean chances."""

    def loss(f, y):
        return cce(sum(f[i] * kept(k)[i][y] for i in range(2)))

    f, way = Vector((u, 1 - u)), Vector((1, 0))
    return sum(observed(u, k, j) * curvature(loss, f, j, way, way) for j in range(2))


def clean_curvature(u):
    """The same of the clean loss."""
    f, way = Vector((u, 1 - u)), Vector((1, 0))
    return sum(f[j] * curvature(cross_entropy, f, j, way, way) for j in range(2))


def flattened(u, k):
    """By what factor the correction flattens."""
    left = (2 * k - 1) ** 2 * u * (1 - u)
    return left / (left + k * (1 - k))


@section_4_4.claim("other-activations/forward", kind="exists")
class OtherActivationsForward:
    r"""With two classes and symmetric noise, the expected forward cross-entropy by the true T is
    flatter at the clean posterior than cross-entropy.

    That correction has no impact on the second order properties "does not hold for the forward
    correction".

    Take two classes, labels that are flipped with probability $\eta = 1 - k$, the true $T$, and a
    model that predicts the clean label distribution, `u` and $1 - u$: there the expected forward
    loss has a strictly smaller curvature than the clean loss, in every logit and so in the last
    layer. With $m = 2 k - 1$ the ratio is $m^2 u (1 - u) / (m^2 u (1 - u) + \eta (1 - \eta))$. The
    minimum is at the same place (Theorem 2), and flatter.
    """

    u, k = Real(0, 1, open="both"), Real("1/2", 1, open="both")

    where = {
        "corrected": lambda u, k: corrected_curvature(u, k),
        "clean": lambda u: clean_curvature(u),
        "factor": lambda u, k: flattened(u, k),
    }

    def conclusion(u, k):
        factor = flattened(u, k)
        return eq(corrected_curvature(u, k), factor * clean_curvature(u)), lt(factor, 1)
