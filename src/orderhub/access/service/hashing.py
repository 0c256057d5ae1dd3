"""argon2id (46 MiB, t=1, p=1: ASVS 5.0 appendix C), two at a time to spare the CPU."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

TIME_COST, MEMORY_COST, PARALLELISM = 1, 46 * 1024, 1
_hasher = PasswordHasher(TIME_COST, MEMORY_COST, PARALLELISM)
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
# Checked when there is no such user, so that the answer takes as long as for a wrong password.
# Written down: making it cost each process, whatever it was started for, a twentieth of a second.
NOBODY = (
    "$argon2id$v=19$m=47104,t=1,p=1$D4v4JnSeL2PF7Qz0EnPT9Q"
    "$iLBswJxRaDqtIRCGzDNenR+GsMZAx5Bg2M/9Jh2zsQk"
)


async def hash_password(password: str) -> str:
    """The hash to store; about 50 ms of one core, away from the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hash, password)


async def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; without a hash False, after the same time."""
    matches = await asyncio.get_running_loop().run_in_executor(
        _threads, _verify, password_hash or NOBODY, password
    )
    return matches and password_hash is not None


def _hash(password: str) -> str:
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password.encode("utf-8", "surrogatepass"))
    except VerifyMismatchError:
        return False
