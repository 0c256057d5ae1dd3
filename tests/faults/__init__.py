"""Seeded worlds in which everything of the fault matrix breaks at random."""
