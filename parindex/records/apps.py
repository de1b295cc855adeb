"""Tells Django of the one app with tables."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "parindex.records"
    label = "records"
    verbose_name = "Parindex"
    default_auto_field = "django.db.models.BigAutoField"
