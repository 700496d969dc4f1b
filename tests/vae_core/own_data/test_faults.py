"""Hostile and broken files, by their rows of the table of faults: refused with the reason, and nothing is left behind."""

import errno
import gzip
import io
import os
import stat
import struct
import sys
import tarfile
import time
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.pictures import classes_of_noise, encoded, noise, tarred, zipped
from vae_core.own_data import (
    ImportLimits,
    ImportOptions,
    discard_own,
    import_pictures,
    new_name,
    open_path,
    open_uploads,
    pictures,
    restore_own,
)
from vae_core.own_data import store as store_module
from vae_core.own_data import tables as tables_module
from vae_core.own_data.importing import preview
from vae_core.own_sets import list_own, own_folder

pytestmark = pytest.mark.usefixtures("runs")
GOOD = classes_of_noise(3)


def add(name, content, limits=None, **options):
    return import_pictures(open_uploads([(name, content)], limits), new_name("set"), ImportOptions(**options))


def refused(name, content, match, limits=None, **options):
    with pytest.raises(ValueError, match=match) as error:
        add(name, content, limits, **options)
    assert list_own() == []
    assert not own_folder().exists() or list(own_folder().iterdir()) == []
    return str(error.value)


def left_out(files, **options):
    """The reasons of an archive's files that are left out; the good pictures are kept."""
    own = add("a.zip", zipped(GOOD | files), **options)
    assert own.data.count == len(GOOD)
    assert own.report["left_out"] == len(files)
    return dict(own.report["examples"])


@pytest.mark.fault("F1")
def test_f1_an_archive_that_expands_beyond_the_limit_is_refused_before_it_is_unpacked():
    bomb = zipped({"a.png": bytes(3_000_000)})
    assert len(bomb) < 10_000
    refused("a.zip", bomb, "expands to more than 2 MB", ImportLimits(unpacked=2_000_000))
    refused(
        "a.tar.gz", tarred({"a.png": bytes(3_000_000)}), "expands to more than 2 MB", ImportLimits(unpacked=2_000_000)
    )
    refused(
        "a.zip", zipped({f"{n}.png": b"" for n in range(20)}), "holds 20 files; at most 10", ImportLimits(entries=10)
    )


@pytest.mark.fault("F1")
def test_f1_a_size_that_an_archive_declares_wrongly_is_found():
    packed = bytearray(zipped(GOOD | {"bird/bomb.png": bytes(50_000)}))
    place = packed.rindex(b"bird/bomb.png") - 46  # the entry of the central directory
    packed[place + 24 : place + 28] = struct.pack("<I", 10)
    own = add("a.zip", bytes(packed))
    assert own.data.count == len(GOOD)
    assert own.report["left_out"] == 1


@pytest.mark.fault("F1")
def test_f1_an_archive_inside_an_archive_is_not_opened():
    assert "not opened" in left_out({"inner.zip": zipped(GOOD)})["inner.zip"]


@pytest.mark.fault("F1")
def test_f1_a_header_of_a_tar_archive_that_asks_for_gigabytes_is_refused():
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 3_000_000_000
    content = gzip.compress(info.tobuf(tarfile.USTAR_FORMAT) + bytes(2_000))
    refused("a.tar.gz", content, "part of 3,000 MB; at most 64 MB")


NAMES = ["../x.png", "/abs.png", "C:\\x.png", "..\\x.png", "a/../../x.png", "n" * 2000 + ".png"]


@pytest.mark.fault("F2")
@pytest.mark.parametrize("name", NAMES, ids=[name[:12] for name in NAMES])
def test_f2_a_name_that_leads_out_of_the_archive_is_refused(name):
    (reason,) = left_out({name: encoded(noise(12, 12, seed=9))}).values()
    assert "leads out of the archive" in reason or "2,004 characters" in reason


@pytest.mark.fault("F2")
@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_f2_links_and_devices_of_a_tar_archive_are_refused(kind):
    packed = io.BytesIO(tarred(GOOD, "w:"))
    with tarfile.open(fileobj=packed, mode="a:") as archive:
        member = tarfile.TarInfo("link.png")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    own = add("a.tar", packed.getvalue())
    assert own.data.count == len(GOOD)
    assert own.report["examples"][0][0] == "link.png"


@pytest.mark.fault("F2")
def test_f2_a_link_in_a_zip_archive_is_refused():
    packed = io.BytesIO(zipped(GOOD))
    with zipfile.ZipFile(packed, "a") as archive:
        member = zipfile.ZipInfo("link.png")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    assert add("a.zip", packed.getvalue()).report["examples"] == [["link.png", "it is a link"]] or [
        ("link.png", "it is a link")
    ]


@pytest.mark.fault("F2")
def test_f2_a_name_that_is_not_utf_8_is_refused(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.png").write_bytes(encoded(noise(8, 8, seed=number)))
    with open(os.fsencode(tmp_path) + b"/\xff.png", "wb") as file:
        file.write(encoded(noise(8, 8, seed=9)))
    own = import_pictures(open_path(tmp_path), new_name("set"))
    assert own.data.count == 3
    assert "not in UTF-8" in own.report["examples"][0][1]


def refused_path(path, match):
    with pytest.raises(ValueError, match=match):
        import_pictures(open_path(path), new_name("set"))
    assert list_own() == []


@pytest.mark.fault("F2")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these folders")
@pytest.mark.parametrize("folder", ["/proc", "/sys", "/dev", "/proc/self/fd"])
def test_f2_a_folder_of_the_system_is_refused_before_it_is_searched(folder, monkeypatch):
    monkeypatch.setattr("vae_core.own_data.entries.os.walk", lambda path: pytest.fail(f"{path} is searched"))
    refused_path(Path(folder), "a folder of the system and holds no pictures; give the folder of your pictures")


@pytest.mark.fault("F2")
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_f2_a_pipe_is_refused_without_waiting_for_its_writer_and_a_loop_of_links_ends(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    refused_path(tmp_path / "pipe.png", "a device or a pipe, not a file")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "one.png").symlink_to("two.png")
    (tmp_path / "two.png").symlink_to("one.png")
    refused_path(tmp_path, "holds no pictures that are read")


@pytest.mark.fault("F1", "F11")
def test_f1_a_search_for_pictures_in_a_folder_of_other_files_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_core.own_data.entries.FRUITLESS", 3)
    for folder in "abc":
        (tmp_path / folder).mkdir()
        for number in range(3):
            (tmp_path / folder / f"{number}.txt").write_bytes(b"")
    refused_path(tmp_path, "the first 6 files of .* are no pictures; give the folder of your pictures")


def huge_png():
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + chunk(b"IEND", b"")
    )


BROKEN = {
    "huge.png": (huge_png, "million pixels"),
    "cut.png": (lambda: encoded(noise(40, 40))[:700], "damaged"),
    "cut.jpg": (lambda: encoded(noise(40, 40), "JPEG")[:700], "damaged"),
    "text.png": (lambda: b"hello", "no PNG, JPEG"),
    "empty.png": (lambda: b"", "no PNG, JPEG"),
    "drawing.svg": (lambda: b"<svg/>", "save it as PNG"),
    "notes.txt": (lambda: b"hello", "no picture"),
    "exif.png": (lambda: encoded(noise(8, 8), exif=b"Exif\0\0II*\0"), "damaged"),
    "far.tif": (lambda: encoded(np.full((4, 4), 7.0, np.float32), "TIFF"), "beyond 0 to 1"),
}


@pytest.mark.fault("F3")
def test_f3_a_broken_picture_costs_itself_and_the_good_ones_are_kept():
    reasons = left_out({name: make() for name, (make, _) in BROKEN.items()})
    for name, (_, words) in BROKEN.items():
        assert words in reasons[name], name


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def npy_with_header(header, content=b""):
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + content


STACK = np.stack([noise(8, 8, seed=number) for number in range(4)])
ARRAYS = {
    "objects": (lambda: npz(images=np.array([STACK, None], object)), "only a pickle can hold"),
    "complex": (
        lambda: npz(images=STACK.astype(complex)),
        r"found images complex128 \(4, 8, 8\); save images \(N, H, W\)",
    ),
    "nan": (lambda: npz(images=np.where(STACK > 200, np.nan, STACK)), "float64 and holds NaN"),
    "infinite": (lambda: npz(images=np.where(STACK > 200, np.inf, 0.5)), "NaN or infinity"),
    "negative": (lambda: npz(images=STACK.astype(int) - 5), "int64 and holds numbers from -5 to"),
    "over 255": (
        lambda: npz(images=STACK.astype(np.uint16) * 16),
        "uint16 and holds numbers from .* whole numbers from 0 to 255",
    ),
    "rank": (lambda: npz(images=np.zeros((2, 2, 2, 2, 2), np.uint8)), r"found images uint8 \(2, 2, 2, 2, 2\)"),
    "channels": (lambda: npz(images=np.zeros((4, 8, 8, 5), np.uint8)), "neither 1 nor 3 channels"),
    "labels": (lambda: npz(images=STACK, labels=np.arange(3)), "labels has 3 labels, and images has 4 images"),
    "half labels": (
        lambda: npz(images=STACK, labels=np.array([0, 1, 0.5, 1])),
        "has the label 0.5; labels are whole numbers",
    ),
    "no images": (lambda: npz(images=STACK[:0]), r"shape \(0, 8, 8\), so it holds no images"),
    "no array": (lambda: npz(), "found no array"),
    "no zip": (lambda: b"hello", "is no .npz file"),
}


@pytest.mark.fault("F5")
@pytest.mark.parametrize("case", ARRAYS)
def test_f5_an_array_that_holds_no_images_is_refused_with_what_was_found_and_wanted(case):
    make, words = ARRAYS[case]
    refused("a.npz", make(), words)


@pytest.mark.fault("F5")
@pytest.mark.parametrize("order", ["C", "F"])
def test_f5_an_array_that_is_damaged_in_an_archive_is_refused(order):
    images = np.stack([noise(48, 48, seed=number) for number in range(4)])
    content = bytearray(npz(images=np.asarray(images, order=order)))
    content[9000] ^= 1  # of the numbers, beyond what is read with the header: the checksum differs
    refused("a.npz", bytes(content), "images is damaged: Bad CRC-32")


def parquet_of(column):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(pyarrow.table({"image": pyarrow.array(column, pyarrow.binary())}), file, compression="zstd")
    return file.getvalue()


@pytest.mark.slow
@pytest.mark.fault("F1")
def test_f1_a_parquet_file_is_read_within_the_limits(monkeypatch):
    pictures = [encoded(noise(8, 8, seed=number)) for number in range(4)]
    refused("a.parquet", parquet_of(pictures), "holds more than 3 pictures", ImportLimits(images=3))
    refused("a.parquet", parquet_of([bytes(3_000_000)]), "expands to more than 2 MB", ImportLimits(unpacked=2_000_000))
    monkeypatch.setattr(tables_module, "BYTES_OF_BATCH", 3_000_000)
    shared, sizes = parquet_of([bytes(1_000_000)] * 200), []

    class Watched(ImportLimits):
        def check_unpacked(self, size):
            sizes.append(size)
            super().check_unpacked(size)

    refused("a.parquet", shared, "expands to more than 10 MB", Watched(unpacked=10_000_000))
    assert len(shared) < 10_000
    assert max(sizes) < 13_000_000  # a batch beyond the limit, not all 200 MB


@pytest.mark.fault("F5")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            npy_with_header("{'descr': '|u1', 'fortran_order': False, 'shape': (1000000000000, 8, 8), }\n"),
            "more than 1,000,000",
        ),
        (
            npy_with_header("{'descr': '|u1', 'fortran_order': False, 'shape': (9, 8, 8), }\n", bytes(100)),
            "ends at byte",
        ),
        (npy_with_header("{" + " " * 60_000 + "}\n"), "no array that can be read"),
        (npy_with_header("__import__('os').system('true')\n"), "no array that can be read"),
        (
            npy_with_header("{'descr': '|u1', 'fortran_order': False, 'shape': (9, 8, 8), \n"),
            "no array that can be read",
        ),
        (b"\x93NUMPY\x09\x00", "no array that can be read"),
    ],
    ids=["a billion", "cut", "huge header", "code", "open bracket", "version"],
)
def test_f5_a_wrong_header_is_refused(content, words):
    refused("a.npy", content, words, colour="grey", width=8, height=8)


def table(*rows):
    return "\n".join(rows).encode()


FLAT = ",".join(map(str, range(16)))


@pytest.mark.fault("F6")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (table(FLAT, FLAT, "1,2,3"), "row 3, has 3 columns; the first row has 16"),
        (table(FLAT, FLAT.replace(",7,", ",seven,"), FLAT), "row 2, column 8, holds 'seven'"),
        (table(FLAT, FLAT.replace(",7,", ",nan,"), FLAT), "row 2, is float64 and holds NaN or infinity"),
        (table(FLAT, FLAT.replace(",7,", ",inf,"), FLAT), "row 2, is float64 and holds NaN or infinity"),
        (
            table(FLAT, FLAT.replace(",7,", f",{10**30},"), FLAT),
            r"row 2, is float64 and holds numbers from 0 to 1e\+30",
        ),
        (table(FLAT, FLAT.replace(",7,", ",700,"), FLAT), "row 2, is int64 and holds numbers from 0 to 700"),
        (b"1," * 10_000_000, "row 1, has more than 2 MB and about 1,000,000 columns"),
        (table("1,2,3", "1,2,3"), "has 3 columns, which are no square image"),
        (table("file,label", "a.png,cat"), "lists paths; bring it together with its pictures"),
        (b"1,\xff\xfe\n", "row 1, is not in UTF-8"),
        (b"\n\n", "holds no rows"),
    ],
    ids=["ragged", "text", "nan", "infinite", "huge", "range", "columns", "square", "paths", "bytes", "empty"],
)
def test_f6_a_wrong_table_is_refused_by_row_and_column(content, words):
    refused("a.csv", content, words)


def idx_header(*sizes, magic=b"\0\0\x08"):
    return magic + bytes([len(sizes)]) + struct.pack(f">{len(sizes)}I", *sizes)


@pytest.mark.fault("F7")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x01\x02\x08\x03" + bytes(50), "begins with 01 02 08 03 at offset 0"),
        (b"", "begins with nothing at offset 0"),
        (b"\0\0\x08\x03\0\0", "ends at offset 6, within its header of 16 bytes"),
        (idx_header(5, 8, 8) + bytes(100), "ends at byte 116"),
        (idx_header(4_000_000_000, 8, 8), "more than 1,000,000 pictures"),
        (idx_header(9, 60_000, 60_000), "images of 3,600 MB"),
    ],
    ids=["magic", "empty", "header", "cut", "count", "size"],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_f7_a_wrong_idx_file_is_refused_with_its_offset(content, words, pack):
    refused("images-idx3-ubyte" + (".gz" if pack is gzip.compress else ""), pack(content), words)


@pytest.mark.fault("F7")
def test_f7_a_gzip_bomb_is_read_no_further_than_its_header_declares():
    bomb = gzip.compress(idx_header(3, 8, 8) + noise(24, 8).tobytes() + bytes(50_000_000))
    own = add("images-idx3-ubyte.gz", bomb)
    assert own.data.count == 3


@pytest.mark.fault("F8")
def test_f8_too_few_pictures_are_refused_and_the_reason_counts_equal_ones():
    refused("a.zip", zipped({"a.png": encoded(noise(8, 8))}), "holds 1 different picture; at least 3 are needed")
    same = {f"{number}.png": encoded(noise(8, 8)) for number in range(5)}
    refused("a.zip", zipped(same), r"1 different picture \(4 equal ones were left out\)")
    own = add("a.zip", zipped(same), duplicates=True)
    assert own.data.count == 5


@pytest.mark.fault("F8")
def test_f8_labels_that_name_pictures_are_refused_as_classes():
    stack = np.arange(1200, dtype=np.uint16).view(np.uint8).reshape(1200, 1, 2).repeat(4, 1).repeat(2, 2)
    content = npz(images=stack, labels=np.arange(1200))
    refused("a.npz", content, "more than 1,000 classes")
    assert add("a.npz", content, labels=False).data.class_names == ("no label",)


@pytest.mark.fault("F8")
@pytest.mark.parametrize(
    ("files", "words"),
    [
        (classes_of_noise(3, classes=("only",)), "have no label"),
        ({f"{n}.png": encoded(np.full((8, 8), 80 + n, np.uint8)) for n in range(3)}, "3 images have one colour only"),
        ({f"{n}.png": encoded(noise(8, 8, seed=n) // 200) for n in range(3)}, "up to 2 of 255 only"),
        ({f"{n}.png": encoded(noise(8, 8, seed=n) // 16 + 230) for n in range(3)}, "dark on bright"),
        (
            {"a/0.png": encoded(noise(8, 8))} | {f"b/{n}.png": encoded(noise(8, 8, seed=n + 1)) for n in range(10)},
            "uneven",
        ),
        (GOOD, "images are few"),
    ],
    ids=["one class", "constant", "dim", "bright", "uneven", "few"],
)
def test_f8_what_is_odd_about_a_set_is_a_warning(files, words):
    warnings = add("a.zip", zipped(files)).report["warnings"]
    assert any(words in warning for warning in warnings) or words == "have no label"


@pytest.mark.fault("F11")
def test_f11_the_limits_are_named():
    refused("a.zip", zipped(GOOD), "holds more than 4 pictures, the limit", ImportLimits(images=4))
    refused("a.zip", zipped(GOOD), "exceed 0 MB, the limit of a data set here", ImportLimits(stored=500))


@pytest.mark.fault("F11")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_f11_a_full_disk_in_the_middle_leaves_nothing(monkeypatch, number):
    def fail(*args):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(store_module.SetWriter, "_flush", fail)
    words = "the disk is full; nothing was kept" if number == errno.ENOSPC else "cannot be written"
    refused("a.zip", zipped(GOOD), words)


@pytest.mark.fault("F11")
def test_f11_an_interrupted_import_leaves_nothing():
    def stop(count):
        raise KeyboardInterrupt

    files = {f"{number}.png": encoded(noise(4, 4, seed=number)) for number in range(70)}
    with pytest.raises(KeyboardInterrupt):
        import_pictures(open_uploads([("a.zip", zipped(files))]), new_name("set"), None, stop)
    assert list(own_folder().iterdir()) == []


def test_an_import_that_still_writes_is_kept_and_a_killed_one_is_removed():
    running, killed = own_folder() / ".import-running", own_folder() / ".import-killed"
    for folder in (running, killed):
        folder.mkdir(parents=True)
        (folder / "images.npy").write_bytes(b"x")
        os.utime(folder, (0, 0))
    os.utime(killed / "images.npy", (0, 0))
    add("a.zip", zipped(GOOD))
    assert running.exists()
    assert not killed.exists()


def test_a_second_set_of_the_same_name_is_refused_and_the_first_is_kept():
    first = add("a.zip", zipped(GOOD))
    with pytest.raises(ValueError, match="there is a data set 'set' already"):
        add("b.zip", zipped(classes_of_noise(4)))
    assert [own.data for own in list_own()] == [first.data]


def test_a_removed_set_comes_back():
    own = add("a.zip", zipped(GOOD))
    discard_own(own)
    assert list_own() == []
    with pytest.raises(ValueError, match="no data set 'other' in the bin"):
        restore_own("other")
    assert restore_own("set").data == own.data
    assert [found.data for found in list_own()] == [own.data]


@pytest.mark.fault("R8")
def test_r8_a_set_removed_after_the_clock_was_set_back_is_the_last_one_to_leave_the_bin(monkeypatch):
    monkeypatch.setattr("vae_core.own_data.library._KEPT_SETS", 1)
    now = time.time_ns()
    for hours in (0, -1):
        own = add("a.zip", zipped(classes_of_noise(4 + hours)))
        monkeypatch.setattr("vae_core.own_data.library.time.time_ns", lambda hours=hours: now + hours * 3600 * 10**9)
        discard_own(own)
    assert restore_own("set").data == own.data


@pytest.mark.parametrize("title", ["", "My birds", "../x", "mnist", "a" * 65, "x\ny"])
def test_a_name_of_the_command_line_is_small_letters_and_no_set_of_the_program(title):
    with pytest.raises(ValueError, match=r"the name is|choose another name"):
        new_name(title)


def test_the_name_of_a_person_s_set_cannot_be_guessed():
    names = {new_name("Été <b>", "p" * 32).name for _ in range(3)}
    assert len(names) == 3
    assert all(len(name.rpartition("-")[2]) == 32 for name in names)
    assert new_name("Été", "p").title == "Été"


def test_a_picture_of_a_photo_s_size_is_read_within_bounds():
    photo = encoded(Image.fromarray(noise(300, 400, 3)).resize((4000, 3000)), "JPEG")
    others = {f"{n}.jpg": encoded(noise(30, 40, 3, seed=n), "JPEG") for n in range(2)}
    own = add("a.zip", zipped({"big.jpg": photo} | others), width=32, height=24)
    assert own.data.count == 3


@pytest.mark.fault("F3")
def test_f3_of_huge_pictures_a_preview_decodes_a_few_and_the_size_of_the_others_comes_from_their_headers(monkeypatch):
    monkeypatch.setattr("vae_core.own_data.importing.PIXELS_AT_ONCE", 2 * 200 * 100)
    opened = []
    decode = pictures.opened_picture
    monkeypatch.setattr(pictures, "opened_picture", lambda *more: opened.append(decode(*more)) or opened[-1])
    source = lambda: open_uploads([("a.zip", zipped({f"{n}.png": encoded(noise(200, 100, seed=n)) for n in range(8)}))])  # noqa: E731
    shown = preview(source(), ImportOptions())
    assert (len(shown.images), shown.of, shown.shape) == (4, 8, (1, 64, 32))
    assert len(opened) == 2 + 4
    assert import_pictures(source(), new_name("set"), ImportOptions()).data.count == 8


def test_a_huge_picture_is_reduced_before_it_is_scaled_and_keeps_its_pixels():
    rows = np.repeat(np.repeat(noise(8, 8), 150, 0), 150, 1)
    for mode in ("L", "RGB", "RGBA", "LA", "P"):
        content = encoded(Image.fromarray(rows).convert(mode))
        image, size, _ = pictures.opened_picture(content, 64)
        assert size == (1200, 1200)
        assert image.size == ((1200, 1200) if mode == "P" else (600, 600))
        small = np.asarray(image.convert("L").resize((8, 8), Image.Resampling.BOX)).astype(int)
        assert np.abs(small - noise(8, 8)).max() <= 2


def test_a_large_file_is_decoded_once(monkeypatch):
    monkeypatch.setattr(pictures, "_decoded", {})
    content = encoded(noise(1100, 1100))
    assert len(content) > pictures._LARGE_FILE
    first = pictures.opened_picture(content, 64)
    monkeypatch.setattr(pictures, "_read", None)
    assert pictures.opened_picture(bytes(bytearray(content)), 64) == first
    with pytest.raises(TypeError):
        pictures.opened_picture(content + b"x", 64)


def test_of_large_files_that_were_decoded_the_last_are_kept(monkeypatch):
    monkeypatch.setattr(pictures, "_decoded", {})
    monkeypatch.setattr(pictures, "_LARGE_FILE", 10)
    contents = [encoded(noise(9, 9, seed=seed)) for seed in range(pictures._KEPT_PICTURES + 2)]
    kept = [pictures.opened_picture(content, 64) for content in contents]
    assert list(pictures._decoded.values()) == kept[2:]
