"""What a checker says of a record that it does not confirm."""


class RejectedError(ValueError):
    """The record says what is not so."""
