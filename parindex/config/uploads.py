"""Refuses a request that is larger than its address may take before its files reach the disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MEGABYTE = 1024 * 1024


def limit_of(request: Any) -> int:
    """Bytes that a request may have: more at the addresses for extracts of dossiers, from who is signed in."""
    large = request.path in settings.LARGE_UPLOADS and request.user.is_authenticated
    return settings.DOSSIER_UPLOAD_LIMIT + MEGABYTE if large else settings.REQUEST_LIMIT


class Limit(FileUploadHandler):
    """Stands first among the handlers. Django reads no more of a request than the length that it states."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803, ARG002
        if content_length > limit_of(self.request):
            raise RequestDataTooBig("larger than its address may take")

    def receive_data_chunk(self, raw_data, start):  # noqa: ARG002
        return raw_data

    def file_complete(self, file_size):  # noqa: ARG002
        return None
