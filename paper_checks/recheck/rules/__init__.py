"""What each rule of proof concludes, from its premises and what it was given; `RULES` has all."""
