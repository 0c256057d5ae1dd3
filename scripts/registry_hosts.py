"""Refuse any package registry's host in the tree: a lock must work behind any mirror."""

import subprocess
import sys
from pathlib import Path

# Written in parts, so that this file does not name them either.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("registry", "npmmirror", "com"),
        ("deb", "debian", "org"),
    )
)


def main() -> int:
    """Exit 1 and name each file and host found among the files git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True)  # noqa: S607
    found = 0
    for name in listed.stdout.decode().split("\0"):
        path = Path(name)
        if not name or not path.is_file():
            continue
        content = path.read_bytes()
        for host in HOSTS:
            if host.encode() in content:
                sys.stdout.write(f"{name}: names the registry host {host}\n")
                found = 1
    return found


if __name__ == "__main__":
    sys.exit(main())
