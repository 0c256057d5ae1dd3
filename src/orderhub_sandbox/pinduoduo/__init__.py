"""Pinduoduo as the channel reference has it."""
