"""The claims, paper by paper, and what decides them."""
