"""Figures of mutual information under label noise, Shannon's and by determinants."""
