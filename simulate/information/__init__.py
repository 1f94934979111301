"""What samples tell: DMI of batches, joint tables of counts, memorisation, `estimating` noise."""

from simulate.information.batches import draw_batches as draw_batches
from simulate.information.memorising import digits as digits, memorisation as memorisation
from simulate.information.tables import CountsTask as CountsTask
