"""An uploaded plan on its way to confirmation."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Import(ProgrammeRow):
    """`original` is what was read; `reading` is what a person made of it. Nothing else exists until it is confirmed."""

    name = models.CharField("tên tệp", max_length=255)
    file = models.ForeignKey("records.File", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey("records.Plan", on_delete=models.PROTECT, null=True, related_name="imports")
    original = models.JSONField()
    reading = models.JSONField()
    source = models.JSONField(default=list)
    edits = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    confirmed = models.OneToOneField(
        "records.PlanVersion", on_delete=models.PROTECT, null=True, related_name="imported"
    )
    discarded_at = models.DateTimeField(null=True)
