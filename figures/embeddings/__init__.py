"""Figures of embeddings under label noise."""
