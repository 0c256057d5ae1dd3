"""What callers show to be known by, as the OpenAPI file tells it."""

COOKIE = "orderhub"
CSRF_HEADER = "X-CSRF-Token"
SECURITY_SCHEMES = {
    "APIKeyCookie": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    "APIKeyHeader": {"type": "apiKey", "in": "header", "name": CSRF_HEADER},
    "HTTPBearer": {"type": "http", "scheme": "bearer"},
}
EVERY: list[dict[str, list[str]]] = [{name: []} for name in SECURITY_SCHEMES]  # any of them will do
PUBLIC = "public"  # the policy of routes that ask for none
