"""The command line of scripts that build named runs."""

import argparse
from collections.abc import Iterable


def chosen_names(module: str, description: str | None, names: Iterable[str]) -> list[str]:
    """Returns the names given on the command line, or all of `names`; an unknown name is a usage error."""
    known = list(names)
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"runs to build; default: all of {', '.join(known)}")
    chosen: list[str] = parser.parse_args().names
    unknown = [name for name in chosen if name not in known]
    if unknown:
        parser.error(f"unknown run {unknown[0]!r}; choose from {', '.join(known)}")
    return chosen or known
