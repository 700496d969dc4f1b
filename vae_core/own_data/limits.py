"""Limits of an import, so that no file fills the memory or the disk."""

from dataclasses import dataclass

MOST_OF_FILE = 100_000_000  # bytes of one picture's file
MOST_AT_ONCE = 64_000_000  # bytes that an archive may ask for in one part, such as a header


@dataclass(frozen=True)
class ImportLimits:
    """The most images, bytes on the disk and bytes of unpacked files of one import."""

    images: int = 1_000_000
    stored: int = 20_000_000_000  # bytes of images on the disk
    unpacked: int = 20_000_000_000  # bytes of an archive, when it is unpacked
    entries: int = 1_200_000  # files of an archive or a folder

    def check_entries(self, count: int) -> None:
        """Raises a ValueError for too many files."""
        if count > self.entries:
            raise ValueError(f"it holds {count:,} files; at most {self.entries:,} are read; bring fewer")

    def check_unpacked(self, size: int) -> None:
        """Raises a ValueError for an archive that is too large when it is unpacked."""
        if size > self.unpacked:
            raise ValueError(
                f"it expands to more than {megabytes(self.unpacked)}, the limit for an archive; bring fewer pictures"
            )

    def check_stored(self, count: int, size: int) -> None:
        """Raises a ValueError for too many images of `size` bytes each."""
        if count > self.images:
            raise ValueError(f"it holds more than {self.images:,} pictures, the limit; bring fewer")
        if count * size > self.stored:
            raise ValueError(
                f"{count:,} images of {size:,} bytes exceed {megabytes(self.stored)}, the limit of a data set here; "
                "choose a smaller size, or bring fewer pictures"
            )


def megabytes(size: int) -> str:
    """Returns a number of bytes in words."""
    return f"{size / 1e6:,.0f} MB"
