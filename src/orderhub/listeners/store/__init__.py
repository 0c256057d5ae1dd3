"""Listeners and their runs in SQL."""
