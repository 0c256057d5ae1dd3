"""Decisions of listeners. Pure."""
