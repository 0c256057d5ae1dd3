"""Douyin shop open platform (Doudian)."""
