"""Drills (演练): incidents from real life, run end to end with a verdict."""
