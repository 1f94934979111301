"""DMI of batches, joint tables of counts, memorisation, and `estimating` the noise."""

from lossproof.simulate.information.batches import draw_batches as draw_batches
from lossproof.simulate.information.memorising import digits as digits, memorisation as memorisation
from lossproof.simulate.information.tables import CountsTask as CountsTask
