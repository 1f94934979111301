"""Reports on what was run for a user: cards, risks, training, embeddings, searches."""
