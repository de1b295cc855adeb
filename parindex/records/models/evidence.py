"""What proves a result: a file or a link, with the time it speaks of."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Evidence(ProgrammeRow):
    """An object of its own: handed in once, it may serve several submissions. A revision points to what it revises."""

    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField("tên tài liệu", max_length=255)
    file = models.ForeignKey("records.File", on_delete=models.PROTECT, null=True, related_name="+")
    link = models.URLField("liên kết", max_length=1000, blank=True)
    effective_from = models.DateField("có hiệu lực từ")
    effective_to = models.DateField("đến")
    revises = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="revisions")
    added_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    folded = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False) ^ ~models.Q(link=""), name="evidence_is_a_file_or_a_link"
            )
        ]


class SubmissionEvidence(ProgrammeRow):
    """A submission rests on a piece of evidence, at a page of it."""

    submission = models.ForeignKey("records.Submission", on_delete=models.CASCADE, related_name="evidence")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    page = models.CharField("trang", max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "evidence"], name="evidence_once_per_submission")]
