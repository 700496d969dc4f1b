"""A lesson page is made of these parts: a frame, a Markdown text, bundled runs and their measures."""
