"""Rows of images with their names."""

from streamlit.testing.v1 import AppTest


def script():
    import streamlit as st
    import torch

    from dashboard.ui.pictures import show_named_row

    show_named_row(st.container(), {"image": torch.zeros(1, 8, 8), "a < b": torch.ones(1, 8, 8)}, alt="Two images")


def test_each_image_of_a_row_has_its_name_below_it():
    at = AppTest.from_function(script).run()
    assert not at.exception
    (names,) = [block.proto.body for block in at.get("html")]
    assert "repeat(2, minmax(0, 1fr))" in names
    assert names.endswith("<span>image</span><span>a &lt; b</span></div>")
