"""What a criterion is tied to in a programme: tasks of its plan, agencies that lead it, where its answer comes from."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class CriterionTie(ProgrammeRow):
    """One scored criterion of a set. `source` is as parindex.core.criterion_sources writes it ({} for typed answers);
    `effort` is what the office thinks winning it costs (None: not said).
    """

    set_name = models.CharField("bộ tiêu chí", max_length=120)
    criterion = models.CharField("tiêu chí", max_length=60)
    tasks = models.ManyToManyField("records.Task", related_name="+")
    leaders = models.ManyToManyField("records.Agency", related_name="+")
    source = models.JSONField(default=dict)
    effort = models.DecimalField("công sức", max_digits=9, decimal_places=2, null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "set_name", "criterion"], name="one_tie_per_criterion")
        ]
