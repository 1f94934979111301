"""Inequalities in one number: what is 0 at an end climbs from there, and balls cover the rest."""

from lossproof.theory.provers.one_number.search import of_one_number as of_one_number
