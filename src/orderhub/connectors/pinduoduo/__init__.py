"""Pinduoduo (拼多多)."""
