"""Escaping of people's text where Streamlit reads Markdown."""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")  # of ASCII


def plain(text: str) -> str:
    """Returns the text escaped, so that Markdown shows it as written: no image, no link, no bold."""
    return _PUNCTUATION.sub(r"\\\1", text)
