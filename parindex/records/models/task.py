"""Tasks with their agencies, terms and targets."""

from django.db import models

from parindex.records.models.plan import Item, PlanVersion
from parindex.records.models.row import ProgrammeRow


class Task(ProgrammeRow):
    """One thing to do. It keeps its identity across versions of the plan; the words are the plan's own."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tasks")
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    lead_names = models.JSONField(default=list)
    supporting_names = models.JSONField(default=list)
    phrase = models.TextField("thời hạn trong kế hoạch", blank=True)
    product = models.TextField("sản phẩm", blank=True)
    note = models.TextField("ghi chú", blank=True)
    place = models.JSONField(default=dict)
    doubtful = models.BooleanField(default=False)
    introduced = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="introduced_tasks")
    retired = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, null=True, related_name="retired_tasks")
    folded = models.TextField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order"]


class TaskAgency(ProgrammeRow):
    """An agency that leads or supports a task."""

    class Part(models.TextChoices):
        LEAD = "lead", "chủ trì"
        SUPPORTING = "supporting", "phối hợp"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="agencies")
    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, related_name="tasks")
    part = models.CharField(max_length=10, choices=Part.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "agency", "part"], name="one_part_per_agency")]


class Term(ProgrammeRow):
    """One term of a task's schedule, as parindex.core.schedules writes it; `replaced`, never deleted."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="terms")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    trigger = models.TextField(blank=True)
    data = models.JSONField()
    replaced = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]


class Target(ProgrammeRow):
    """A threshold that the plan sets for a task, as parindex.core.targets writes it; it may name an indicator."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="targets")
    order = models.PositiveSmallIntegerField()
    data = models.JSONField()
    indicator = models.CharField(max_length=60, blank=True)
    replaced = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
