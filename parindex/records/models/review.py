"""Accepting or returning a submission; a review may be taken back with a reason."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Review(ProgrammeRow):
    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "đã duyệt"
        RETURNED = "returned", "trả lại"

    submission = models.OneToOneField("records.Submission", on_delete=models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    words = models.TextField("ý kiến", blank=True)
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    revoked_on = models.DateField(null=True)
    revoked_reason = models.TextField(blank=True)
    revoked_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
