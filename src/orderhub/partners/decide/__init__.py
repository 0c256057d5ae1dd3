"""Decisions about partners. Pure."""
