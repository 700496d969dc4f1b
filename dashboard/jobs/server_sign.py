"""The sign of the server that uses a runs folder: a lock that it holds, and its address for a second server."""

import os
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from dashboard.jobs.cluster import runs_folder
from vae_core.files import DamagedRun, read_json, write_json

SIGN_LOCK, SIGN_FILE = ".server.lock", ".server.json"  # hidden: a list of runs ignores them
LOOK_AGAIN_SECONDS = 3.0  # between two looks whether the other server has ended


class ServerSign:
    """The sign in one runs folder; the operating system releases the lock at any end of the process."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address, self.other, self.looked = folder, address, "", -LOOK_AGAIN_SECONDS
        self.inode = 0  # of the locked file
        self.lock = FileLock(folder / SIGN_LOCK, timeout=0, thread_local=False)

    def other_server(self) -> str:
        """Returns the address of another server that uses the folder; empty where this one has it."""
        if time.monotonic() - self.looked >= LOOK_AGAIN_SECONDS:
            self.looked = time.monotonic()
            with suppress(OSError):  # a folder that cannot be written has a message of its own
                if not self.lock.is_locked or not self._is_in_place():
                    self.lock.release()
                    self._claim()
        return self.other

    def _is_in_place(self) -> bool:
        """Returns True if the locked file is still there; a folder that was deleted and made again has none, or another."""
        with suppress(FileNotFoundError):
            return os.stat(self.folder / SIGN_LOCK).st_ino == self.inode
        return False

    def _claim(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self.lock.acquire()
        except Timeout:
            self.other = self._address_of_the_other()
        else:
            self.other, self.inode = "", os.stat(self.folder / SIGN_LOCK).st_ino
            write_json(self.folder / SIGN_FILE, {"address": self.address})

    def _address_of_the_other(self) -> str:
        try:
            return str(read_json(self.folder / SIGN_FILE).get("address", ""))[:200] or "an unknown address"
        except DamagedRun:
            return "an unknown address"

    def release(self) -> None:
        """Lets another server have the folder."""
        self.lock.release()


_sign: ServerSign | None = None


def claim(address: str) -> str:
    """Takes the runs folder for the server at `address`; returns the address of a server that has it already, else empty."""
    global _sign
    _sign = ServerSign(runs_folder(), address)
    return _sign.other_server()


def other_server() -> str:
    """Returns the address of another server that uses the same runs folder; empty if there is none."""
    return _sign.other_server() if _sign else ""


def release() -> None:
    """Gives the runs folder back."""
    if _sign is not None:
        _sign.release()
