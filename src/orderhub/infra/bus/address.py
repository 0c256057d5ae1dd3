"""Where the bus is: `ORDERHUB_BUS_URL` taken apart."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlencode, urlsplit, urlunsplit

from orderhub.kernel.errors import ConfigError

DEFAULT_NAME = "orderhub"
FETCH_WAIT_MS = 500
"""As Kafka's own clients."""
LONGEST_FETCH_WAIT_MS = 5000
Options = dict[str, str | int | float | bool]
SECURITY = ("plaintext", "ssl", "sasl_plaintext", "sasl_ssl")


@dataclass(frozen=True, slots=True)
class AmqpAddress:
    """`url` for the client; `name` begins the name of every exchange and queue."""

    url: str = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True)
class KafkaAddress:
    """`options` for every client, `reading` more of them for readers; `name` begins the name of
    every topic and group."""

    options: Options = field(repr=False)
    name: str
    reading: Options


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
    reading: Options = {"fetch.wait.max.ms": _fetch_wait(options)}
    return KafkaAddress(_kafka(parts.netloc, options), name, reading)


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


def _fetch_wait(options: dict[str, str]) -> int:
    """How long a broker may keep a reader waiting when it has nothing. Kafka answers at once when
    something comes; librdkafka's simulated cluster, and some that speak Kafka's protocol, do not.
    """
    asked = options.pop("fetch_wait_ms", str(FETCH_WAIT_MS))
    if not asked.isdecimal() or not 1 <= int(asked) <= LONGEST_FETCH_WAIT_MS:
        raise ConfigError(
            f"ORDERHUB_BUS_URL: fetch_wait_ms must be from 1 to {LONGEST_FETCH_WAIT_MS}"
        )
    return int(asked)
