"""Closed periods: the figures as they were reported, with all that made them."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Closure(ProgrammeRow):
    """A period closed by the office; its figures stand, later corrections show beside them as restatements."""

    period = models.CharField("kỳ", max_length=12)
    scheme = models.CharField("lịch kỳ", max_length=10)
    cut_off = models.DateField("ngày chốt số liệu")
    report_due = models.DateField("ngày gửi báo cáo", null=True)
    as_of = models.DateTimeField()
    known_at = models.DateTimeField()
    lake_version = models.CharField(max_length=200)
    rules_version = models.CharField(max_length=80)
    calendar_version = models.CharField(max_length=80)
    input_hash = models.CharField(max_length=80)
    note = models.TextField("ghi chú", blank=True)
    closed_on = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    reopened_on = models.DateField(null=True)
    reopened_reason = models.TextField(blank=True)
    reopened_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-period", "-closed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "period", "scheme"],
                condition=models.Q(reopened_on__isnull=True),
                name="one_closure_in_force",
            )
        ]


class FrozenFigure(ProgrammeRow):
    """One figure of a closed period; null on both sides says that it could not be counted. `agency` is a key."""

    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, related_name="figures")
    indicator = models.CharField(max_length=60)
    agency = models.CharField(max_length=200, blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closure", "indicator", "agency"], name="one_figure_per_agency_and_closure")
        ]
