"""Peer loss, a loss less that of an independent label, after Liu and Guo (2020)."""

from lossproof import Classes, Each, Joint, Paper, Real, Scores, Simplex, class_sum, eq

peer = Paper("peer", "after Liu and Guo (2020)")


def peer_risk(joint, loss, size):
    """The mean of loss[x][y] less its mean for independent inputs x and labels y."""
    row = lambda x: class_sum(lambda y: joint(x, y), size)
    column = lambda y: class_sum(lambda x: joint(x, y), size)
    return class_sum(
        lambda x: class_sum(
            lambda y: (joint(x, y) - row(x) * column(y)) * loss[x][y], size
        ), size,
    )  # fmt: skip


@peer.claim("affine", "after the lemma", repairs="peer.no-factor")
class Affine:
    """For two inputs and labels, noise of the rates a and b scales the peer risk by 1 - a - b."""

    Q = Joint(2)
    loss = Each(2, Scores(2))
    a = Real(0, 1)
    b = Real(0, 1)

    def conclusion(Q, loss, a, b):
        T = ((1 - a, a), (b, 1 - b))
        noisy = lambda x, z: Q[x][0] * T[0][z] + Q[x][1] * T[1][z]
        clean = peer_risk(lambda x, y: Q[x][y], loss, 2)
        return eq(peer_risk(noisy, loss, 2), (1 - a - b) * clean)


@peer.claim("no-factor", "a false variant")
class NoFactor(Affine):
    """Label noise does not change the peer risk."""

    def conclusion(Q, loss, a, b):
        T = ((1 - a, a), (b, 1 - b))
        noisy = lambda x, z: Q[x][0] * T[0][z] + Q[x][1] * T[1][z]
        return eq(peer_risk(noisy, loss, 2), peer_risk(lambda x, y: Q[x][y], loss, 2))


@peer.claim("constant", "after the definition")
class Constant:
    """A prediction that ignores the input has the same mean loss under independent labels."""

    c = Classes()
    Q = Joint(c)
    f = Simplex(c)

    def conclusion(c, Q, f):
        label = lambda y: class_sum(lambda x: Q[x][y], c)
        mean = class_sum(lambda x: class_sum(lambda y: Q[x][y] * (1 - f[y]), c), c)
        return eq(mean, class_sum(lambda y: label(y) * (1 - f[y]), c))
