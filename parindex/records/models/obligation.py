"""Obligations: one task for one agency at one due date; and what happened to their dates."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Occurrence(ProgrammeRow):
    """Somebody recorded that what an event term waits for has happened."""

    term = models.ForeignKey("records.Term", on_delete=models.PROTECT, related_name="occurrences")
    happened_on = models.DateField("ngày xảy ra")
    words = models.TextField("sự kiện")
    recorded_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class Obligation(ProgrammeRow):
    """Facts only; the state on a day is derived from them and from submissions (parindex.core.obligations).

    `due` is the date in force (None while it waits for a person to enter it), `first_due` the one it began with,
    `says` the sentence that explains it, `calendar_version` the working calendar that made it.
    """

    task = models.ForeignKey("records.Task", on_delete=models.PROTECT, related_name="obligations")
    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, related_name="obligations")
    term = models.ForeignKey("records.Term", on_delete=models.PROTECT, null=True, related_name="+")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, null=True, related_name="obligations")
    created = models.ForeignKey("records.PlanVersion", on_delete=models.PROTECT, related_name="obligations")
    kind = models.CharField(max_length=12)
    opens = models.DateField("mở từ ngày", null=True)
    first_due = models.DateField(null=True)
    due = models.DateField("hạn", null=True)
    periods = models.JSONField(default=list)
    says = models.TextField()
    calendar_version = models.CharField(max_length=80)
    cancelled_on = models.DateField(null=True)
    superseded_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "due"]),
            models.Index(fields=["agency", "due"]),
            models.Index(fields=["task", "agency"]),
        ]


class DateChange(ProgrammeRow):
    """Append-only: a due date entered, moved, cancelled, brought back or superseded, with its reason."""

    class Kind(models.TextChoices):
        ENTERED = "entered", "nhập hạn"
        EXTENDED = "extended", "gia hạn"
        CANCELLED = "cancelled", "hủy"
        RESTORED = "restored", "khôi phục"
        SUPERSEDED = "superseded", "được thay thế"

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="date_changes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    old_due = models.DateField(null=True)
    new_due = models.DateField(null=True)
    reason = models.TextField("lý do")
    decision = models.CharField("số quyết định", max_length=120, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")


class Extension(ProgrammeRow):
    """An agency head asks for a later due date; the office or a leader decides."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="extensions")
    asked_due = models.DateField("hạn đề nghị")
    reason = models.TextField("lý do")
    asked_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    answer = models.TextField("ý kiến", blank=True)
    decision = models.CharField("số quyết định", max_length=120, blank=True)
    decided_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
