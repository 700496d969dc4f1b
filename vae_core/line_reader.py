"""A reader of a growing file of lines, such as a run's metrics.jsonl."""

import os
from pathlib import Path

# At most, in one call. A report has some hundred bytes, or 20 kB with 1024 latent dimensions. A viewer who reads slowly keeps
# one piece and its copies in the server's memory: 2.3 MB with pieces of 1 MB.
READ_BYTES = 1 << 18


class LineReader:
    """Reads the complete lines that were added to a file since the last call; an incomplete last line waits for its end."""

    def __init__(self, path: Path) -> None:
        self.path, self.offset, self.number, self.file_number = path, 0, 0, 0
        self.was_rewritten, self.has_more = False, False  # in the last call

    def new(self) -> list[tuple[int, str]]:
        """The number, from 1, and text of each new line; none where the file was rewritten, which needs a new LineReader."""
        try:
            with open(self.path, "rb") as file:
                status = os.fstat(file.fileno())
                # A resume replaces the file by one without the lines after the checkpoint.
                self.was_rewritten = status.st_size < self.offset or self.file_number not in (0, status.st_ino)
                self.file_number = status.st_ino
                if self.was_rewritten:
                    return []
                file.seek(self.offset)
                content = file.read(READ_BYTES)
        except OSError:
            return []
        complete = content[: content.rfind(b"\n") + 1]
        self.has_more = len(content) == READ_BYTES and complete != b""
        self.offset += len(complete)
        found = [(self.number + index + 1, line.decode()) for index, line in enumerate(complete.splitlines())]
        self.number += len(found)
        return found
