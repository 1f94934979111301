"""The lines of a card as statements, which provers prove, searches refute and others check.

A line that holds has the statements from which it follows; one that fails has the point that
refutes its own. Nothing here decides whether they are true.
"""

from lossproof.theory.card.sentences.lines import sentences as sentences
