"""The preview of an import: nothing of the document is lost, and whoever mends finds the way back."""

import re

import pytest
from django.urls import reverse

from parindex.records.actions import plan_import as imports
from tests.factories.pages import text
from tests.factories.programme import TODAY, plan_text
from tests.integration.test_pages_plan_import import DOUBTFUL, OTHER, send, words


@pytest.fixture
def office(client, small, settings):
    settings.PARINDEX_TODAY = TODAY
    client.force_login(small.users["office"])
    return client


ORGANISATION = """
## III. TỔ CHỨC THỰC HIỆN

1. Phòng Nội vụ tổng hợp kết quả, báo cáo UBND huyện trước ngày 10/12/2023.

2. Các cơ quan phối hợp chặt chẽ trong quá trình thực hiện.
"""


def test_every_paragraph_on_organisation_is_shown_and_may_get_a_task(office, small):
    found = imports.upload(small.viewer("office"), (plan_text(DOUBTFUL, OTHER) + ORGANISATION).encode(), "a.md")
    paragraphs = found.reading["plan"]["organisation"]
    index = next(n for n, one in enumerate(paragraphs) if not one["tasks"])
    page = text(office.get(reverse("import", args=[found.pk])))
    assert 'id="import-organisation"' in page
    for n, one in enumerate(paragraphs):
        row = words(re.search(rf'<article class="import-row" id="row-organisation-{n}".*?</article>', page, re.S)[0])
        assert " ".join(one["text"].split()) in row
    data = {"version": found.version, "text": "Phối hợp thực hiện", "lead": "Phòng Y tế", "phrase": "Quý IV/2023"}
    send(office, "import_add", [found.pk, f"organisation.{index}"], data)
    page = words(text(office.get(reverse("import", args=[found.pk]))))
    assert "Phối hợp thực hiện" in page
