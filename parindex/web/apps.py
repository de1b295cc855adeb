"""Tells Django of the screens: templates, static files, template tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "parindex.web"
    label = "web"
    verbose_name = "Parindex – màn hình"
