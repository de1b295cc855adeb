"""The preview of an import: nothing of the document is lost, and whoever mends finds the way back."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parindex.records.actions import plan_import as imports
from parindex.records.models import Import
from tests.factories.pages import text
from tests.factories.programme import TODAY, plan_text
from tests.integration.test_pages_plan_import import DOUBTFUL, OTHER, edit, send, upload, words


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


def test_after_saving_one_is_back_at_the_row_and_told_there(office, small):
    found = upload(small)
    address = send(office, "import_row", [found.pk, "items.2.0"], edit(found, phrase="Quý III/2023"))["Location"]
    assert address.endswith("#row-items-2")
    page = text(office.get(address))
    rows = dict(re.findall(r'<article class="import-row" id="(row-[^"]+)"(.*?)</article>', page, re.DOTALL))
    assert [key for key, row in rows.items() if "Đã lưu" in row] == ["row-items-2"]
    assert page.count("Đã lưu;") == 1, "and not once more at the top"


def test_the_foot_counts_what_is_marked_and_leads_to_the_first(office, small):
    found = upload(small)
    page = text(office.get(reverse("import", args=[found.pk])))
    warned = len(found.reading["warnings"])
    foot = re.search(r'<section id="import-foot".*?</section>', page, re.DOTALL)[0]
    assert warned
    assert f'<a href="#import-warnings"><b>{warned + 1}</b> chỗ cần xem</a>' in foot
    assert '<a href="#task-items.1.0">1 ở các dòng</a>' in foot, "the agency that nobody knows"
    assert 'id="task-items.1.0"' in page
    for index in range(warned):
        send(office, "import_warning", [found.pk, index], {})
    foot = text(office.get(reverse("import", args=[found.pk])))
    assert '<a href="#task-items.1.0"><b>1</b> chỗ cần xem</a>' in foot


def test_duties_that_would_be_late_at_once_are_told_before_confirming(office, small):
    found = upload(small)
    address = reverse("import_confirm", args=[found.pk])
    said = "Trong đó 1 việc đã quá hạn ngay khi tạo (tính đến ngày 15/6/2023)"
    assert said in words(text(office.get(address))), "30/3 is past, 30/6 is not"
    assert "trong đó 1 việc đã quá hạn" in words(text(office.get(reverse("import", args=[found.pk]))))
    office.get(reverse("import", args=[found.pk]), {"hieu_luc": "1/7/2023"})
    assert "đã quá hạn ngay khi tạo" not in text(office.get(address))


def test_dropped_tasks_are_listed_with_their_reason_and_come_back(office, small):
    found = upload(small)
    before = found.reading["items"][2]["tasks"]
    send(office, "import_drop", [found.pk, "items.2.0"], {"version": found.version, "why": "Trùng mục khác"})
    found.refresh_from_db()
    page = words(text(office.get(reverse("import", args=[found.pk]))))
    assert "Đã bỏ 1 dòng" in page
    assert "Khảo sát người dân Trùng mục khác" in page
    stale = send(office, "import_restore", [found.pk, 0], {"version": found.version - 1})
    assert stale["Location"].endswith("#import-dropped")
    back = send(office, "import_restore", [found.pk, 0], {"version": found.version})
    assert back["Location"].endswith("#row-items-2")
    found.refresh_from_db()
    assert found.reading["items"][2]["tasks"] == before
    assert "Đã bỏ" not in text(office.get(reverse("import", args=[found.pk])))
    assert office.post(reverse("import_restore", args=[found.pk, 0]), {"version": found.version}).status_code == 404


def test_a_task_dropped_from_an_organisation_paragraph_comes_back_there(office, small):
    found = imports.upload(small.viewer("office"), (plan_text(DOUBTFUL, OTHER) + ORGANISATION).encode(), "a.md")
    index = next(n for n, one in enumerate(found.reading["plan"]["organisation"]) if one["tasks"])
    before = found.reading["plan"]["organisation"][index]["tasks"]
    send(office, "import_drop", [found.pk, f"organisation.{index}.0"], {"version": found.version, "why": "Thử"})
    found.refresh_from_db()
    send(office, "import_restore", [found.pk, 0], {"version": found.version})
    found.refresh_from_db()
    assert found.reading["plan"]["organisation"][index]["tasks"] == before


def test_the_file_of_an_open_import_is_not_imported_twice_unasked(office, small):
    found = upload(small)
    file = SimpleUploadedFile("ten-khac.md", plan_text(DOUBTFUL, OTHER).encode())
    before = Import.objects.count()
    page = text(office.post(reverse("imports"), {"file": file}), 409)
    assert reverse("import", args=[found.pk]) in page
    assert Import.objects.count() == before
    again = re.search(r'name="again" value="([^"]+)"', page)[1]
    assert again == str(found.pk)
    office.post(reverse("imports"), {"again": again})
    assert Import.objects.count() == before + 1
    assert Import.objects.order_by("-created_at").first().reading["items"] == found.reading["items"]


def test_htmx_never_writes_an_inline_style_that_the_policy_forbids(office, small):
    page = text(office.get(reverse("import", args=[upload(small).pk])))
    config = json.loads(re.search(r"<meta name=\"htmx-config\" content='([^']+)'", page)[1])
    assert "style" not in config["attributesToSettle"], "else it copies even an empty style attribute"
    assert "style=" not in page
