"""Answers that a browser saves instead of showing."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from parindex.core.words import fold

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_IN_NAMES = re.compile("[^a-z0-9]+")
_LONGEST = 120  # characters of the words; Windows takes paths of 260


def download(name: str, data: bytes, media_type: str) -> HttpResponse:
    """Bytes to be saved under a name, never to be run or shown as a page of ours."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def spreadsheet(request: HttpRequest, name: str, data: bytes, period: str = "") -> HttpResponse:
    """An .xlsx named after what it holds, its period (the programme's year where it has none) and the day."""
    return download(f"{slug(name)}-{period or request.programme.year}-{request.on:%Y%m%d}.xlsx", data, XLSX)


def file_period(label: str, scheme: str) -> str:
    """A period in the name of a file: two ways of cutting months must not overwrite each other."""
    return label + ("-ky-bao-cao" if scheme == "legal" else "")


def slug(words: str) -> str:
    """“Biểu 06, UBND xã Phước Sơn” -> bieu-06-ubnd-xa-phuoc-son: a name that every file system and mail takes."""
    return _NOT_IN_NAMES.sub("-", fold(words))[:_LONGEST].strip("-")
