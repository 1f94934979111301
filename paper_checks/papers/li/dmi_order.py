"""Li's Eq. 30 on the order of classifiers by DMI, which names no condition on the noise."""

from lossproof.paper_checks.papers.dmi.order import NoisyOrder, same_order
from lossproof.paper_checks.papers.li import li
from lossproof.paper_checks.papers.notation import *


@li.claim("dmi-order", "Eq. 30", kind="order")
class DmiOrderAnyNoise(NoisyOrder):
    r"""Any class-dependent noise preserves the order by DMI of classifiers whose outputs are
    independent of the noise given the clean label.

    Any class-conditional noise preserves the order of classifiers by DMI: $\forall h, h':\
    \mathrm{DMI}(h(X), Y) > \mathrm{DMI}(h'(X), Y) \Leftrightarrow \mathrm{DMI}(h(X), \tilde Y) >
    \mathrm{DMI}(h'(X), \tilde Y)$.

    One expects this because noise multiplies both sides by $|\det T|$. But that factor may be 0.
    Noise that makes two rows of $T$ equal, or one row a mixture of others, makes all classifiers
    tie, even if each class retains its label more often than it takes any other. The order is
    preserved if $\det T \ne 0$ (`dmi.dmi-order`); the distance of $T$ from the identity does not
    matter. The notes print Eq. 30 without this condition, in their report of Xu et al. (2019); we
    did not read that paper.

    `H` and `G` are $P(h(X) = k | Y = y, \tilde Y = j)$ in row `y, j` of the two classifiers, and
    `prior` is the law of $Y$. Both outputs are independent of $\tilde Y$ given $Y$, as Eq. 28
    requires; this is a hypothesis: the row is the same for every `j`.
    """

    conclusion = same_order
