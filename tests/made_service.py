"""Data folders and services over made-up documents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from service.config import Config
from service.ingest import build
from service.pipeline import Service


def built(data: Path, files: Mapping[str, str]) -> Path:
    """The data folder, with these texts written and read as its documents, each under its file name."""
    (data / "documents").mkdir()
    for name, text in files.items():
        (data / "documents" / name).write_text(text, encoding="utf-8")
    build(data)
    return data


def service_of(data: Path, texts: Mapping[str, str]) -> Service:
    """The service of a folder into which these texts are written, each under its name."""
    return Service(Config(built(data, {f"{name}.txt": text for name, text in texts.items()})))
