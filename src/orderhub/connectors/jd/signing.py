"""JOS's signature (channels reference §2.2): the wrapped MD5 of what is sent, byte for byte."""

from orderhub.connector_kit.signing import wrapped_md5 as sign

__all__ = ["sign"]
