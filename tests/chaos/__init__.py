"""Killing things under load: nothing lost, nothing twice."""
