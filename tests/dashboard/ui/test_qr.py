"""QR codes, read by another library."""

import re

import numpy as np
import pytest
import zxingcpp

from dashboard.ui.qr import QUIET, qr_code


def decoded(code):
    """What a reader finds in the picture of a code, eight pixels a module."""
    picture = np.full((code.size, code.size), 255, np.uint8)
    for column, row in re.findall(r"M(\d+) (\d+)h1v1h-1z", code.outline):
        picture[int(row), int(column)] = 0
    return zxingcpp.read_barcode(picture.repeat(8, 0).repeat(8, 1)).text


@pytest.mark.parametrize("text", ["http://localhost:8501/room?code=K7QFM2XB", "http://x/train?note=" + "Grüße," * 50])
def test_a_reader_finds_the_address_in_the_picture(text):
    assert decoded(qr_code(text)) == text


def test_the_quiet_zone_is_light():
    code = qr_code("http://localhost:8501/")
    places = [int(place) for place in re.findall(r"M(\d+)", code.outline)]
    assert min(places) == QUIET
    assert max(places) == code.size - QUIET - 1


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="3000 characters, too many for a QR code"):
        qr_code("x" * 3000)
