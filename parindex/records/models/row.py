"""What every table shares: an opaque key, and the programme that a row belongs to."""

import uuid

from django.db import models


class Row(models.Model):
    """A row whose address tells nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class ProgrammeRow(Row):
    """A row of one programme; several authorities and years live side by side and never mix."""

    programme = models.ForeignKey("records.Programme", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
