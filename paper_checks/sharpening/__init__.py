"""The best constant of a claim: found by a search, guessed in closed form, and proved."""

from lossproof.paper_checks.sharpening.best import Sharpened as Sharpened, sharpen as sharpen
from lossproof.paper_checks.sharpening.freeing import Freed as Freed, freed as freed
