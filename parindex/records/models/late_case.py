"""The late ledger: what an agency wrote about a late dossier, the letter, its sending and posting, exemptions.

The lake says which dossiers are late; a row here is made by the first thing that a person does about one. `id` is
derived from source and code (records/queries/late_case.py), so a case has its address before it has a row.
"""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class SealedRow(models.Model):
    """Personal data, encrypted under a key of its own that is wrapped by a master key outside the database.

    Without `wrapped_key` the data is gone for good, though its bytes may still lie in old backups.
    """

    sealed = models.BinaryField(null=True)
    wrapped_key = models.BinaryField(null=True)
    key_id = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True


class LateCase(ProgrammeRow):
    """One dossier that is late, or (`foreseen`) that its agency says will be; facts as at the first act."""

    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, related_name="late_cases")
    source = models.CharField(max_length=120)
    code = models.CharField("mã hồ sơ", max_length=120)
    procedure_name = models.TextField("thủ tục", blank=True)
    received_day = models.DateField("ngày tiếp nhận", null=True)
    due_day = models.DateField("ngày hẹn trả", null=True)
    foreseen = models.BooleanField("dự kiến trễ", default=False)
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "source", "code"], name="one_case_per_dossier")]
        indexes = [models.Index(fields=["programme", "agency"])]


class LateExplanation(ProgrammeRow):
    """Why it is late: a cause of rules/dossiers/causes.yaml and the agency's words. The newest one stands."""

    case = models.ForeignKey(LateCase, on_delete=models.PROTECT, related_name="explanations")
    cause = models.CharField("nguyên nhân", max_length=40)
    words = models.TextField("giải trình")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]


class ApologyLetter(ProgrammeRow, SealedRow):
    """A letter of apology; number n reschedules for the n-th time. `sealed` holds whom it is addressed to.

    Signed when the signed copy is attached; `withdrawn_on` where it was written in error and never sent.
    """

    case = models.ForeignKey(LateCase, on_delete=models.PROTECT, related_name="letters")
    ordinal = models.PositiveSmallIntegerField()
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    letter_day = models.DateField("ngày văn bản", null=True)
    reason = models.TextField("lý do")
    new_due = models.DateField("ngày hẹn trả mới")
    decision = models.CharField("số quyết định cho hẹn lại lần nữa", max_length=120, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=200, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    written_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField("ngày ký", null=True)
    signed_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField("ngày gửi", null=True)
    sent_how = models.CharField("cách gửi", max_length=20, blank=True)
    sent_note = models.CharField("ghi chú gửi", max_length=300, blank=True)
    sent_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    posted_from = models.DateField("niêm yết từ", null=True)
    posted_to = models.DateField("gỡ sau ngày", null=True)
    posted_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    taken_down_reason = models.TextField(blank=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "ordinal"], condition=models.Q(withdrawn_on__isnull=True), name="one_letter_per_ordinal"
            )
        ]
        indexes = [models.Index(fields=["posted_from", "posted_to"])]


class SignedCopy(ProgrammeRow, SealedRow):
    """The signed letter, as a file of its own: encrypted on the disk, named by the hash of its encrypted bytes."""

    letter = models.ForeignKey(ApologyLetter, on_delete=models.PROTECT, related_name="copies")
    name = models.CharField("tên tệp", max_length=255)
    kind = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    stored = models.CharField(max_length=64, db_index=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    replaced = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)


class LateExemption(ProgrammeRow):
    """A late dossier that needs no apology, by a decision; data with a number, never code. `ended_on` takes it back."""

    case = models.ForeignKey(LateCase, on_delete=models.PROTECT, related_name="exemptions")
    decision = models.CharField("số quyết định", max_length=120)
    reason = models.TextField("lý do")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    ended_reason = models.TextField(blank=True)
    ended_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")


class LedgerPublication(ProgrammeRow):
    """A case whose facts have changed since the lake last heard of them; `published_at` when the lake has them."""

    case = models.ForeignKey(LateCase, on_delete=models.PROTECT, related_name="publications")
    asked_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    lake_import = models.CharField(max_length=64, blank=True)
    failed = models.TextField(blank=True)
