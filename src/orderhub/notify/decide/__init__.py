"""Decisions of notices. Pure."""
