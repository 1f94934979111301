"""Section 2: forward correction of a network that memorises its training set."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018


def column(T, y):
    """The probability of the noisy label `y` for each true one."""
    return SymbolicVector(lambda i: T[i][y], T.size)


def not_one_hot(y, f):
    return lt(f[y], 1)


class _Memorised:
    c = Classes(tried=(2, 3))
    y = Label(c)
    T, f = Transitions(c), Simplex(c)

    def conclusion(y, T, f):
        return lt(noisy_posterior(f, T)[y], T[y][y])


@zhang2018.claim(
    "forward-equals-ce", "Sec. 2, Eq. 1", kind="argmin", repairs="zhang2018.forward-equals-ce/weak"
)
class ForwardEqualsCe(_Memorised):
    r"""For a network that memorises, forward loss and CCE on noisy labels have the same minimiser
    if all diagonal entries of the transition matrix exceed 1/2.

    For a network that memorises its training set and a diagonally dominant confusion matrix,
    $T_{ii} > \frac12$: minimising the forward loss $-\log \sum_i p(\tilde y_n \mid y = i)\,
    f_i(x_n)$ is equivalent to minimising CCE on the noisy labels, both being least at the one-hot
    output at $\tilde y_n$.

    We formalise a network that memorises as one that can give any output to each of its distinct
    training inputs, so one sample with noisy label $y$ is enough: no output but the one-hot one
    makes the noisy label as likely as $T_{yy}$. Outputs are points of the closed simplex; for a
    softmax both minima are infima, approached by the same sequences of outputs.

    Dominance is that of textbooks: an entry of the diagonal exceeds the sum of the others in its
    row, here of the matrix whose rows are distributions. So $T_{ii} > \frac12$: each true class
    retains its label with a probability above one half. The inequality is strict here, which is not
    printed; `weak` and `column-dominant-weak` allow equality too. Applied to the rows of the matrix
    as the paper indexes it, the definition gives `column-dominant`, which holds as well; the
    argument needs less than either, `column-maximum`. The paper's other condition on the diagonal,
    $q_{ij} < q_{ii}$ after Eq. 8, is `row-maximum`, and not enough.
    """

    given = {
        "dominant": lambda c, T: every_class(lambda i: gt(T[i][i], sympy.Rational(1, 2)), c),
        "not one-hot": not_one_hot,
    }


@zhang2018.claim(
    "forward-equals-ce/column-dominant",
    "Sec. 2, Eq. 1",
    kind="argmin",
    repairs="zhang2018.forward-equals-ce/column-dominant-weak",
)
class ForwardEqualsCeColumnDominant(_Memorised):
    r"""For a network that memorises, forward loss and CCE at the noisy label y have the same
    minimiser if the transition matrix T has T_yy > Σ_(i≠y) T_iy.

    For a memorising network, minimising the forward loss is equivalent to minimising CCE on the
    noisy labels if $T_{yy} > \sum_{i \ne y} T_{iy}$.

    The paper indexes its confusion matrix by noisy label first, so the rows of that matrix are the
    columns of $T$, and this is the textbook dominance of its diagonal, with strict inequality.
    """

    given = {
        "dominant": lambda y, T: gt(T[y][y], column(T, y).total() - T[y][y]),
        "not one-hot": not_one_hot,
    }


@zhang2018.claim("forward-equals-ce/column-dominant-weak", "Sec. 2, Eq. 1", kind="argmin")
class ForwardEqualsCeColumnDominantWeak(_Memorised):
    r"""For a network that memorises, forward loss and CCE at the noisy label y have the same
    minimiser if the transition matrix T has T_yy ≥ Σ_(i≠y) T_iy.

    Textbooks define dominance with equality allowed. A label may then come from one other class as
    often as from its own, and the one-hot output is not the only minimiser of the forward loss.
    Every label may come from every class, so that the loss is finite. The statement then fails for
    two classes with equal rows alone: with a third class $T_{iy} = T_{yy}$ would be impossible.
    """

    T = Transitions(_Memorised.c, interior=True)

    given = {
        "dominant": lambda y, T: ge(T[y][y], column(T, y).total() - T[y][y]),
        "not one-hot": not_one_hot,
    }


@zhang2018.claim(
    "forward-equals-ce/column-maximum",
    "Sec. 2, Eq. 1",
    kind="argmin",
    repairs="zhang2018.forward-equals-ce/row-maximum",
)
class ForwardEqualsCeColumnMaximum(_Memorised):
    r"""The one-hot output at the noisy label y is the only minimiser of the forward loss if the
    transition matrix T has T_yy > T_iy for all i ≠ y.

    The diagonal entry is the maximum of its column of $T$: no other class produces the label $y$ as
    often as class $y$ does. Dominance of the rows or of the columns implies this condition. It is
    also necessary: `column-maximum-needed`.
    """

    given = {
        "dominant": lambda c, y, T: only_largest(column(T, y), y, c),
        "not one-hot": not_one_hot,
    }


@zhang2018.claim(
    "forward-equals-ce/column-maximum-needed", "our question, Sec. 2, Eq. 1", kind="argmin"
)
class ForwardEqualsCeColumnMaximumNeeded:
    r"""Moving probability from the noisy label y to class k in a one-hot output raises the forward
    loss iff class k gets label y less often than class y does.

    An output with $u < 1$ at $\tilde y_n$ and the rest at one class $k$ has a higher forward
    loss than the one-hot output if and only if $T_{ky} < T_{yy}$.

    So the condition of `column-maximum` is necessary: where another class $k$ has $T_{ky} \ge
    T_{yy}$, the one-hot output is not the only minimiser. The statement compares the probabilities
    that the outputs give the label $y$: $u T_{yy} + (1 - u) T_{ky}$ and $T_{yy}$.
    """

    c = Classes(tried=(2, 3))
    y, k = Label(c), Label(c)
    T, u = Transitions(c), Real(0, 1, open="right")

    def conclusion(y, k, T, u):
        mixed = u * T[y][y] + (1 - u) * T[k][y]
        return iff(lt(mixed, T[y][y]), lt(T[k][y], T[y][y]))


@zhang2018.claim("forward-equals-ce/row-maximum", "Sec. 2, Eq. 1", kind="argmin")
class ForwardEqualsCeRowMaximum(_Memorised):
    r"""For a network that memorises, forward loss and CCE on noisy labels share a minimiser if each
    diagonal entry of the transition matrix is largest in its row.

    The diagonal entry is the maximum of its row of $T$: a class retains its label more often than
    it takes any other one. With two classes that is $T_{ii} > \frac12$. From three classes on the
    condition is not enough, because it does not compare the classes that a noisy label may come
    from. Another class may produce the label $y$ more often than class $y$ itself, and forward
    correction then predicts that class: the one-hot output at $y$ is not even one of the
    minimisers.
    """

    given = {
        "dominant": lambda c, T: every_sample(lambda s: only_largest(T[s], s, c), c),
    }

    def conclusion(y, T, f):
        return le(noisy_posterior(f, T)[y], T[y][y])


@zhang2018.claim("forward-equals-ce/weak", "Sec. 2, Eq. 1", kind="argmin")
class ForwardEqualsCeWeak(_Memorised):
    r"""For a network that memorises, forward loss and CCE on noisy labels have the same minimiser
    if all diagonal entries of the transition matrix are ≥ 1/2.

    With equality a label may be as likely to come from another class. The one-hot output is then
    still a minimiser of the forward loss but no longer the only one, whereas it is the only
    minimiser of CCE. The witness is an invertible matrix, which requires some entries to be 0;
    without zero entries the statement fails for two classes with equal rows alone, as in
    `column-dominant-weak`.
    """

    given = {
        "dominant": lambda c, T: every_class(lambda i: ge(T[i][i], sympy.Rational(1, 2)), c),
        "not one-hot": not_one_hot,
    }
