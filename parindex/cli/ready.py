"""Makes Django ready on import: a sub-command that needs the records imports this before them."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.config.settings")
django.setup()
