"""Sequential models, written apart from the product: what the right answer is."""
