"""Refuses a request that is larger than settings.REQUEST_LIMIT before its files reach the disk."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Limit(FileUploadHandler):
    """Stands first among the handlers. Django reads no more of a request than the length that it states."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803, ARG002
        large = META.get("PATH_INFO", "") in settings.LARGE_UPLOADS
        limit = settings.DOSSIER_UPLOAD_LIMIT + 1024 * 1024 if large else settings.REQUEST_LIMIT
        if content_length > limit:
            megabytes = limit // (1024 * 1024)
            raise RequestDataTooBig(f"Gửi lên quá {megabytes} MB một lần; hãy chia nhỏ hoặc nén lại rồi gửi lại.")

    def receive_data_chunk(self, raw_data, start):  # noqa: ARG002
        return raw_data

    def file_complete(self, file_size):  # noqa: ARG002
        return None
