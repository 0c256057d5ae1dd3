"""Masked export of orders as csv, xlsx or jsonl, streamed from a server-side cursor."""
