"""A programme: one authority and one plan year."""

from django.db import models

from parindex.records.models.row import Row


class Programme(Row):
    """`continuous_every` says how often standing duties are answered; `invented` marks example data."""

    class Every(models.TextChoices):
        MONTH = "month", "hằng tháng"
        QUARTER = "quarter", "hằng quý"

    name = models.CharField("tên chương trình", max_length=300)
    authority = models.CharField("cơ quan ban hành kế hoạch", max_length=200)
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    continuous_every = models.CharField(
        "kỳ báo cáo việc thường xuyên", max_length=8, choices=Every.choices, default=Every.QUARTER
    )
    invented = models.BooleanField("số liệu giả định", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "year"], name="one_programme_per_authority_and_year")
        ]

    def __str__(self) -> str:
        return self.name
