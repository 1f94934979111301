"""Terms that stand for others: what is written in one way is found, and shown by a shorter one."""
