"""What was added to a growing file of lines, such as a run's metrics.jsonl, since somebody last looked."""

import os
from pathlib import Path

READ_BYTES = 1 << 20  # at most so much of the file at a time; a report has some hundred bytes, 20 kB with 1024 latents


class Tail:
    """The complete lines that were added to a file since the last look; a torn last line waits for its end."""

    def __init__(self, path: Path) -> None:
        self.path, self.offset, self.number, self.file_number = path, 0, 0, 0
        self.was_rewritten, self.has_more = False, False  # at the last look

    def new(self) -> list[tuple[int, str]]:
        """Number, from 1, and text of each new line; none where the file was rewritten, for which it takes a new Tail."""
        try:
            with open(self.path, "rb") as file:
                status = os.fstat(file.fileno())
                # A resumed run puts a new file there, without the lines after its checkpoint.
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
