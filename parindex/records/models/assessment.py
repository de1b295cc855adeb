"""Rounds of assessment: what each unit answered to each criterion, what appraisers made of it, and what is published.

Lock, state and history are three things: `locked` stops writing, `state` says whose turn it is, AssessmentStep tells
how it came about.
"""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Round(ProgrammeRow):
    """One set, one year, its dates. Nothing of it but a unit's own lines is shown to units until `published_on`."""

    title = models.CharField("tên đợt", max_length=300)
    year = models.PositiveSmallIntegerField("năm đánh giá")
    level = models.CharField("cấp", max_length=12)
    set_name = models.CharField("bộ tiêu chí", max_length=120)
    fingerprint = models.CharField(max_length=64)
    decision = models.CharField("văn bản tổ chức", max_length=120, blank=True)
    opens = models.DateField("mở tự chấm từ")
    self_due = models.DateField("hạn tự chấm")
    appraisal_due = models.DateField("hạn thẩm định lần 1")
    explanation_due = models.DateField("hạn giải trình")
    second_due = models.DateField("hạn thẩm định lần 2")
    approval_due = models.DateField("hạn lãnh đạo duyệt")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    published_on = models.DateField("ngày công bố", null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_decision = models.CharField("quyết định công bố", max_length=120, blank=True)
    cancelled_on = models.DateField(null=True)
    cancelled_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year", "-opened_at"]

    def __str__(self) -> str:
        return self.title


class Assessment(ProgrammeRow):
    """One unit in a round; `agency` is None for the authority itself. `writable_until` is a later last day for writing
    the self-assessment than the round's, granted with a reason.
    """

    class State(models.TextChoices):
        SELF = "self", "tự chấm"
        APPRAISAL = "appraisal", "thẩm định lần 1"
        EXPLANATION = "explanation", "giải trình"
        SECOND = "second", "thẩm định lần 2"
        APPROVAL = "approval", "lãnh đạo duyệt"
        APPROVED = "approved", "đã duyệt, chờ công bố"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assessments")
    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, null=True, related_name="assessments")
    state = models.CharField("bước", max_length=12, choices=State.choices, default=State.SELF)
    locked = models.BooleanField("đã khóa", default=False)
    submitted_on = models.DateField("ngày gửi", null=True)
    writable_until = models.DateField("được sửa đến hết ngày", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "agency"], name="one_assessment_per_agency"),
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(agency__isnull=True), name="one_assessment_of_the_authority"
            ),
        ]


class AssessmentStep(ProgrammeRow):
    """Append-only: a state or a lock changed, by whom, why."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    locked = models.BooleanField()
    why = models.TextField("lý do", blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at"]


class AssessedAnswer(ProgrammeRow):
    """Append-only: what was said of one criterion at one stage; the newest row of a stage stands, none is overwritten.

    `answer` is as in an answers file, None where only points or words were given. `counted` keeps the answer that was
    counted when this was written, with its origin, to stand beside what was typed.
    """

    class Stage(models.TextChoices):
        SELF = "self", "tự chấm"
        APPRAISAL = "appraisal", "thẩm định lần 1"
        EXPLANATION = "explanation", "giải trình"
        SECOND = "second", "thẩm định lần 2"
        APPROVAL = "approval", "lãnh đạo"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    criterion = models.CharField("tiêu chí", max_length=60)
    stage = models.CharField("bước", max_length=12, choices=Stage.choices)
    number = models.PositiveSmallIntegerField()
    answer = models.JSONField(null=True)
    points = models.DecimalField("điểm", max_digits=12, decimal_places=6, null=True)
    words = models.TextField("giải trình, lý do", blank=True)
    counted = models.JSONField(default=dict)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion", "stage", "number"], name="one_answer_per_stage_and_number"
            )
        ]


class AssessedEvidence(ProgrammeRow):
    """A piece of evidence that an answer rests on, at a page of it; what was handed in for a duty serves again."""

    answer = models.ForeignKey(AssessedAnswer, on_delete=models.PROTECT, related_name="evidence")
    evidence = models.ForeignKey("records.Evidence", on_delete=models.PROTECT, related_name="assessed")
    page = models.CharField("trang", max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "evidence"], name="evidence_once_per_answer")]
