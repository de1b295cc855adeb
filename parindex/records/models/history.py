"""The append-only history of every write; the database itself refuses to change or delete a line."""

from django.db import models


class History(models.Model):
    """`at` is the real instant, never simulated; the actor's name stays as text whatever becomes of the account.

    Its key counts up, as no address names a line: what one request writes keeps its order.
    """

    programme = models.ForeignKey("records.Programme", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    actor = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=120)
    agency = models.ForeignKey("records.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    noun = models.CharField(max_length=40)
    thing = models.UUIDField()
    about = models.UUIDField(null=True)
    words = models.TextField()
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["thing", "at"]),
            models.Index(fields=["about", "at"]),
            models.Index(fields=["programme", "at"]),
        ]
