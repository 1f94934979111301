"""How class accuracies of trained networks vary, measured on the digits of scikit-learn."""

from lossproof.paper_checks.papers.sce import sce
from lossproof.simulate.training import EFFECTS


@sce.claim("class-biased", "Li's notes, SCE, (i)")
class ClassBiased:
    """Networks trained on digits with CE have class-biased test accuracy, and 40 % symmetric noise
    amplifies the bias.

    Networks that learn with cross-entropy can be class-biased, and noisy labels amplify it:
    some classes are learnt well while others under-learn.

    The measured quantities are the variance of the test accuracies of the classes after the last
    epoch, without noise, and the increase of that variance under symmetric noise of 40 %. With 41
    to 50 test images a class the accuracies also vary randomly, and more so where the accuracy is
    lower: the variance that equally hard classes would have is subtracted. We do not measure which
    classes are easy, or when each is learnt.
    """

    effects = (EFFECTS["class-biased-clean"], EFFECTS["class-biased"])
