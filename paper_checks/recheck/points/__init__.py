"""What a statement says at the points of a record, decided again from the statement's terms."""
