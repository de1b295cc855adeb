"""Making a programme: what its name and year may be."""

import pytest

from parindex.core.errors import InputError
from parindex.records.actions import programme as programmes
from parindex.records.models import Programme
from tests.factories.programme import AT, TODAY


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "year"), [("", 2025), (" ", 2025), ("x" * 301, 2025), ("Tên", 99999), ("Tên", 0)])
def test_a_programme_needs_a_name_and_a_year_that_can_be(name, year):
    with pytest.raises(InputError):
        programmes.create(programmes.command_line(TODAY, AT), name, "ubnd-huyen-tuy-phuoc", year)
    assert not Programme.objects.exists()
