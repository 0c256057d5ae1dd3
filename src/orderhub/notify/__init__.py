"""Notices to people (通知): who is told of what, by which endpoint, at most once."""
