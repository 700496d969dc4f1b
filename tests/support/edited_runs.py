"""Zip files of runs: packed, unpacked, and edited at random."""

import io
import json
import zipfile

import torch
from safetensors.torch import load, save

from vae_core.runs.run_zip import import_run, zip_run


def unpacked(run):
    with zipfile.ZipFile(io.BytesIO(zip_run(run))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def edited(contents, random):
    """One random edit of an export: of its bytes, its JSON or its tensors."""
    name = random.choice(sorted(contents))
    content = contents[name]
    kind = random.choice(["flip", "cut", "drop", "json", "json", "json", "tensor", "tensor", "swap"])
    if kind == "drop":
        return {other: value for other, value in contents.items() if other != name}
    if kind == "swap":
        return contents | {name: contents[random.choice(sorted(contents))]}
    if kind == "cut":
        return contents | {name: content[: random.randrange(len(content) + 1)]}
    if kind == "json" and (name.endswith(".json") or name == "metrics.jsonl"):
        lines = content.splitlines() if name == "metrics.jsonl" else [content]
        place = random.randrange(len(lines))
        lines[place] = json.dumps(changed_json(json.loads(lines[place]), random)).encode()
        return contents | {name: b"\n".join(lines)}
    if kind == "tensor" and name.endswith(".safetensors"):
        return contents | {name: changed_tensors(content, random)}
    changed = bytearray(content)
    for _ in range(random.randrange(1, 4)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return contents | {name: bytes(changed)}


ODD = [None, True, -1, 0, 1e308, 2**70, "", "x", "\ud800", "<b>", [], {}, [1], {"a": 1}, 0.5]


def changed_json(value, random):
    """The value with one entry replaced, removed or added, at any depth."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        key = random.choice(list(value))
        if random.random() < 0.15:
            return {other: entry for other, entry in value.items() if other != key}
        return value | {key: changed_json(value[key], random)}
    if isinstance(value, list) and value and random.random() < 0.7:
        place = random.randrange(len(value))
        return [*value[:place], changed_json(value[place], random), *value[place + 1 :]]
    return random.choice(ODD)


def changed_tensors(content, random):
    """The tensors with one of another type, shape or value; their numbers are lost."""
    tensors = load(content)
    name = random.choice(sorted(tensors))
    value = tensors[name]
    tensors[name] = random.choice(
        [
            lambda: value.to(
                random.choice([torch.float64, torch.float16, torch.int64, torch.uint8, torch.float8_e5m2])
            ),
            lambda: value.flatten()[: random.randrange(value.numel() + 1)],
            lambda: value[None],
            lambda: torch.full_like(value, 200) if value.numel() else value,
            lambda: value.float() * float("nan"),
        ]
    )()
    return save({key: part.contiguous() for key, part in tensors.items()})


def taken_or_refused(content, folder):
    """The imported run; None where it is refused, which must be a ValueError with words."""
    try:
        return import_run(content, folder)
    except ValueError as error:
        if not str(error).strip():
            raise
        return None
