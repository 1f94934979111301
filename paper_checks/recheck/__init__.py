"""A second checker: confirms records from their own data, and shares no code with what made them.

Imports nothing of ours and no SymPy: Python's fractions and python-flint only.

Who doubts it reads the core first, in this order: `terms` (how records write terms), `polynomials`,
`forms` and `heads` (the normal form), `ranges` and `signs` (between which numbers a term lies, its
sign, and where it has a value). All that a rule takes for granted is asked of these. Then
`derivation` and `step`, and of `rules` those that the proof in question uses.
"""
