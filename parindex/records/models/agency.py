"""Agencies of a programme, each with its validity and what became of it."""

from django.db import models

from parindex.records.models.row import ProgrammeRow


class Agency(ProgrammeRow):
    """`key` is the agency's own in rules/agencies: official codes are reused when units merge."""

    key = models.CharField(max_length=80)
    name = models.CharField("tên cơ quan", max_length=200)
    kind = models.CharField("loại", max_length=40)
    email = models.EmailField("thư điện tử nhận nhắc việc", blank=True)
    valid_from = models.DateField("có hiệu lực từ", null=True)
    valid_to = models.DateField("đến hết", null=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)
    sort_key = models.CharField(max_length=420)
    folded = models.CharField(max_length=200)

    class Meta:
        ordering = ["sort_key"]
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="one_agency_per_key")]

    def __str__(self) -> str:
        return self.name
