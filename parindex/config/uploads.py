"""Refuses a request that is larger than settings.UPLOAD_LIMIT before its files reach the disk."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Limit(FileUploadHandler):
    """Counts what arrives too: a sender may understate the length, or not say it."""

    arrived = 0

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803, ARG002
        if content_length > settings.UPLOAD_LIMIT:
            self._refuse()

    def receive_data_chunk(self, raw_data, start):  # noqa: ARG002
        self.arrived += len(raw_data)
        if self.arrived > settings.UPLOAD_LIMIT:
            self._refuse()
        return raw_data

    def file_complete(self, file_size):  # noqa: ARG002
        return None

    def _refuse(self):
        megabytes = settings.UPLOAD_LIMIT // (1024 * 1024)
        raise RequestDataTooBig(f"Tệp gửi lên quá {megabytes} MB; hãy chia nhỏ hoặc nén lại rồi gửi lại.")
