"""Answers that a browser saves instead of showing."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from parindex.core.words import fold

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(name: str, data: bytes, media_type: str) -> HttpResponse:
    """Bytes to be saved under a name, never to be run or shown as a page of ours."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def spreadsheet(request: HttpRequest, name: str, data: bytes) -> HttpResponse:
    """An .xlsx named after its page, the programme's year and the day."""
    words = fold(name).replace(" ", "-")
    return download(f"{words}-{request.programme.year}-{request.on:%Y%m%d}.xlsx", data, XLSX)
