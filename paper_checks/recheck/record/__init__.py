"""A whole record: its keys, its digest, its evidence, and the verdict and scope that follow."""

from lossproof.paper_checks.recheck.record.confirming import (
    SCHEMA as SCHEMA,
    digest as digest,
    leading as leading,
    read as read,
    recheck as recheck,
    resting as resting,
    sealed as sealed,
    standing as standing,
)
