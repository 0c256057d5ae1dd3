"""Ids minted in the shell."""

import os
import socket
import uuid


def new_id() -> str:
    """A random id of 32 hex digits."""
    return uuid.uuid4().hex


def process_owner() -> str:
    """A name for this process that no other process ever has."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
