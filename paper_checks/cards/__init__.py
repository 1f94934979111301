"""Cards whose lines are decided like claims: by provers, by points, and by the second checker.

`theory.card` asks; what it expects counts for nothing here without a record that is confirmed.
"""

from lossproof.paper_checks.cards.deciding import (
    analyse as analyse,
    analyse_family as analyse_family,
    confirmed as confirmed,
    fixed as fixed,
)
