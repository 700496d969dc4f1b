"""What people wrote, made safe for where Streamlit reads Markdown."""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")  # of ASCII


def plain(text: str) -> str:
    """The text such that Markdown shows it as it was written: no picture is loaded, no link made, nothing becomes bold."""
    return _PUNCTUATION.sub(r"\\\1", text)
