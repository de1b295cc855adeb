"""What people add to the rules of commendation: readings, typed facts, exemptions, decisions, appeals."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class CommendationReading(ProgrammeRow):
    """Append-only: how what the rules leave open is understood from a day on, as core/commendation_settings.py has it.

    `changes` is what differs from the rules' own; {} goes back to them. The one that applies latest is in force.
    """

    rules_name = models.CharField("bộ quy tắc", max_length=120)
    changes = models.JSONField(default=dict)
    valid_from = models.DateField("áp dụng từ")
    document = models.CharField("số văn bản", max_length=120)
    dated = models.DateField("ngày văn bản")
    reason = models.TextField("lý do")
    number = models.PositiveIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_reading_per_programme_and_number")
        ]


class CommendationFact(ProgrammeRow):
    """Append-only: a fact that nothing counts, as a facts file has it; the newest row of a kind and field stands.

    `kind`: satisfaction (`field` of work, "" for all) or head. `data` {} takes back what was entered.
    """

    class Kind(models.TextChoices):
        SATISFACTION = "satisfaction", "mức độ hài lòng"
        HEAD = "head", "trách nhiệm người đứng đầu"

    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    field = models.CharField("lĩnh vực", max_length=120, blank=True)
    data = models.JSONField(default=dict)
    document = models.CharField("văn bản", max_length=200)
    number = models.PositiveIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "field", "number"], name="one_fact_per_agency_kind_field_and_number"
            )
        ]


class CommendationExemption(ProgrammeRow):
    """A decision that lifts one rule for one agency from a day to a day, until it is ended."""

    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, related_name="+")
    rules_name = models.CharField("bộ quy tắc", max_length=120)
    rule = models.CharField("quy tắc", max_length=60)
    decision = models.CharField("số quyết định", max_length=120)
    decided = models.DateField("ngày quyết định")
    valid_from = models.DateField("có hiệu lực từ")
    valid_to = models.DateField("đến hết", null=True)
    reason = models.TextField("lý do")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    ended_reason = models.TextField(blank=True)
    ended_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at"]


class CommendationDecision(ProgrammeRow):
    """What was decided on an agency's proposal, in force until it is revoked.

    `proposal` keeps what the rules said on that day, with its facts and settings; deciding otherwise needs a reason.
    """

    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, related_name="+")
    rules_name = models.CharField("bộ quy tắc", max_length=120)
    fingerprint = models.CharField(max_length=64)
    proposal = models.JSONField(default=dict)
    commended = models.BooleanField("được đề nghị khen thưởng")
    decision = models.CharField("văn bản", max_length=120, blank=True)
    reason = models.TextField("lý do", blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    revoked_on = models.DateField(null=True)
    revoked_reason = models.TextField(blank=True)
    revoked_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "agency"],
                condition=models.Q(revoked_on__isnull=True),
                name="one_decision_in_force_per_agency",
            )
        ]


class CommendationAppeal(ProgrammeRow):
    """The head of an agency asks for another look, and is answered once. An upheld appeal changes nothing by itself."""

    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, related_name="+")
    words = models.TextField("nội dung kiến nghị")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    upheld = models.BooleanField("chấp nhận", null=True)
    answer = models.TextField("trả lời", blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "agency"],
                condition=models.Q(answered_on__isnull=True),
                name="one_open_appeal_per_agency",
            )
        ]
