"""Finds rules/ and reads its YAML; every error names the file and the line."""

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from parindex.core.errors import InputError


class RuleError(InputError):
    """A rule file that cannot be used: `file:line: what is wrong and what to do`."""


class Mapping(dict[str, Any]):
    """A YAML mapping that knows its line and the line of each key."""

    line: int
    lines: dict[str, int]
    path: Path

    def error(self, message: str, key: str | None = None) -> RuleError:
        line = self.lines.get(key, self.line) if key else self.line
        return RuleError(f"{self.path}:{line}: {message}")

    def only(self, keys: Collection[str]) -> None:
        """Refuse keys that nobody reads: a slip of the pen would be lost silently."""
        for key in self:
            if key not in keys:
                raise self.error(f"khóa “{key}” không có; hãy dùng: {', '.join(sorted(keys))}", key)

    def text(self, key: str) -> str:
        """Words that must be there."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"thiếu {key}; hãy ghi bằng chữ trong dấu ngoặc kép", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words, empty where the key is absent."""
        found = self.get(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
            raise self.error(f"{key} phải là danh sách các chữ, mỗi dòng bắt đầu bằng dấu gạch ngang", key)
        return tuple(found)

    def choice(self, key: str, allowed: Collection[str]) -> Any:
        """One of the words allowed."""
        value = self.get(key)
        if value not in allowed:
            raise self.error(f"{key} “{value}” không có; hãy dùng một trong: {', '.join(allowed)}", key)
        return value

    def day(self, key: str) -> date:
        """A day that must be there."""
        value = self.get(key)
        if type(value) is not date:
            raise self.error(f"thiếu {key}, hoặc {key} không phải ngày viết dạng 2024-04-29", key)
        return value

    def whole(self, key: str, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.get(key)
        if type(value) is not int or value < least:
            raise self.error(f"{key} phải là số nguyên từ {least}", key)
        return value

    def entries(self, key: str) -> list["Mapping"]:
        """A list of mappings, empty where the key is absent."""
        found = self.get(key) or []
        if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
            raise self.error(f"mục {key} phải là danh sách, mỗi dòng bắt đầu bằng dấu gạch ngang", key)
        return found


_DEEPEST = 60


# Written in C where the package was built with it: six times as fast, and every command begins with reading rules.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    path: Path


# YAML 1.1 takes a bare on, off, yes and no for truth values, as keys too; only true and false are meant as such.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Mapping:
    found = Mapping()
    found.line, found.lines, found.path = node.start_mark.line + 1, {}, loader.path
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if key in found:
            raise RuleError(f"{loader.path}:{line}: khóa “{key}” viết hai lần; hãy bỏ một dòng")
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = line
    return found


def _timestamp(loader: _Loader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        line = node.start_mark.line + 1
        raise RuleError(f"{loader.path}:{line}: “{node.value}” không phải ngày có thật; hãy sửa ngày") from error


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def rules_folder() -> Path:
    """Return rules/ of the checkout, or the copy inside an installed wheel."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package.parent / "rules", package / "_rules"):
        if (folder / "agencies").is_dir():
            return folder
    raise RuleError(f"{package}: không tìm thấy thư mục rules/; hãy cài lại Parindex")


def load(path: Path) -> Mapping:
    """Read one YAML file whose top is a mapping; RuleError when it is not readable."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}:1: không đọc được tệp ({error}); tệp phải là văn bản UTF-8") from error
    return parse(text, path)


def parse(text: str, path: Path) -> Mapping:
    """Read YAML text as if it stood in the file `path`; RuleError when it is not readable."""
    try:
        loader = _Loader(text)
    except yaml.YAMLError as error:
        raise RuleError(f"{path}:1: có ký tự không phải chữ; hãy bỏ ký tự lạ") from error
    loader.path = path
    try:
        data = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(f"{path}:{line}: YAML sai cú pháp: {error.problem}") from error
    except yaml.YAMLError as error:
        raise RuleError(f"{path}:1: có ký tự không phải chữ; hãy bỏ ký tự lạ") from error
    finally:
        loader.dispose()
    if not isinstance(data, Mapping):
        raise RuleError(f"{path}:1: đầu tệp phải là các cặp “khóa: giá trị”")
    return data


def parse_typed(text: str, path: Path) -> Mapping:
    """As `parse`, of what somebody has typed or pasted: no references within the text, which a few words may blow up,
    no depth at which the parser written in C breaks down, and nothing else that YAML itself stumbles over.
    """
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            line = event.start_mark.line + 1
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise RuleError(f"{path}:{line}: không dùng dấu * để nhắc lại đoạn khác; hãy viết lại đoạn ấy")
            if depth > _DEEPEST:
                raise RuleError(f"{path}:{line}: các mục lồng nhau quá {_DEEPEST} lớp; hãy viết theo mẫu ban đầu")
        return parse(text, path)
    except RuleError:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(f"{path}:{line}: YAML sai cú pháp: {error.problem}") from error
    except (yaml.YAMLError, RecursionError, TypeError, ValueError, OverflowError) as error:
        raise RuleError(f"{path}:1: không đọc được; hãy viết theo mẫu của tệp ban đầu") from error
