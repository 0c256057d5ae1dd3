"""argon2id (46 MiB, t=1, p=1: ASVS 5.0 appendix C), two at a time to spare the CPU."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

_hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
# Checked when there is no such user, so that the answer takes as long as for a wrong password.
_NOBODY = _hasher.hash("nobody has this password")


async def hash_password(password: str) -> str:
    """The hash to store; about 50 ms of one core, away from the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hash, password)


async def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; without a hash False, after the same time."""
    matches = await asyncio.get_running_loop().run_in_executor(
        _threads, _verify, password_hash or _NOBODY, password
    )
    return matches and password_hash is not None


def _hash(password: str) -> str:
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password.encode("utf-8", "surrogatepass"))
    except VerifyMismatchError:
        return False
