"""Stored bytes, each content once, named by its SHA-256."""

from django.db import models

from parindex.records.models.row import Row


class File(Row):
    """The bytes lie in the files folder under their hash; `kind` is what the content was found to be."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    created_at = models.DateTimeField()
