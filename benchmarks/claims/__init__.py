"""What deciding claims and losses costs, and what of it is found again."""
