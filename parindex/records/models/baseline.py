"""Results that were published before: last year's, of the authority or of an agency, and those of its peers."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Baseline(ProgrammeRow):
    """One unit's result of a year, in force until `replaced_on`; `agency` is None for the authority itself."""

    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    total = models.DecimalField("tổng điểm", max_digits=9, decimal_places=4)
    max = models.DecimalField("điểm tối đa", max_digits=9, decimal_places=4)
    rank = models.PositiveSmallIntegerField("hạng", null=True)
    ranked = models.PositiveSmallIntegerField("số đơn vị xếp hạng", null=True)
    decision = models.CharField("số quyết định", max_length=120, blank=True)
    decided = models.DateField("ngày quyết định", null=True)
    file_name = models.CharField("tên tệp", max_length=255, blank=True)
    loaded_on = models.DateField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    replaced_on = models.DateField(null=True)

    class Meta:
        ordering = ["-year", "loaded_at"]


class BaselineLine(ProgrammeRow):
    """Points of a group of fields, a field or a criterion. `fields` are the fields of the set in use that a total
    stands for; `criterion` is "" for a total.
    """

    baseline = models.ForeignKey(Baseline, on_delete=models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField()
    title = models.TextField("nội dung")
    fields = models.JSONField(default=list)
    criterion = models.CharField("mã tiêu chí", max_length=60, blank=True)
    points = models.DecimalField("điểm", max_digits=9, decimal_places=4)
    max = models.DecimalField("điểm tối đa", max_digits=9, decimal_places=4)

    class Meta:
        ordering = ["order"]


class PeerScore(ProgrammeRow):
    """The published score of another authority that ours is ranked with."""

    year = models.PositiveSmallIntegerField("năm")
    name = models.CharField("đơn vị", max_length=200)
    points = models.DecimalField("điểm", max_digits=9, decimal_places=4)
    decision = models.CharField("số quyết định", max_length=120, blank=True)
    sort_key = models.CharField(max_length=420)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-year", "sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year", "name"], name="one_score_per_peer_and_year")
        ]
