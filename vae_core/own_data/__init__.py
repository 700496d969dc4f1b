"""Users' pictures in, a data set's folder out; nothing here trains, and nothing is stored until all of it was read.

Pillow decodes pictures, numpy reads arrays, pyarrow reads Parquet. No pickle is ever read, and no archive is unpacked to
the disk: its files are read one by one, within limits.
"""

from vae_core.own_data.importing import Preview, import_pictures, new_name, preview
from vae_core.own_data.library import DAYS_IN_BIN, bytes_in_bin, discard_own, empty_bin_of, restore_own
from vae_core.own_data.limits import ImportLimits
from vae_core.own_data.options import FITS, ImportOptions, parse_size
from vae_core.own_data.process import TryAgain, Uploads, import_uploads, preview_apart
from vae_core.own_data.report import ImportReport, report_from_plain
from vae_core.own_data.sources import open_path, open_uploads

__all__ = [
    "DAYS_IN_BIN",
    "FITS",
    "ImportLimits",
    "ImportOptions",
    "ImportReport",
    "Preview",
    "TryAgain",
    "Uploads",
    "bytes_in_bin",
    "discard_own",
    "empty_bin_of",
    "import_pictures",
    "import_uploads",
    "new_name",
    "open_path",
    "open_uploads",
    "parse_size",
    "preview",
    "preview_apart",
    "report_from_plain",
    "restore_own",
]
