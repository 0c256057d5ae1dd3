"""The embedded PostgreSQL server: started, adopted and stopped by OrderHub itself."""

from orderhub.infra.postgres.address import libpq_url
from orderhub.infra.postgres.embedded import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "libpq_url"]
