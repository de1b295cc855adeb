"""What several commands read from their words: days and files."""

from datetime import date
from pathlib import Path

from parindex.core.errors import InputError


def day(text: str) -> date:
    """A day as 2023-06-15."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"“{text}” không phải ngày; hãy viết dạng 2023-06-15.") from error


def file_bytes(path: Path) -> bytes:
    """All of a file."""
    if not path.exists():
        raise InputError(f"{path}: không có tệp này; hãy kiểm tra lại đường dẫn.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: không đọc được tệp ({error.strerror}); hãy chọn một tệp khác.") from error
