"""Text for pages: what people typed, escaped where Streamlit reads Markdown, and errors."""

import re

from vae_core.files import error_in_words

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")  # of ASCII


def plain(text: str) -> str:
    """Returns the text escaped, so that Markdown shows it as written: no image, no link, no bold."""
    return _PUNCTUATION.sub(r"\\\1", text)


def error_for_page(error: BaseException) -> str:
    """Returns an error as a sentence, unescaped, with the way out that a page has: it can be loaded again."""
    again = " Load the page again." if isinstance(error, FileNotFoundError) and error.errno is not None else ""
    return error_in_words(error) + again
