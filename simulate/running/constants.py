"""Constants of a run, with reasons."""

# Blocks submitted ahead of the first one not yet added, per worker: a slow block idles no worker.
AHEAD = 4
# How often a block may lose its worker before the block itself is blamed.
LOSSES = 3
# Between polls of a pool in which no block ends: the longest wait of Ctrl-C and commits.
SECONDS_IDLE = 0.2
# The work that a kill may lose; each commit waits for the disk.
SECONDS_BETWEEN_COMMITS = 0.2
# Other runs that share a checkpoint hold its lock for one commit.
SECONDS_FOR_A_LOCK = 60.0
# On a terminal: nobody reads faster.
SECONDS_BETWEEN_REPORTS = 0.1
# A cluster without workers: seconds until a message, and until an error.
SECONDS_SILENT = 5.0
SECONDS_WITHOUT = 60.0
# Between questions to its scheduler.
SECONDS_BETWEEN_LOOKS = 1.0
