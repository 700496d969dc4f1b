"""Recovery codes: the way back to one's runs in another browser, or after the cookie is lost, without an account.

A code has 28 of 30 letters and digits: 137 random bits. The server stores its hash, and the person's cookie encrypted with
a key from the code, so a copy of the server's files opens nobody's runs.
"""

import hashlib
import secrets
import time
from collections import OrderedDict, deque
from pathlib import Path

from dashboard.classroom.rooms import LETTERS
from dashboard.jobs.cluster import runs_folder
from dashboard.ui.session import PERSON, person_of
from vae_core.files import DamagedRun, read_json, write_json

FOLDER = ".people"  # inside the runs folder, whose lists ignore it: it has no summary.json
CODE_LETTERS, GROUP = 28, 4  # letters of a code, and of a group as it is shown
MOST_KEYS = 10_000  # addresses that a limit remembers

NOT_A_CODE = f"This is not a recovery code: a code has {CODE_LETTERS} letters and digits. Check each group of {GROUP}."
UNKNOWN_CODE = "This code is not known here. It may belong to another server, or a newer code replaced it."


class TooMany(ValueError):
    """Too many requests within a minute."""


class RateLimit:
    """Lets each key, such as an address, do something `most` times in `seconds`."""

    def __init__(self, most: int, seconds: float, complaint: str) -> None:
        self.most, self.seconds, self.complaint = most, seconds, complaint
        self._times: OrderedDict[str, deque[float]] = OrderedDict()  # the key used last at the end

    def check(self, key: str) -> None:
        """Raises TooMany if the key has done it too often."""
        times = self._times.get(key, deque())
        while times and times[0] <= time.monotonic() - self.seconds:
            times.popleft()
        if len(times) >= self.most:
            raise TooMany(self.complaint)

    def note(self, key: str) -> None:
        """Counts that the key did it now."""
        self._times.setdefault(key, deque(maxlen=self.most)).append(time.monotonic())
        self._times.move_to_end(key)
        if len(self._times) > MOST_KEYS:
            self._times.popitem(last=False)


def make_code(secret: str) -> str:
    """Returns a new code for the person with this cookie, in groups, and stores its hash; an older code ends."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
    folder, person = _folder(), person_of(secret)
    folder.mkdir(parents=True, exist_ok=True)
    old = list(folder.glob(f"{person}.*.json"))
    write_json(folder / f"{person}.{_hash('find', letters).hex()}.json", {"sealed": _sealed(letters, secret)})
    for path in old:
        path.unlink(missing_ok=True)
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LETTERS, GROUP))


def secret_of(code: str) -> str:
    """Returns the cookie of the person to whom the code belongs; a ValueError if there is none."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    if len(letters) != CODE_LETTERS or not set(letters) <= set(LETTERS):
        raise ValueError(NOT_A_CODE)
    found = next(_folder().glob(f"*.{_hash('find', letters).hex()}.json"), None)
    if found is None:
        raise ValueError(UNKNOWN_CODE)
    try:
        secret = _sealed(letters, str(read_json(found)["sealed"]))
    except (DamagedRun, KeyError, ValueError):
        raise ValueError(UNKNOWN_CODE) from None
    if not PERSON.fullmatch(secret):
        raise ValueError(UNKNOWN_CODE)
    return secret


def _sealed(letters: str, secret: str) -> str:
    """Returns the hexadecimal text encrypted with the code's key, or decrypted: a one-time pad of the same length."""
    plain = bytes.fromhex(secret)
    return bytes(a ^ b for a, b in zip(plain, _hash("seal", letters), strict=False)).hex()


def _hash(purpose: str, letters: str) -> bytes:
    # No slow hash: nobody guesses 137 bits, and a code is as random as a key.
    return hashlib.sha256(f"latent lab {purpose} {letters}".encode()).digest()


def _folder() -> Path:
    return runs_folder() / FOLDER
