"""Limits of a search; changing one may change its result."""

from fractions import Fraction

# The ascent: from a start to a violation at a distance of 1 in most of 80 steps of 8 offspring.
GENERATIONS, OFFSPRING = 80, 8
CLEAR = 1e-2  # the merit at which an ascent or an evolution has won, and stops

# Simple points of a structure.
SIMPLE_POINTS = 20_000  # combinations in each of the first structures: a fraction of a second
FEWER_POINTS = 4_000  # and in each later one
MANY_POINTS_FOR = 8  # how many are the first
FEWEST_POINTS, MOST_NUMBERS = 100, 4_000_000  # but at most as many coordinates in all: 32 MB
MORE_GENERIC = 3  # structures after the first with a counterexample, for a more generic one
CERTIFIED = 12  # promising rows, and clearly promising ones, that are decided exactly
OF_A_KIND = 3  # and of the rows with the same number of special entries
TIE = 1e-6  # a smaller margin, or distance from an end or each other, may be rounding
BARELY, BARELY_IN = 4, 6  # rows that miss by less than floats resolve, and in how many structures
ROUNDED_AWAY = 1e-13  # a smaller miss is likely rounding: such rows come last
ONE_VALUE = 1e-12  # relative to the size: rows that differ by less are one
DRAWN = 24  # structures with random labels, where there are more than are examined in turn

# Random points.
RANDOM_POINTS = 4_000  # rows at once
THOROUGH = 16  # structures in which `find` tries them
CLIMBERS = 8  # the best of them, from which it ascends
FAR = (10.0, 100.0, 1000.0)  # factors for an unbounded range
CLOSER = tuple(Fraction(1, 10**k) for k in (9, 12, 30, 100, 1000))  # of a range, off an open end
FARTHER = (10**4, 10**6, 10**9)  # numbers on a range without end
EDGES = 40  # simple rows with a number moved there
ROOTS = 12  # of the equalities that pieces depend on, and of rows in which each is tried

# From a counterexample to a simple one.
ROUNDED = (10, 100, 1000, 10_000)  # denominators until the rounded row is certified
FINER = (10**6, 10**9, 10**12, None)  # and at last; None leaves the row as it is
AT_END = 20  # further cost in bits of a number at an end of its range
FINEST = 16  # common denominators below this are tried for a probability vector
COMBINED, ROUNDS = 20_000, 6  # rows that change several blocks, and how often

# Integers beyond those that are tried first.
FORMS, DEGREE = 24, 20  # parts of a statement whose zeros are found, and the highest polynomial
PAIRED, DEGREE_OF_PAIRS = 8, 4  # parts that are taken in pairs, and their highest degree
DOUBLINGS = 40  # of 1
FARTHEST_INTEGER = 2.0**62
IN_A_ROW = (128, 12, 5)  # from the least on, of one integer, of two, and of more
SPAN = 400  # all integers of a range with no more, where the statement has only one
CHOSEN = 2000  # choices of all integers that are weighed
HIGHEST = 5000  # of exponents that integers make
CELLS = 40  # samples, or cells, of the tables that are averaged over
STEPS, STEPS_IN_ALL = 12_000, 8_000_000  # terms evaluated at a point, and at all points
A_COORDINATE = 40  # terms that take as long as a number of a point takes to be made and checked
POINTS = 16  # of real coordinates for each choice
COMBINED_ENDS = 27  # and so many of all parameters at ends
WRITTEN_OUT = 300  # terms at most where what balls leave open is written out
SEARCHED_THERE, COORDINATES = 2, 64  # choices searched as the first ones are, and their coordinates

# Numbered units.
SEARCHED = 16  # structures that units take in turn
BATCH, FIRST_BATCH = 1 << 17, 1 << 13  # random rows of a unit; the first round is short
STARTS, FOLLOWED, TRIED = 8, 3, 3  # best rows that are climbed from, followed, and made simple
FEW, PROBE, PROBED = 100, 500, 6  # first looks at simple rows, and in how many structures
NOISE = 1e-30  # a slack below this is the rounding of an equality
OFF = 1e-3  # a nearest miss keeps as far from an open end

# SciPy's optimisers.
STEP = 1e-6  # of difference quotients: somewhat above the root of the rounding
MARGIN = 1e-7  # by which hypotheses hold, so that rounding does not break them
HUGE = 1e12  # replaces infinite and undefined values
ITERATIONS, EVOLUTIONS, POPULATION = 60, 150, 15  # at most; POPULATION is per coordinate

# What matters in a counterexample.
GRID = 400  # values of a number that are tried
REACH = 8.0  # bound of an unbounded range
SLOWER = 10  # times as many terms as at the counterexample, for another value of an integer
HALVINGS = 40  # of the step between a value that refutes and one that does not
EXACT = 250  # points of the simplex that are decided exactly, a quarter of a second or less
BOXES = 2000  # of branch and bound on a range
ALIKE = Fraction(1, 10**8)  # of a range: values on both sides of an end that are as near

SECONDS = 20.0  # the default of an exploration
