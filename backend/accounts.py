"""Passwords: argon2id hashes in the store, checked in threads of their own, and never faster for an unknown name."""

import asyncio
import os
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.store import Store

KIND = "account"
SHORTEST = 8
LONGEST = 200

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _HASHER.hash(secrets.token_hex(16))
"""What an unknown name's password is checked against, so that the answer takes as long as for a known one."""


class WeakPassword(ValueError):
    """A password that is too short or too long to be taken."""


class Accounts:
    """Who may sign in. Hashes are read anew each time: another process may have set a password meanwhile."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # 20 ms of one core each: never all cores, whoever knocks.
        self._threads = ThreadPoolExecutor(max(1, (os.cpu_count() or 2) - 1), thread_name_prefix="hash")

    async def knows(self, person: str, password: str) -> bool:
        """Whether this is that person's password."""
        stored = self._store.secret(KIND, person)
        hashed = stored.decode() if stored else _NOBODY
        right = await asyncio.get_running_loop().run_in_executor(self._threads, _verify, hashed, password)
        return right and stored is not None

    async def change(self, person: str, password: str) -> tuple[str, str, bytes]:
        """What to keep so that this is that person's password. Raises WeakPassword."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, account, person, password)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def account(person: str, password: str) -> tuple[str, str, bytes]:
    """The secret that makes `password` this person's. Raises WeakPassword."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"a password has {SHORTEST} to {LONGEST} characters")
    return KIND, person, _HASHER.hash(password).encode()


def _verify(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
