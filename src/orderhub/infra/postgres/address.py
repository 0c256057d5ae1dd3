"""Addresses of databases, as the driver and the server's own programs take them."""


def libpq_url(url: str) -> str:
    """The address without the name of the driver, which libpq does not know."""
    return url.replace("postgresql+psycopg://", "postgresql://")
