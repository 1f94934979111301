"""Mathematics that people read, from the terms of statements as records write them.

A term is laid out once, in `notation`, and written by `flat` (a line of Unicode or ASCII), `latex`
and `mathml`. Imports nothing of the rest, SymPy neither: what is recorded can be read without them.
"""
