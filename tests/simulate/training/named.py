"""Names of what networks are trained with, by how their gradients are checked."""

from lossproof.simulate.training import METHODS

TYPED = ("-p/sqrt(sum(p**2)) + sum(p**3)*log(p) - max(p)**2", "(1 - p)**2 * -log(p)")
# Their gradient is the loss's times a factor: no difference of a loss.
RESCALED = ("imae", "imae-released")
PLAIN = [*(name for name in METHODS if name not in (*RESCALED, "dmi")), "rce:log_zero=-4", *TYPED]
