"""The disk guard: low is told, full refuses, and room heals it."""

from pathlib import Path

import pytest

from orderhub.infra.disk import DiskGuard, free_mb, keep_ballast
from orderhub.kernel.errors import DiskFull


def test_states_follow_the_free_space(tmp_path: Path) -> None:
    free = free_mb(tmp_path)
    assert DiskGuard(tmp_path, free // 2, 0).state() == "ok"
    assert DiskGuard(tmp_path, free * 2, 0).state() == "low"
    assert DiskGuard(tmp_path, free * 2, free * 2).state() == "full"


def test_only_a_full_disk_refuses_writes(tmp_path: Path) -> None:
    free = free_mb(tmp_path)
    DiskGuard(tmp_path, free * 2, 0).admit_write()
    with pytest.raises(DiskFull, match="until there is space"):
        DiskGuard(tmp_path, free * 2, free * 2).admit_write()


def test_the_ballast_takes_its_room_once(tmp_path: Path) -> None:
    ballast = keep_ballast(tmp_path, size_mb=1)
    assert ballast.stat().st_size == 1024 * 1024
    made_at = ballast.stat().st_mtime_ns
    assert keep_ballast(tmp_path, size_mb=1).stat().st_mtime_ns == made_at
