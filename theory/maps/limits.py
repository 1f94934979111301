"""The resolution of maps, and tolerances for points near a boundary."""

DEPTH, FINE = 9, 20  # the finest cells are 2**-9 of a window of a map, 2**-20 of an interval
DEEPEST = {1: 24, 2: 12}  # by axes: about 16 million finest cells, the largest grid in memory
MAX_CELLS = 200_000  # cells to examine: one or two minutes of ball arithmetic
MOST = 1000  # values of an integer between two ends: all are mapped, or none
WIDE = 2  # finest cells: no boundary of one curve leaves more undecided beside it
BITS = 64  # of balls on cells
ORDERS = 3  # derivatives to try if a formula vanishes along an edge
LONG = 400  # operations above which a formula is not put over one denominator
TIE = 1e-12  # floats at a cell's corners within this of 0 choose nothing
HALVINGS = 40  # along an edge of a cell, until a curve is exact to all digits of floats
NARROW = 20  # a change is certified within 2**-19 of a finest cell
GAP = 3  # points of a curve that may be uncertified in a row
CLOSE_BITS, CLOSE = 128, 2.0**-60  # of balls on a closed form, and how narrow one that ties is
