"""QR codes of addresses, as the outline of their dark modules. Made on this machine; nothing is requested."""

from functools import lru_cache
from typing import NamedTuple

import segno

QUIET = 4  # light modules on each side, which readers need (ISO/IEC 18004)


class QrCode(NamedTuple):
    """A QR code in units of one module."""

    size: int  # modules on a side, with the quiet zone
    outline: str  # the path of an SVG element: the dark modules


@lru_cache(maxsize=256)  # a page asks for the same codes at each run
def qr_code(text: str) -> QrCode:
    """Returns the QR code of a text; a ValueError if it is too long for one (2,953 bytes)."""
    try:
        # Level L has the fewest and therefore the largest modules; segno raises the level where the size allows it.
        matrix = segno.make(text, error="l", micro=False).matrix
    except segno.DataOverflowError:
        raise ValueError(f"the address has {len(text)} characters, too many for a QR code; shorten the note") from None
    parts = [
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, modules in enumerate(matrix)
        for column, module in enumerate(modules)
        if module
    ]
    return QrCode(len(matrix) + 2 * QUIET, "".join(parts))
