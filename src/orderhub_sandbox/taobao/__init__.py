"""Taobao/Tmall open platform (TOP)."""
