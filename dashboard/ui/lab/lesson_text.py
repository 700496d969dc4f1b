"""The text of a lesson: a Markdown file in sections, with fields for computed values.

A section begins with a line `# Name` and ends before the next one. `{{name}}` and `{{name:.2f}}` are fields: the page
gives the value, and the part after the colon is a Python format. Fields have double braces because LaTeX uses single ones.
"""

import re
from pathlib import Path
from typing import NamedTuple

REQUIRED = (
    "What to expect",
    "Question",
    "Explanation",
    "Alt text",
    "Equation",
    "Symbols",
    "What to try next",
    "Source",
)
FIELD = re.compile(r"\{\{\s*(\w+)\s*(?::([^{}]*))?\}\}")
OPTION = re.compile(r"- \[([ x])\] (.+)")
ROOT = Path(__file__).parents[3]


class Options(NamedTuple):
    """The options of a question, the one of them that is right, and what each wrong one gets wrong."""

    texts: tuple[str, ...]
    answer: str
    feedback: tuple[str, ...] = ()  # one for each option; empty: none


class LessonText:
    """The sections of one Markdown file. A ValueError names the file and the section in which something is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sections = self._read()
        for name in REQUIRED:
            self._find(name)

    def text(self, section: str, **values: object) -> str:
        """The Markdown of a section, each of its fields replaced by the value of that name."""

        def filled(field: re.Match[str]) -> str:
            name, spec = field[1], field[2] or ""
            if name not in values:
                raise self._error(f"no value for the field {field[0]}; pass {name}=... for this section", section)
            try:
                return format(values[name], spec)
            except (TypeError, ValueError) as error:
                raise self._error(
                    f"the field {field[0]} does not fit its value {values[name]!r}: {error}", section
                ) from None

        return FIELD.sub(filled, self._find(section))

    def line(self, section: str, **values: object) -> str:
        """The same on one line, for places that show no paragraphs."""
        return " ".join(self.text(section, **values).split())

    def options(self, section: str = "Options", **values: object) -> Options:
        """A list of `- [ ] wrong` and one `- [x] right`; indented lines below an option say what it gets wrong."""
        texts, answers, feedback = list[str](), list[str](), list[str]()
        for line in self.text(section, **values).splitlines():
            option = OPTION.fullmatch(line)
            if option:
                texts.append(option[2])
                feedback.append("")
                answers += [option[2]] if option[1] == "x" else []
            elif texts and line.startswith("  "):
                feedback[-1] = f"{feedback[-1]} {line.strip()}".strip()
            else:
                raise self._error(f"the line {line!r} is no option; write '- [ ] text' or '- [x] text'", section)
        if len(answers) != 1:
            raise self._error(f"{len(answers)} options are marked as right; mark one with '- [x]'", section)
        return Options(tuple(texts), answers[0], tuple(feedback))

    def unfilled_options(self) -> tuple[tuple[str, ...], int]:
        """The options of the question with dots in place of computed values, and the place of the right one from 0."""
        found = [option for line in self._find("Options").splitlines() if (option := OPTION.fullmatch(line))]
        right = next(place for place, option in enumerate(found) if option[1] == "x")
        return tuple(FIELD.sub("…", option[2]) for option in found), right

    def equation(self) -> str:
        """The LaTeX of the section "Equation", which stands between two lines of `$$`."""
        lines = self._find("Equation").splitlines()
        if len(lines) < 3 or (lines[0], lines[-1]) != ("$$", "$$"):
            raise self._error("the LaTeX must stand between two lines of '$$'; add them", "Equation")
        return "\n".join(lines[1:-1])

    def _read(self) -> dict[str, str]:
        start, *parts = re.split(r"^# +", self.path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        if start.strip():
            raise self._error("there is text before the first heading; begin with '# What to expect'")
        sections: dict[str, str] = {}
        for part in parts:
            name, _, body = part.partition("\n")
            if name.strip() in sections:
                raise self._error("it is there twice; join both into one", name.strip())
            if not body.strip():
                raise self._error("it is empty; write its text or remove its heading", name.strip())
            sections[name.strip()] = body.strip()
        return sections

    def _find(self, section: str) -> str:
        if section not in self.sections:
            raise self._error(f"it is missing; add a line '# {section}' and its text", section)
        return self.sections[section]

    def _error(self, what: str, section: str = "") -> ValueError:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        place = f', section "{section}"' if section else ""
        return ValueError(f"{path.as_posix()}{place}: {what}")


def lesson_text(slug: str) -> LessonText:
    """The text of a lesson."""
    return LessonText(ROOT / "pages" / "lab" / "texts" / f"{slug}.md")
