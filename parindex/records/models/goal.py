"""What a plan or a decision asks of the index of a year."""

from decimal import Decimal

from django.db import models

from parindex.core.goals import Goals
from parindex.records.models.row import ProgrammeRow


class Goal(ProgrammeRow):
    """Points, a rank or points of fields, by one set; for a set of communes or departments each of them is asked for
    these points. From `takes_effect` on it stands until a later one does; `withdrawn_on` takes it out. A blank is no
    goal, never 0.
    """

    year = models.PositiveSmallIntegerField("năm")
    set_name = models.CharField("bộ tiêu chí", max_length=120)
    points = models.DecimalField("mục tiêu điểm", max_digits=9, decimal_places=4, null=True)
    rank = models.PositiveSmallIntegerField("mục tiêu hạng", null=True)
    fields = models.JSONField("mục tiêu của lĩnh vực", default=dict)
    decision = models.CharField("số kế hoạch, quyết định", max_length=120)
    decided = models.DateField("ngày ban hành")
    takes_effect = models.DateField("áp dụng từ")
    set_on = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_on = models.DateField(null=True)

    @property
    def goals(self) -> Goals:
        """As core reads it."""
        fields = {id: Decimal(points) for id, points in self.fields.items()}
        return Goals(self.points, self.rank, fields, self.decision, self.decided)

    @property
    def says(self) -> str:
        """In short: “85 điểm, hạng 3”."""
        return self.goals.says()

    class Meta:
        ordering = ["takes_effect", "set_at"]
