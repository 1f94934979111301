"""What steers a run, and why."""

# Blocks asked for ahead of the first that is not added, per worker: one slow block idles nobody.
AHEAD = 4
# How often a block may lose its worker before the block is taken for the cause.
LOSSES = 3
# Between looks at a pool in which no block ends: Ctrl-C and commits wait no longer.
SECONDS_IDLE = 0.2
# What a kill may cost; each commit waits for the disk.
SECONDS_BETWEEN_COMMITS = 0.2
# Other runs that share a checkpoint hold its lock for one commit.
SECONDS_FOR_A_LOCK = 60.0
# On a terminal, faster than which nobody reads.
SECONDS_BETWEEN_REPORTS = 0.1
# Of a cluster without workers: until that is said, and until nobody comes any more.
SECONDS_SILENT = 5.0
SECONDS_WITHOUT = 60.0
# Between questions to its scheduler.
SECONDS_BETWEEN_LOOKS = 1.0
