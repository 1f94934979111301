"""What the functions of a claim say: asked once with symbols, and compared with what they compute.

A mistake is told in one sentence with its line and the way out.
"""

from lossproof.theory.statement.asking.data import (
    EntriesOf as EntriesOf,
    named as named,
    named_by as named_by,
)
from lossproof.theory.statement.asking.functions import (
    Assignment as Assignment,
    call_by_name as call_by_name,
    changed_since as changed_since,
    read_by as read_by,
    said_by as said_by,
    stated as stated,
)
from lossproof.theory.statement.asking.guards import (
    AskedError as AskedError,
    no_branching as no_branching,
)
from lossproof.theory.statement.asking.mistakes import (
    MistakeError as MistakeError,
    line_of as line_of,
    mistake as mistake,
)
