"""A plan, its versions, parts and items."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Plan(ProgrammeRow):
    """An issued document that assigns tasks. `baseline` and `organisation` are kept as they were read."""

    title = models.TextField("trích yếu")
    number = models.TextField("số, ký hiệu", blank=True)
    issuer = models.TextField("cơ quan ban hành", blank=True)
    issued = models.DateField("ngày ban hành", null=True)
    year = models.PositiveSmallIntegerField("năm")
    baseline = models.JSONField(default=dict)
    organisation = models.JSONField(default=list)
    withdrawn = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class PlanVersion(ProgrammeRow):
    """What one confirmed import made of a plan: the reading as confirmed and the day it takes effect."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    takes_effect = models.DateField("ngày có hiệu lực")
    decision = models.CharField("văn bản sửa đổi", max_length=200, blank=True)
    reading = models.JSONField()
    earlier_dates = models.JSONField(default=list)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undo = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_version_per_number")]


class Part(ProgrammeRow):
    """A plan's first level (I, II, ...)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="parts")
    order = models.PositiveSmallIntegerField()
    number = models.TextField(blank=True)
    title = models.TextField(blank=True)

    class Meta:
        ordering = ["order"]


class Item(ProgrammeRow):
    """A numbered row of a plan."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    number = models.TextField(blank=True)
    title = models.TextField(blank=True)

    class Meta:
        ordering = ["order"]
