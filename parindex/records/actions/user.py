"""What is done to accounts and to their roles."""

import hashlib
import re
import secrets
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from parindex.core.errors import InputError
from parindex.core.words import normalise
from parindex.records.actions.history import record
from parindex.records.models import Agency, History, Membership, User
from parindex.records.permissions import NotFound, Role, Viewer
from parindex.records.queries import user as users

# No letter or digit that is easily taken for another when it is copied from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}")
LONGEST_NAME, LONGEST_EMAIL = 120, 254


def random_password() -> str:
    """A password of four groups of five: about 98 bits, legible on paper."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


@transaction.atomic
def change_password(user: User, password: str, on: date, at: datetime) -> User:
    """The owner of an account sets its password, which the caller has checked; the history keeps the fact alone."""
    changed = User.objects.select_for_update().get(pk=user.pk)
    changed.set_password(password)
    changed.must_change_password = False
    changed.save(update_fields=["password", "must_change_password"])
    History.objects.create(
        at=at, on=on, actor=changed, actor_name=changed.name, verb="change_password", noun="user", thing=changed.id,
        words="Đổi mật khẩu của chính mình",
    )  # fmt: skip
    return changed


@transaction.atomic
def add_user(
    by: Viewer, username: str, name: str, email: str = "", password: str | None = None, must_change: bool = True
) -> tuple[User, str]:
    """Make an account; returns it with its password, which is shown once and kept nowhere."""
    by.require("manage_users")
    username, name = username.strip().casefold(), normalise(name)
    if not _USERNAME.fullmatch(username):
        raise InputError(
            f"Tên đăng nhập “{username}” không hợp lệ: dùng 2-59 chữ cái không dấu, chữ số, dấu chấm, gạch nối."
        )
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError(f"Hãy ghi họ tên của người dùng, nhiều nhất {LONGEST_NAME} chữ.")
    email = email.strip()
    if email:
        check_email(email)
    if User.objects.filter(username=username).exists():
        raise InputError(f"Tên đăng nhập “{username}” đã có người dùng.")
    secret = password or random_password()
    user = User(username=username, name=name, email=email, must_change_password=must_change)
    _check_password(secret, user)
    user.set_password(secret)
    user.save()
    record(by, "add_user", user, f"Tạo tài khoản {username} ({name})")
    return user, secret


@transaction.atomic
def add_member(by: Viewer, username: str, name: str, email: str, role: str, agency_id: UUID | None) -> tuple[User, str]:
    """Make an account together with its first role, or neither; returns it with its password, shown once."""
    user, secret = add_user(by, username, name, email)
    give_role(by, user.pk, role, agency_id)
    return user, secret


def check_email(email: str) -> None:
    """Raise InputError unless a letter could be sent there."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise InputError(f"“{email[:80]}” không phải địa chỉ thư điện tử đúng.") from error
    if len(email) > LONGEST_EMAIL:
        raise InputError("Địa chỉ thư điện tử dài quá; hãy kiểm tra lại.")


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from error


def find(by: Viewer, user_id: UUID) -> User:
    """An account, for those who manage it, or NotFound."""
    return users.user(by, user_id)


@transaction.atomic
def reset_password(by: Viewer, user_id: UUID) -> str:
    """Give an account a new random password, to be changed at the next sign-in."""
    user = find(by, user_id)
    secret = random_password()
    user.set_password(secret)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record(by, "reset_password", user, f"Đặt lại mật khẩu của {user.username}")
    return secret


@transaction.atomic
def set_active(by: Viewer, user_id: UUID, active: bool) -> User:
    """Deactivate an account (it can no longer sign in, its feed stops) or bring it back."""
    user = find(by, user_id)
    if user.pk == by.user_id and not active:
        raise InputError("Không thể tự khóa tài khoản của chính mình.")
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(by, "activate" if active else "deactivate", user, f"{'Mở' if active else 'Khóa'} tài khoản {user.username}")
    return user


@transaction.atomic
def give_role(
    by: Viewer, user_id: UUID, role: str, agency_id: UUID | None, start: date | None = None, end: date | None = None
) -> Membership:
    """Give a user a role in an agency for some time."""
    user = find(by, user_id)
    if role not in Role.values:
        raise InputError(f"Không có vai trò “{role}”; hãy chọn một trong: {', '.join(Role.values)}.")
    agency = Agency.objects.filter(pk=agency_id, programme_id=by.programme_id).first() if agency_id else None
    if agency is None and role in (Role.REPORTER, Role.HEAD):
        raise InputError("Vai trò này gắn với một cơ quan; hãy chọn cơ quan.")
    if start and end and end < start:
        raise InputError("Ngày kết thúc vai trò phải từ ngày bắt đầu trở đi.")
    key: dict[str, Any] = {"programme_id": by.programme_id, "user": user, "agency": agency, "role": role}
    before = Membership.objects.filter(**key).first()
    membership, _ = Membership.objects.update_or_create(**key, defaults={"valid_from": start, "valid_to": end})
    where = f" tại {agency.name}" if agency else ""
    record(
        by, "give_role", membership, f"Giao vai trò {Role(role).label}{where} cho {user.name}", about=user.pk,
        agency_id=agency.pk if agency else None, changes={"thời gian": [_held(before), _held(membership)]},
    )  # fmt: skip
    return membership


def _held(membership: Membership | None) -> str | None:
    """From when to when a role is held, in words; the history keeps a time that another takes the place of."""
    if membership is None:
        return None
    start, end = (day.isoformat() if day else "" for day in (membership.valid_from, membership.valid_to))
    return f"{start}..{end}"


@transaction.atomic
def end_role(by: Viewer, membership_id: UUID) -> Membership:
    """End a role: it held until yesterday."""
    by.require("manage_users")
    membership = (
        Membership.objects.select_related("user").filter(pk=membership_id, programme_id=by.programme_id).first()
    )
    if membership is None:
        raise NotFound("membership")
    membership.valid_to = date.fromordinal(by.on.toordinal() - 1)
    membership.save(update_fields=["valid_to"])
    record(
        by, "end_role", membership, f"Thôi vai trò {Role(membership.role).label} của {membership.user.name}",
        about=membership.user_id, agency_id=membership.agency_id,
    )  # fmt: skip
    return membership


@transaction.atomic
def let_send(by: Viewer, membership_id: UUID, allowed: bool) -> Membership:
    """An agency head lets a reporter of the agency send results, or no longer."""
    membership = (
        Membership.objects.select_related("user")
        .filter(pk=membership_id, programme_id=by.programme_id, role=Role.REPORTER)
        .first()
    )
    if membership is None or membership.agency_id not in by.agencies("let_reporters_send"):
        raise NotFound("membership")
    membership.may_send = allowed
    membership.save(update_fields=["may_send"])
    said = "Cho phép" if allowed else "Không cho phép"
    record(
        by, "let_send", membership, f"{said} {membership.user.name} gửi kết quả", agency_id=membership.agency_id,
        about=membership.user_id,
    )  # fmt: skip
    return membership


@transaction.atomic
def renew_feed_secret(by: Viewer) -> str:
    """Make a new secret for one's own calendar feed; the old address stops at once. Only its hash is kept."""
    if by.user_id is None:
        raise NotFound("user")
    secret = secrets.token_urlsafe(32)
    user = User.objects.get(pk=by.user_id)
    user.feed_secret_hash = hashlib.sha256(secret.encode()).hexdigest()
    user.save(update_fields=["feed_secret_hash"])
    record(by, "renew_feed", user, "Tạo địa chỉ lịch riêng mới")
    return secret
