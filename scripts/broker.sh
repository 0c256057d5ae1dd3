#!/usr/bin/env bash
# See that the broker tests have a RabbitMQ: the one that is there, else Debian's.
set -euo pipefail
[ "${ORDERHUB_BROKER_TESTS:-1}" = 0 ] && exit 0
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server
    # The tests start nodes of their own; the service that the package may have begun is not theirs.
    if command -v systemctl >/dev/null && systemctl is-active --quiet rabbitmq-server; then
        systemctl disable --now rabbitmq-server
    fi
    exit 0
fi
echo "No RabbitMQ for the broker tests. Install rabbitmq-server, or set ORDERHUB_BROKER_TESTS=0." >&2
exit 1
