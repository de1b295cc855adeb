"""Accounts: what may be written in one, who manages it, and what the history keeps of its roles."""

from datetime import date

import pytest

from parindex import cli
from parindex.core.errors import InputError
from parindex.records.actions import agency as agencies
from parindex.records.actions import programme as programmes
from parindex.records.actions import user as users
from parindex.records.models import History, Membership, Programme
from parindex.records.permissions import NotFound, Role
from parindex.records.queries import user as user_queries
from tests.factories.programme import AT, TODAY, another_programme


@pytest.fixture
def stranger(small):
    """An account of another authority in the same installation."""
    other, _ = another_programme()
    Programme.objects.filter(pk=other.programme.pk).update(authority="UBND huyện khác")
    return other.users["stranger"]


def command_line(small):
    return programmes.command_line(TODAY, AT, small.programme.pk)


@pytest.mark.parametrize(
    ("name", "email"), [("x" * 121, ""), ("Mới", "khong phai thu"), ("Mới", "a" * 60 + "@" + "b.c" * 90 + ".vn")]
)
def test_an_account_takes_a_name_that_fits_and_a_true_address(small, name, email):
    with pytest.raises(InputError):
        users.add_user(command_line(small), "moi", name, email)


def test_an_administrator_manages_no_account_of_another_authority(small, stranger):
    admin = small.viewer("admin")
    assert stranger not in user_queries.users(admin)
    for act in (
        lambda: users.reset_password(admin, stranger.pk),
        lambda: users.set_active(admin, stranger.pk, False),
        lambda: users.give_role(admin, stranger.pk, Role.REPORTER, small.agency("phong-tu-phap").pk),
    ):
        with pytest.raises(NotFound):
            act()
    assert users.reset_password(command_line(small), stranger.pk)


def test_an_administrator_of_both_authorities_manages_the_accounts_of_both(small, stranger):
    there = programmes.command_line(TODAY, AT, Programme.objects.get(authority="UBND huyện khác").pk)
    users.give_role(there, small.users["admin"].pk, Role.ADMINISTRATOR, None)
    assert users.reset_password(small.viewer("admin"), stranger.pk)


def test_the_history_keeps_the_time_of_a_role_that_is_given_again(small):
    by, user, agency = command_line(small), small.users["reporter"], small.agency("phong-tu-phap")
    users.give_role(by, user.pk, Role.REPORTER, agency.pk, date(2023, 1, 1), date(2023, 3, 31))
    users.give_role(by, user.pk, Role.REPORTER, agency.pk, date(2023, 6, 1))
    line = History.objects.filter(verb="give_role", about=user.pk).order_by("pk")
    assert {"thời gian": ["2023-01-01..2023-03-31", "2023-06-01.."]} in [one.changes for one in line]


def test_the_command_line_names_the_authority_where_several_have_a_programme(small, capsys):
    Programme.objects.create(name="Khác", authority="UBND huyện khác", year=small.programme.year)
    call = ["user", "add", "moi", "--name", "Người mới", "--programme", str(small.programme.year)]
    assert cli.main(call) == 2
    assert "--authority" in capsys.readouterr().err
    assert cli.main([*call, "--authority", "ubnd-huyen-tuy-phuoc", "--role", "office"]) == 0
    assert Membership.objects.get(user__username="moi").programme == small.programme


def test_an_agency_takes_a_name_that_fits_and_a_true_address(small):
    with pytest.raises(InputError, match="dài quá"):
        agencies.add(small.viewer("office"), "x" * 201, "department")
    with pytest.raises(InputError, match="không phải địa chỉ"):
        agencies.set_email(small.viewer("office"), small.agency("phong-tu-phap").pk, "khong phai thu")
