"""Section 4.2: the forward correction."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.inverse import inverts
from lossproof.paper_checks.papers.patrini2017.noise import inverse_entry, is_identity, through
from lossproof.paper_checks.papers.patrini2017.proper import CROSS_ENTROPY
from lossproof.paper_checks.papers.softmax import two_classes

here = patrini2017.at("Proof of Theorem 2, after Eq. 8")


def noisy_output(T, f):
    """`T' f`: the distribution of the noisy label where that of the clean one is `f`."""
    return applied(transposed(T), f)


def corrected(loss, T, f):
    """The forward corrected losses under every label."""
    return forward(lambda u: label_losses(u, loss), f, transposed(T))


def noisy_risk(loss, p, T, f):
    """The expected corrected loss: `p` is the posterior of the clean label, T draws the noisy."""
    losses = corrected(loss, T, f)
    return expectation(p, SymbolicVector(lambda y: expectation(T[y], losses), T.size))


@patrini2017.claim("forward-form", "Sec. 4.2, Eq. 3-5")
class ForwardForm:
    r"""The forward-corrected cross-entropy of the output p is −log of the noisy label's entry of
    Tᵀp, T the transition matrix.

    $\ell(e^i, \hat p(\tilde y | x)) = -\log \hat p(\tilde y = e^i | x) = -\log \sum_j T_{ji}\,
    \hat p(y = e^j | x)$, "or in matrix form" $-\log T^\top \hat p(y|x)$.

    `J[j][i]` is the joint law of the clean label, drawn from the output `f`, and the noisy one,
    drawn from its row of $T$; the noisy prediction is the sum of a column. The noisy prediction is
    a distribution too, "in [0, 1]" (Sec. 6). The noisy label $i$ must be possible, or its loss is
    infinite.
    """

    c = Classes(tried=(2, 3))
    i = Label(c)
    f, T, J = Simplex(c), Transitions(c), Each(c, Scores(c, 0))

    given = {
        "drawn in turn": lambda c, f, T, J: every_sample(
            lambda y: every_class(lambda k: eq(J[y][k], T[y][k] * f[y]), c), c
        ),
        "possible": lambda c, i, J: gt(class_sum(lambda y: J[y][i], c), 0),
    }

    def conclusion(c, i, f, T, J):
        prediction = SymbolicVector(lambda k: class_sum(lambda y: J[y][k], c), c)
        noisy = noisy_output(T, f)
        return (
            eq(cce(prediction[i]), corrected(CROSS_ENTROPY, T, f)[i]),
            eq(noisy.total(), 1),
            every_class(lambda k: ge(noisy[k], 0), c),
        )

    def prove(p):
        (form, *_), c, s, z = p.goals, p.c, ANY_ROW, ANY_CLASS
        column = summed(p.given("drawn in turn").at(z, p.i), s, c)
        own = class_sum(lambda y: p.J[y][p.i], c)
        rows, entry = p.domain("T"), p.domain("f")
        share = renamed(entry["nonnegative"], {z: s})
        part = combine(p.T[s][z] * p.f[s], (rows["nonnegative"], share))
        return (
            replaced(form.lhs, column, own, noisy_output(p.T, p.f)[p.i]),
            noisy_total(p.T, p.f, rows["total"], entry["total"]),
            summed(part, s, c),
        )


class _Link:
    c = Classes(tried=(2, 3))
    T = Transitions(c, interior=True)


def softmax(h, c):
    whole = h.total(sympy.exp)
    return SymbolicVector(lambda j: sympy.exp(h[j]) / whole, c)


@patrini2017.claim("forward-link", "Proof of Theorem 2, Eq. 8")
class ForwardLink(_Link):
    r"""Forward-corrected cross-entropy, that of Tᵀ softmax(h) for scores h, equals the
    cross-entropy of softmax(Tᵀh), as Patrini's formula of the link says.

    $\ell_\psi^{\rightarrow}(y, h) = \ell(y, T^\top \psi^{-1}(h)) = \ell_\phi(y, h)$ with
    "$\phi^{-1} = \psi^{-1} \circ T^\top$".

    The formal statement is about cross-entropy, where $\psi^{-1}$ is the softmax: the loss of
    $T^\top \psi^{-1}(h)$ is that of $\psi^{-1}(T^\top h)$. It fails because the two maps are in the
    wrong order. The text means $\phi^{-1} = T^\top \circ \psi^{-1}$ and $\phi = \psi \circ
    (T^{-1})^\top$, see `order`, and Eq. 10 uses that form. The printed order would be right if the
    left map were applied first; but in Sec. 3, $h = h^{(n)} \circ \ldots \circ h^{(1)}$, the right
    one is. In the counterexample the scores are not all equal.
    """

    y, h = Label(_Link.c), Scores(_Link.c)
    given = {"not all alike": lambda h: different(h[0], h[1])}

    def conclusion(c, T, y, h):
        return eq(cce(noisy_output(T, softmax(h, c))[y]), cce(softmax(noisy_output(T, h), c)[y]))


def taken_back(p, f, noisy):
    """`(U' q)[l] - f[l] == 0` for any class `l`; `noisy` says that `q` is `T' f`."""
    drawn, (right, _) = noisy.at(ANY_CLASS, ANY_ROW), p.given("U inverts T")
    row = combine(p.U[ANY_ROW][ANY_CLASS] * drawn.expr, (drawn, p.U[ANY_ROW][ANY_CLASS]))
    goal = noisy_output(p.U, p.q)[ANY_CLASS] - f[ANY_CLASS]
    return combine(goal, summed(row, ANY_ROW, p.c), forward_undone(p.T, p.U, f, right))


class _Inverse:
    c = Classes(tried=(2, 3))
    T, U = Transitions(c), Each(c, Scores(c))
    given = {"U inverts T": inverts}


@patrini2017.claim(
    "forward-link/order", "Proof of Theorem 2, Eq. 8", repairs="patrini2017.forward-link"
)
class ForwardLinkOrder(_Inverse):
    r"""The link log (T⁻¹)ᵀq inverts forward correction: at the noisy output q = Tᵀ softmax(h) it
    equals the scores h up to a constant, T the transition matrix.

    $\phi = \psi \circ (T^{-1})^\top$ is the inverse of $T^\top \circ \psi^{-1}$: for the
    softmax $\psi^{-1}$, $\log\, (T^{-1})^\top q = h - \log \sum_k e^{h_k}$ at $q = T^\top
    \psi^{-1}(h)$, for all scores $h$.

    That is $h$ up to a constant that is added to every score, which does not change the softmax:
    the logarithm is $\psi$, one of its inverses. So $T^\top \psi^{-1}(\phi(q)) = q$, and the
    forward loss of $h$, $-\log q_y$, is $\ell_\phi$. For square matrices $T U = I$ and $U T = I$
    imply each other. For the domain of $\phi$ see `noisy-posteriors`.
    """

    h, q = Scores(_Inverse.c), Scores(_Inverse.c)

    given = _Inverse.given | {
        "q is the noisy output": lambda c, T, h, q: every_class(
            lambda j: eq(q[j], noisy_output(T, softmax(h, c))[j]), c
        )
    }

    def conclusion(c, U, h, q):
        whole = h.total(sympy.exp)
        return every_class(
            lambda j: eq(sympy.log(noisy_output(U, q)[j]), h[j] - sympy.log(whole)), c
        )

    def prove(p):
        output, power = softmax(p.h, p.c), positive(sympy.exp(p.h[ANY_CLASS]))
        whole = total(power, p.c)
        back = taken_back(p, output, p.given("q is the noisy output"))
        found = noisy_output(p.U, p.q)[ANY_CLASS]
        share = combine(output[ANY_CLASS], (power, reciprocal(whole)))
        logs = replaced(sympy.log(found), back, found, output[ANY_CLASS])
        some = combine(found, back, share)
        return combine(p.goals[0].difference, logs, log_quotient(power, whole), (0, logs, some))


@here.claim("forward-link/domain")
class ForwardLinkDomain(_Inverse):
    r"""The inverse (T⁻¹)ᵀ of label noise T maps every distribution of labels to a distribution, so
    that Patrini's forward link is defined everywhere.

    The domain of $\phi$ is $\Delta^{c-1}$, as that of $\psi$ is: $(T^{-1})^\top q$ is a point
    of the simplex for each point $q$ of the simplex.

    However, inverting the noise maps points near the boundary out of the simplex. $\phi$ is defined
    on $T^\top \Delta^{c-1}$ alone, which is smaller unless $T$ is a permutation. So $\ell_\phi$ is
    not proper for every law of the noisy label; Theorem 2 needs it at $p(\tilde y | x)$ only, which
    is in that set. The statement holds where $q$ is the law of the noisy label under some law of
    the clean one, see `noisy-posteriors`; for symmetric noise that is a bound on its entries, see
    `symmetric`.
    """

    T, q = Transitions(_Inverse.c, interior=True), Simplex(_Inverse.c, interior=True)

    def conclusion(c, U, q):
        return every_class(lambda j: ge(noisy_output(U, q)[j], 0), c)


@here.claim("forward-link/noisy-posteriors", repairs="patrini2017.forward-link/domain")
class ForwardLinkNoisyPosteriors(_Inverse):
    r"""For a non-singular transition matrix T, (T⁻¹)ᵀ maps every noisy posterior Tᵀf back to the
    clean posterior f.

    $(T^{-1})^\top q = f$, a point of the simplex, for each $q = T^\top f$ of $T^\top
    \Delta^{c-1}$.

    So $\phi$ maps the law $q$ of a noisy label to $\psi$ of the law `f` of the clean one. The
    condition is sharp: if $f = (T^{-1})^\top q$ is on the simplex, then $T^\top f = q$.
    """

    f, q = Simplex(_Inverse.c), Scores(_Inverse.c)

    given = _Inverse.given | {
        "noisy posterior": lambda c, T, f, q: every_class(
            lambda j: eq(q[j], noisy_output(T, f)[j]), c
        )
    }

    def conclusion(c, U, f, q):
        back = noisy_output(U, q)
        each = every_class(lambda j: (eq(back[j], f[j]), ge(back[j], 0)), c)
        return each, eq(back.total(), 1)


@here.claim("forward-link/symmetric", repairs="patrini2017.forward-link/domain")
class ForwardLinkSymmetric:
    r"""For symmetric noise T of rate N < (c − 1)/c, entry j of (T⁻¹)ᵀq, q a distribution of labels,
    is negative if and only if q_j < N/(c − 1).

    For symmetric noise with $N < \frac{c-1}{c}$ entry `j` of $(T^{-1})^\top q$ is $\frac1m (q_j
    - \frac{N}{c-1})$, with $m = 1 - \frac{N c}{c - 1} > 0$: negative if and only if $q_j <
    \frac{N}{c-1}$.

    So $\phi$ is defined at $q$ exactly where every label has at least the probability
    $\frac{N}{c-1}$: the domain is the simplex shrunk by $m$ towards its centre. `U` is the inverse.
    """

    c, N = Classes(tried=(2, 3)), Real(0, 1)
    U, q, j = Each(c, Scores(c)), Simplex(c), Label(c)

    given = {
        "rate": lambda c, N: lt(N, (c - 1) / c),
        "U is the inverse": lambda c, N, U: is_identity(through(N, U), 1, c),
    }

    def conclusion(c, N, U, q, j):
        kept = retained(N, c)
        return eq(kept * noisy_output(U, q)[j], q[j] - N / (c - 1)), gt(kept, 0)

    def prove(p):
        (entry, kept), c = p.goals, p.c
        column, chance = inverse_entry(p).at(ANY_CLASS, p.j), p.q[ANY_ROW]
        return (
            combine(
                entry.difference,
                summed(combine(chance * column.expr, (column, chance)), ANY_ROW, c),
                sifted(p.q[ANY_CLASS], p.j, c),
                (p.domain("q")["total"], -p.N / (c - 1)),
            ),
            combine(kept.difference, (c, reciprocal(two_classes(p)), p.given("rate"))),
        )
