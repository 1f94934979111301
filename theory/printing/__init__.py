"""Readable mathematics, from the terms of statements in records.

`notation` makes the layout of a term; `text` (a line of Unicode or ASCII), `latex` and `mathml`
print it. Nothing here imports other packages or SymPy: records can be printed without them.
"""
