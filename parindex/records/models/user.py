"""People who sign in, and for which agency, as what, from when to when."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from parindex.records.models.row import ProgrammeRow, Row
from parindex.records.permissions import Role


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username.strip().casefold())


class User(AbstractBaseUser, Row):
    """An account. It is deactivated, never deleted: the history names it."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    name = models.CharField("họ tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=True)
    feed_secret_hash = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.username


class Membership(ProgrammeRow):
    """One role of one user in one agency for some time (deputies, two offices, leaving)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(
        "records.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField("vai trò", max_length=16, choices=Role.choices)
    may_send = models.BooleanField("được gửi kết quả thay thủ trưởng", default=False)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "user", "agency", "role"], name="one_membership_per_role")
        ]
