"""Words are data: YAML files in prompts/ → typed values, every scalar as text, errors with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from service.errors import AssetError

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"

# The loader in C says the same in a tenth of the time.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

T = TypeVar("T")


def load(name: str, type_: type[T], root: Path = PROMPTS, once: tuple[str, ...] = ()) -> T:
    """Read `prompts/<name>` as `type_` (a msgspec struct, list or dict of them).

    Codes keep their leading zeros because no scalar is converted by YAML. Raises AssetError with the file and
    line of what does not fit, of a key that stands twice in one mapping, or of an entry that stands twice in the
    lists of the keys of `once`, wherever in the file they are.
    """
    path = root / name
    node = _compose(path)
    plain = yaml.BaseLoader("")
    try:
        read = msgspec.convert(plain.construct_document(node), type_, strict=False)
    except msgspec.ValidationError as error:
        raise AssetError(file=name, line=_line(node, str(error)), problem=str(error)) from error
    _refuse_repeated(_entries(node, once), name)
    return read


def _compose(path: Path) -> yaml.Node:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=LOADER)
    except OSError as error:
        raise AssetError(file=path.name, line=0, problem=error.strerror) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise AssetError(file=path.name, line=line, problem="not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise AssetError(file=path.name, line=line, problem=error.problem) from error
    if node is None:
        raise AssetError(file=path.name, line=1, problem="empty file")
    _refuse_repeated_keys(node, path.name)
    return node


def _refuse_repeated_keys(node: yaml.Node, file: str) -> None:
    """YAML would keep the last of two entries of one name and drop the first without a word."""
    if isinstance(node, yaml.MappingNode):
        _refuse_repeated((key for key, _ in node.value if isinstance(key, yaml.ScalarNode)), file)
    for child in _children(node):
        _refuse_repeated_keys(child, file)


def _refuse_repeated(nodes: Iterable[yaml.Node], file: str) -> None:
    seen: set[str] = set()
    for node in nodes:
        if node.value in seen:
            raise AssetError(file=file, line=node.start_mark.line + 1, problem=f"{node.value} stands twice")
        seen.add(node.value)


def _entries(node: yaml.Node, keys: tuple[str, ...]) -> Iterator[yaml.Node]:
    """The entries of all lists that stand under some keys."""
    if isinstance(node, yaml.MappingNode):
        yield from (entry for key, value in node.value if key.value in keys for entry in value.value)
    for child in _children(node):
        yield from _entries(child, keys)


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _line(node: yaml.Node, problem: str) -> int:
    """The line of the node that a msgspec path such as `$[3].words[0]` leads to, as far as it can be followed."""
    found = re.search(r"`\$(\S*)`\s*$", problem)
    for key, index in re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", found.group(1) if found else ""):
        child = _child(node, key, index)
        if child is None:
            break
        node = child
    return node.start_mark.line + 1


def _child(node: yaml.Node, key: str, index: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and index.isdigit():
        return node.value[int(index)]
    return None
