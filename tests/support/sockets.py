"""Sockets on which tests serve."""

import socket


def listening() -> socket.socket:
    """On a free port of loopback. asyncio takes the delay only off the sockets it made itself:
    without this, each answer on a kept line waits 40 ms for the client's acknowledgement."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
