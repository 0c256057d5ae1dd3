"""Where the bus is: `ORDERHUB_BUS_URL` taken apart."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlencode, urlsplit, urlunsplit

from orderhub.kernel.errors import ConfigError

DEFAULT_NAME = "orderhub"
Options = dict[str, str | int | float | bool]
SECURITY = ("plaintext", "ssl", "sasl_plaintext", "sasl_ssl")


@dataclass(frozen=True, slots=True)
class AmqpAddress:
    """`url` for the client; `name` begins the name of every exchange and queue."""

    url: str = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True)
class KafkaAddress:
    """`options` for the client; `name` begins the name of every topic and group."""

    options: Options = field(repr=False)
    name: str


def address(url: str) -> AmqpAddress | KafkaAddress | None:
    """`amqp://USER:PASSWORD@HOST/VHOST?name=N`, `kafka://HOST:PORT,HOST:PORT?name=N`; None for
    `local`. Raises ConfigError for options that nobody knows, never telling the address."""
    if url == "local":
        return None
    parts = urlsplit(url)
    options = {key: values[0] for key, values in parse_qs(parts.query).items()}
    name = options.pop("name", DEFAULT_NAME)
    if parts.scheme != "kafka":
        return AmqpAddress(urlunsplit(parts._replace(query=urlencode(options))), name)
    return KafkaAddress(_kafka(parts.netloc, options), name)


def _kafka(netloc: str, options: dict[str, str]) -> Options:
    login, _, servers = netloc.rpartition("@")
    user, _, password = login.partition(":")
    found: Options = {"bootstrap.servers": servers}
    security = options.pop("security", "sasl_ssl" if login else "plaintext")
    if security not in SECURITY:
        raise ConfigError(f"ORDERHUB_BUS_URL: security must be one of {', '.join(SECURITY)}")
    found["security.protocol"] = security
    if login:
        found["sasl.mechanism"] = options.pop("mechanism", "PLAIN")
        found["sasl.username"], found["sasl.password"] = unquote(user), unquote(password)
    if "ca" in options:
        found["ssl.ca.location"] = options.pop("ca")
    if options:
        raise ConfigError(f"ORDERHUB_BUS_URL: unknown options {', '.join(sorted(options))}")
    return found
