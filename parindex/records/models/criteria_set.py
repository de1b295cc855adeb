"""Criteria sets that were imported, and which set scores which level of authority in this programme."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class ImportedSet(ProgrammeRow):
    """A set read from a file: a draft until `published_on`, then never changed; a correction is another version.

    `files` maps set.yaml and the files of its fields to their text; `notes` keeps what could not be read and what was
    assumed. Sets that ship with Parindex are in rules/criteria and have no row.
    """

    name = models.CharField("mã@phiên bản", max_length=120)
    title = models.TextField("tên bộ tiêu chí")
    files = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    file_name = models.CharField("tên tệp", max_length=255, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    published_on = models.DateField("ngày ban hành trong hệ thống", null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="one_set_per_name")]

    def __str__(self) -> str:
        return self.name


class SetInUse(ProgrammeRow):
    """By which set a level of authority is scored from a day on; the newest row of a level stands."""

    level = models.CharField("cấp", max_length=12)
    set_name = models.CharField("bộ tiêu chí", max_length=120)
    fingerprint = models.CharField(max_length=64)
    takes_effect = models.DateField("áp dụng từ")
    decision = models.CharField("số quyết định", max_length=120, blank=True)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["level", "takes_effect", "chosen_at"]
