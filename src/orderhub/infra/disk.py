"""The disk guard: warns while there is space, refuses to write before there is none."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from orderhub.kernel.errors import DiskFull

MB = 1024 * 1024
BALLAST_MB = 64
DiskState = Literal["ok", "low", "full"]


@dataclass(frozen=True, slots=True)
class DiskGuard:
    """Watches the file system of `folder`: below `warn_mb` it is low, below `refuse_mb` full."""

    folder: Path
    warn_mb: int
    refuse_mb: int

    def state(self) -> DiskState:
        """How things stand just now."""
        free = free_mb(self.folder)
        if free < self.refuse_mb:
            return "full"
        return "low" if free < self.warn_mb else "ok"

    def admit_write(self) -> None:
        """Raise DiskFull while writing is refused. Reading goes on; it heals without a restart."""
        if self.state() == "full":
            raise DiskFull(
                f"less than {self.refuse_mb} MB are free on the disk of {self.folder};"
                " writing is refused until there is space"
            )


def free_mb(folder: Path) -> int:
    """Free megabytes on the file system of `folder`."""
    return shutil.disk_usage(folder).free // MB


def keep_ballast(folder: Path, size_mb: int = BALLAST_MB) -> Path:
    """A file that can be deleted to make room when the disk is full; made once."""
    path = folder / "ballast"
    if not path.exists() and free_mb(folder) > size_mb * 4:
        with path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size_mb * MB)
    return path
