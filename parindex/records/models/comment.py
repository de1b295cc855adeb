"""Words between offices about a duty, and reminders sent for it."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Comment(ProgrammeRow):
    obligation = models.ForeignKey("records.Obligation", on_delete=models.PROTECT, related_name="comments")
    words = models.TextField("ý kiến")
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]


class Reminder(ProgrammeRow):
    """One message sent to one agency about one duty on one day."""

    obligation = models.ForeignKey("records.Obligation", on_delete=models.PROTECT, related_name="reminders")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    sent_to = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation", "on"], name="one_reminder_per_day")]
