"""A store's addresses (channel reference, section 6.2)."""

import re

API = "/woocommerce/wp-json/wc/v3"
_ROUTES = (
    ("GET", "/orders"),
    ("GET", "/orders/{id}"),
    ("GET", "/orders/{id}/refunds"),
    ("PUT", "/orders/{id}"),
    ("PUT", "/products/{id}"),
    ("PUT", "/products/{id}/variations/{id}"),
)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", r"([^/]+)", path))


_PATTERNS = tuple((verb, _pattern(path), f"{verb} {path}") for verb, path in _ROUTES)


def route_of(verb: str, path: str) -> tuple[str, tuple[str, ...]]:
    """`GET /orders/{id}` and the ids in the path; "" for an address that is not there."""
    for known, pattern, name in _PATTERNS:
        if known == verb and (found := pattern.fullmatch(path)):
            return name, found.groups()
    return "", ()
