"""A file of dossiers, procedures or register counts on its way into the lake, and the mapping by which it is read."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class SourceMapping(ProgrammeRow):
    """How one feeding system's columns become ours, as parindex.indicators.sources writes it; saved from the screen."""

    name = models.CharField("tên cách đọc", max_length=80)
    data = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="one_mapping_per_name")]

    def __str__(self) -> str:
        return self.name


class DossierImport(ProgrammeRow):
    """An uploaded file, kept outside the lake until it is taken in; `summary` is the lake's own account of the import.

    The stage follows from the instants: uploaded, asked (queued), begun, done or failed; an undo is an import too.
    """

    name = models.CharField("tên tệp", max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    mapping = models.JSONField(default=dict)
    mapping_name = models.CharField("cách đọc", max_length=80, blank=True)
    preview = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    lake_import = models.CharField(max_length=64, blank=True)
    phase = models.CharField(max_length=40, blank=True)
    done_of = models.PositiveBigIntegerField(default=0)
    whole = models.PositiveBigIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    failed = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-uploaded_at"]
