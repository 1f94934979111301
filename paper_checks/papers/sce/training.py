"""What is said of the classes of a network in training, measured on the digits of scikit-learn."""

from lossproof.paper_checks.papers.sce import sce
from lossproof.simulate.training import EFFECTS


@sce.claim(
    "class-biased",
    title="Cross-entropy can be class-biased, and more so under noise",
    locus="Li's notes, SCE, (i)",
    kind="sim",
)
class ClassBiased:
    r"""Networks that learn with cross-entropy can be class-biased, and noisy labels amplify it:
    some classes are learnt well while others under-learn.

    Measured as the variance of the test accuracies of the classes after the last epoch, without
    noise, and what symmetric noise of 40 % adds to it. Of 41 to 50 test images a class these vary
    by chance too, and the more the lower the accuracy is: taken off is the variance that equally
    hard classes would have. Which classes are easy, and when each is learnt, is not measured.
    """

    effects = (EFFECTS["class-biased-clean"], EFFECTS["class-biased"])
