"""Accounts with a password, and their roles in bare programmes: for tests of the door, which need no plan."""

from datetime import date

from parindex.records.models import Membership, Programme, User
from parindex.records.permissions import Role

PASSWORD = "đường-làng-mưa-9"
TODAY = date(2023, 6, 15)


def make_programme(year=2023, **fields):
    return Programme.objects.create(name=f"Kế hoạch mẫu {year}", authority="UBND huyện Mẫu", year=year, **fields)


def make_user(username="can.bo", **fields):
    user = User(username=username, name="Cán Bộ Mẫu", **({"must_change_password": False} | fields))
    user.set_password(PASSWORD)
    user.save()
    return user


def join(user, programme, role=Role.OFFICE, **fields):
    return Membership.objects.create(programme=programme, user=user, role=role, **fields)
