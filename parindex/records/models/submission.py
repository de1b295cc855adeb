"""What agencies hand in, its figures, and what the office says of it."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Submission(ProgrammeRow):
    """A result in words. A draft until `sent_on`; what is sent is never changed, a return asks for a new one."""

    obligation = models.ForeignKey("records.Obligation", on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    words = models.TextField("kết quả thực hiện", blank=True)
    written_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_on = models.DateField("ngày gửi", null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "number"], name="one_submission_per_number"),
            models.UniqueConstraint(
                fields=["obligation"], condition=models.Q(sent_on__isnull=True), name="one_draft_per_obligation"
            ),
        ]


class Figure(ProgrammeRow):
    """A figure for a target: numerator and denominator as they are, never their quotient."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="figures")
    target = models.ForeignKey("records.Target", on_delete=models.PROTECT, related_name="figures")
    numerator = models.DecimalField("tử số", max_digits=24, decimal_places=6)
    denominator = models.DecimalField("mẫu số", max_digits=24, decimal_places=6, null=True)
    unit = models.TextField("đơn vị")
    period = models.CharField("kỳ", max_length=12)
    cut_off = models.DateField("ngày chốt số liệu", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "target"], name="one_figure_per_target")]
