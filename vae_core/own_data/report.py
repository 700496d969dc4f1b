"""The summary of an import: classes, left-out files with their reasons, duplicates and warnings."""

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from vae_core.own_data.pictures import Fitted, LeftOut, Pixels, Plan

NO_LABEL = "no label"
SHOWN = 50  # left-out files that are named
MOST_SIZES = 1000  # that are counted
TINY = 100  # images below which a warning is due
UNEVEN = 10  # times as many images in the largest class as in the smallest
BRIGHT = 160  # grey value of the border above which pictures are dark on bright


@dataclass(frozen=True)
class ImportReport:
    """The summary of an import."""

    count: int  # images
    classes: dict[str, int]  # images of each
    duplicates: int = 0  # left out because an equal picture is in the same class
    ignored: int = 0  # hidden files
    left_out: int = 0
    reasons: dict[str, int] = field(default_factory=dict)  # files left out for each
    examples: list[tuple[str, str]] = field(default_factory=list)  # names and reasons of the first left-out files
    warnings: list[str] = field(default_factory=list)

    def to_plain(self) -> dict[str, Any]:
        """Returns the summary, JSON-ready."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Returns the summary as sentences."""
        found = [f"{self.count:,} images in {len(self.classes)} class{'es' * (len(self.classes) > 1)}."]
        if self.duplicates:
            found.append(f"{self.duplicates:,} equal pictures were left out.")
        if self.left_out:
            found.append(f"{self.left_out:,} files were left out:")
            found += [f"{name}: {reason}." for name, reason in self.examples[:10]]
        return [*found, *self.warnings]


def report_from_plain(plain: Any) -> ImportReport | None:
    """Returns the summary that `ImportReport.to_plain` wrote; None if it is missing or of another version."""
    try:
        report = ImportReport(**plain)
        examples = [(str(name), str(reason)) for name, reason in report.examples]
    except (TypeError, ValueError):
        return None
    numbers = (report.count, report.duplicates, report.ignored, report.left_out)
    is_valid = isinstance(report.classes, dict) and isinstance(report.warnings, list)
    if not is_valid or not all(isinstance(number, int) for number in (*numbers, *report.classes.values())):
        return None
    return replace(report, examples=examples, warnings=[str(warning) for warning in report.warnings])


class Tally:
    """Counts what the pictures of an import are like."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.labels: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.examples: list[tuple[str, str]] = []
        self.sizes: set[tuple[int, int]] = set()
        self.duplicates = self.constant = self.bright = self.animated = self.dim = self.lost_colours = 0

    def leave_out(self, left: LeftOut) -> None:
        """Counts a file that is left out."""
        self.reasons[left.reason[:120]] += 1
        if len(self.examples) < SHOWN:
            self.examples.append((shown_name(left.name), left.reason[:200]))

    def add(self, image: Fitted, label: str) -> None:
        """Counts an image of a class."""
        self.labels[label] += 1
        if len(self.sizes) < MOST_SIZES:
            self.sizes.add(image.size)
        low, high = int(image.pixels.min()), int(image.pixels.max())
        self.constant += low == high
        self.dim += low < high <= 2
        self.animated += image.is_animated
        self.lost_colours += image.lost_colours
        self.bright += border_mean(image.pixels) > BRIGHT

    def report(self, ignored: int) -> ImportReport:
        """Returns the summary of all that was counted."""
        return ImportReport(
            count=self.labels.total(),
            classes=dict(sorted(self.labels.items(), key=lambda pair: class_order(pair[0]))),
            duplicates=self.duplicates,
            ignored=ignored,
            left_out=self.reasons.total(),
            reasons=dict(self.reasons.most_common(20)),
            examples=self.examples,
            warnings=self._warnings(),
        )

    def _warnings(self) -> list[str]:
        count, found = self.labels.total(), []
        named = Counter({name: number for name, number in self.labels.items() if name != NO_LABEL})
        if count < TINY:
            found.append(
                f"{count} images are few: the model memorises them. Choose 2 latent dimensions and a short training."
            )
        if self.constant:
            found.append(f"{self.constant:,} images have one colour only.")
        if self.dim:
            found.append(f"{self.dim:,} images have values up to 2 of 255 only; multiply the values by 255 first.")
        if len(named) == 1 and len(self.labels) == 1:
            found.append("All images are of one class, so colours and classes on the map are equal.")
        if named and NO_LABEL in self.labels:
            found.append(f'{self.labels[NO_LABEL]:,} images have no label; they are the class "{NO_LABEL}".')
        if len(named) > 1 and max(named.values()) >= UNEVEN * min(named.values()):
            (most, largest), (least, smallest) = named.most_common(1)[0], named.most_common()[-1]
            found.append(f'The classes are uneven: {largest:,} images of "{most}", {smallest:,} of "{least}".')
        if len(self.sizes) > 1:
            more = "or more " if len(self.sizes) == MOST_SIZES else ""
            height, width = self.plan.shape[1:]
            found.append(
                f"The pictures have {len(self.sizes):,} {more}different sizes; each became {width} x {height} ({self.plan.fit})."
            )
        if self.lost_colours:
            found.append(
                f"{self.lost_colours:,} pictures have colours but became grey, because the first pictures are grey; "
                "add them again in colour to keep the colours."
            )
        if self.animated:
            found.append(f"{self.animated:,} pictures are animated; only the first frame of each is used.")
        if not self.plan.invert and self.plan.shape[0] == 1 and self.bright > 0.8 * count:
            found.append(
                "Most pictures are dark on bright. A network learns bright shapes on black better: invert them."
            )
        return found


def border_mean(pixels: Pixels) -> float:
    """Returns the mean value of the pixels at the edge."""
    # Both edges of a direction at once: it is called for each image, and a mean takes longer to begin than to add up.
    _, height, width = pixels.shape
    return float(pixels[:, :: height - 1].mean() + pixels[:, :, :: width - 1].mean()) / 2


def class_order(name: str) -> tuple[int, float, str]:
    """Returns the key that sorts class names: numbers by value, then words, last those without a label."""
    if name == NO_LABEL:
        return (2, 0.0, name)
    return (0, float(name), name) if name.isascii() and name.isdecimal() and len(name) < 16 else (1, 0.0, name)


def shown_name(name: str) -> str:
    """Returns a file's name for a message: printable, and cut where it is long."""
    name = name.encode("utf-8", "backslashreplace").decode()
    name = "".join(sign if sign.isprintable() else "?" for sign in name)
    return name if len(name) <= 80 else f"{name[:60]}...{name[-17:]}"
