"""The index of a day as it was computed: four figures that are never mixed, with the versions that made them."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Snapshot(ProgrammeRow):
    """`secured` + `possible` + `lost` = `max`; `today` of `today_max` is the index if the year ended on that day.

    `criteria` maps each criterion to its [secured, possible, lost, today] as text, so that a change can be traced.
    """

    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField("ngày")
    set_name = models.CharField("bộ tiêu chí", max_length=120)
    fingerprint = models.CharField(max_length=64)
    lake_version = models.CharField(max_length=200, blank=True)
    rules_version = models.CharField(max_length=80, blank=True)
    input_hash = models.CharField(max_length=80)
    secured = models.DecimalField(max_digits=12, decimal_places=6)
    possible = models.DecimalField(max_digits=12, decimal_places=6)
    lost = models.DecimalField(max_digits=12, decimal_places=6)
    max = models.DecimalField(max_digits=12, decimal_places=6)
    today = models.DecimalField(max_digits=12, decimal_places=6)
    today_max = models.DecimalField(max_digits=12, decimal_places=6)
    criteria = models.JSONField(default=dict)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "agency", "on"], name="one_snapshot_per_agency_and_day"),
            models.UniqueConstraint(
                fields=["programme", "on"], condition=models.Q(agency__isnull=True), name="one_snapshot_per_day"
            ),
        ]
