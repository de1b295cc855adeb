"""From the document to the plan, as the office meets it in a browser."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parindex.records.actions import plan_import as imports
from parindex.records.actions import submission as submissions
from parindex.records.models import History, Import, Obligation, Plan, PlanVersion, Task
from tests.factories.pages import text
from tests.factories.programme import ROWS, TAKES_EFFECT, TODAY, plan_text

OTHER = "Kế hoạch kiểm soát thủ tục và chuyển đổi số của huyện Tuy Phước năm 2023"
DOUBTFUL = (
    "| I | **CHUNG** | | | | |",
    "| 1 | Rà soát | Rà soát thủ tục | Phòng Tư pháp | Hoàn thành trong tháng 5/2021 | |",
    "| 2 | Đào tạo | Mở lớp tập huấn | Tổ Không Ai Biết | Quý IV/2023 | |",
    "| 3 | Khảo sát | Khảo sát người dân | Phòng Nội vụ | Ngày 30 tháng cuối cùng của quý | |",
)


@pytest.fixture
def office(client, small, settings):
    settings.PARINDEX_TODAY = TODAY
    client.force_login(small.users["office"])
    return client


def upload(small, rows=DOUBTFUL, title=OTHER):
    return imports.upload(small.viewer("office"), plan_text(tuple(rows), title).encode(), "ke-hoach.md")


def words(page):
    """What a reader sees, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def send(client, name, args, data, status=302):
    response = client.post(reverse(name, args=args), data)
    assert response.status_code == status, words(response.content.decode())[:1500]
    return response


def edit(found, **changed):
    task = found.reading["items"][2]["tasks"][0]
    data = {"version": found.version, "text": task["text"], "lead": "\n".join(task["lead"]), "phrase": task["phrase"]}
    return data | changed


def test_an_uploaded_file_opens_beside_its_reading(office):
    file = SimpleUploadedFile("KH.md", plan_text(DOUBTFUL, OTHER).encode())
    response = office.post(reverse("imports"), {"file": file}, follow=True)
    page = words(text(response))
    assert "Bảng 1, dòng 3" in page
    assert "30/3, 30/6, 30/9, 30/12/2023" in page
    assert "chưa rõ là cơ quan nào" in page
    assert re.search(r"3 nhiệm vụ .* cảnh báo\b.* 0 dòng chưa đọc .* sẽ tạo \d+ việc", page)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.md", b"", "rỗng"),
        ("a.md", "# Thư mời họp năm 2023\n\nKính mời dự họp.".encode(), "không có bảng"),
        ("a.exe", b"MZ", ""),
    ],
)
def test_what_is_no_plan_is_refused_in_words(office, name, data, said):
    response = office.post(reverse("imports"), {"file": SimpleUploadedFile(name, data)})
    page = text(response, 422)
    assert "notice-error" in page
    assert said in page
    assert Import.objects.count() == 1, "the confirmed one alone"


def test_nothing_chosen_is_said_on_the_form(office):
    assert "Xin chọn tệp kế hoạch" in text(office.post(reverse("imports"), {}), 422)


def test_a_group_opens_to_its_members(office, small):
    page = text(office.get(reverse("import", args=[upload(small, ROWS).pk])))
    chip = re.search(r'<details class="chip">.*?</details>', page, re.DOTALL)[0]
    assert "UBND các xã, thị trấn" in chip
    assert "13 cơ quan" in words(chip)
    assert "UBND xã Phước Hòa" in chip


def test_warnings_lead_to_their_rows_and_are_settled(office, small):
    found = upload(small)
    page = text(office.get(reverse("import", args=[found.pk])))
    assert 'href="#task-items.0.0"' in page
    count = len(found.reading["warnings"])
    assert f"{count} cảnh báo" in words(page)
    send(office, "import_warning", [found.pk, 0], {})
    page = words(text(office.get(reverse("import", args=[found.pk]))))
    assert f"{count - 1} cảnh báo" in page
    assert "đã xem: Người office" in page


def test_a_doubted_field_says_so(office, small):
    page = text(office.get(reverse("import", args=[upload(small).pk])))
    assert re.search(r'class="chip guess">Tổ Không Ai Biết', page)
    assert "Không tạo việc" in page


def test_a_task_is_mended_in_place_and_read_again(office, small):
    found = upload(small)
    page = text(office.get(reverse("import_row", args=[found.pk, "items.2.0"])))
    assert "Bảng 1, dòng 5" in page, "the source stands beside the form"
    data = edit(found, phrase="Trước ngày 10/8/2023", lead="Phòng Nội vụ\nUBND xã Phước Hòa")
    response = send(office, "import_row", [found.pk, "items.2.0"], data)
    assert response["Location"].endswith("#row-items-2")
    found.refresh_from_db()
    task = found.reading["items"][2]["tasks"][0]
    assert task["schedule"][0]["due"] == ["2023-08-09"]
    assert task["lead_agency_keys"] == ["phong-noi-vu", "xa-phuoc-hoa"]
    assert "9/8/2023" in text(office.get(reverse("import", args=[found.pk])))


def test_a_conflict_keeps_what_was_typed_and_shows_what_stands(office, small):
    found = upload(small)
    data = edit(found, phrase="Quý III/2023")
    send(office, "import_row", [found.pk, "items.2.0"], edit(found, text="Lời của người khác"))
    page = text(office.post(reverse("import_row", args=[found.pk, "items.2.0"]), data), 409)
    assert "Quý III/2023" in page
    assert "vừa được người khác sửa" in page
    assert "Lời của người khác" in page
    found.refresh_from_db()
    assert found.reading["items"][2]["tasks"][0]["text"] == "Lời của người khác"


def test_an_item_is_renamed_and_its_threshold_reaches_the_tasks(office, small):
    found = upload(small)
    data = {"version": found.version, "section": "I", "section_title": "CHUNG", "number": "3", "title": "100% hài lòng"}
    send(office, "import_row", [found.pk, "items.2"], data)
    found.refresh_from_db()
    assert found.reading["items"][2]["title"] == "100% hài lòng"
    assert found.reading["items"][2]["tasks"][0]["targets"][0]["at_least"] == "100"


def test_a_task_is_added_and_dropped_with_a_reason(office, small):
    found = upload(small)
    data = {"version": found.version, "text": "Việc đọc sót", "lead": "Phòng Y tế", "phrase": "Quý IV/2023"}
    send(office, "import_add", [found.pk, "items.0"], data)
    found.refresh_from_db()
    assert [task["text"] for task in found.reading["items"][0]["tasks"]][-1] == "Việc đọc sót"
    page = text(office.post(reverse("import_drop", args=[found.pk, "items.0.1"]), {"version": found.version}), 422)
    assert "Xin ghi lý do" in page
    send(office, "import_drop", [found.pk, "items.0.1"], {"version": found.version, "why": "Không phải nhiệm vụ"})
    found.refresh_from_db()
    assert len(found.reading["items"][0]["tasks"]) == 1
    assert found.reading["dropped"][0]["why"] == "Không phải nhiệm vụ"


@pytest.fixture
def unread(small):
    """An import with two rows that were not read."""
    found = upload(small)
    place = {"table": 1, "rows": [3]}
    found.reading["unread"] = [{"place": place, "text": f"Dòng lạ {n}", "why": "thừa"} for n in (1, 2)]
    found.save()
    return found


def test_a_row_not_read_becomes_a_task_or_is_set_aside(office, unread):
    page = words(text(office.get(reverse("import", args=[unread.pk]))))
    assert "2 dòng chưa đọc" in page
    assert "Bảng 1, dòng 3 Dòng lạ 1 thừa" in page
    assert "Dòng lạ 1" in text(office.get(reverse("import_unread", args=[unread.pk, 0])))
    data = {
        "version": unread.version, "section": "I", "text": "Dòng lạ 1", "lead": "Phòng Y tế", "phrase": "Quý IV/2023"
    }  # fmt: skip
    send(office, "import_unread", [unread.pk, 0], data)
    unread.refresh_from_db()
    added = unread.reading["items"][-1]
    assert (added["section"], added["tasks"][0]["lead_agency_keys"]) == ("I", ["phong-y-te"])
    text(office.post(reverse("import_aside", args=[unread.pk, 0]), {"version": unread.version}), 422)
    send(office, "import_aside", [unread.pk, 0], {"version": unread.version, "why": "Là ghi chú"})
    unread.refresh_from_db()
    assert unread.reading["unread"] == []
    assert unread.reading["set_aside"] == [
        {"unread": {"place": {"table": 1, "rows": [3]}, "text": "Dòng lạ 2", "why": "thừa"}, "why": "Là ghi chú"}
    ]
    assert History.objects.filter(thing=unread.pk, words__contains="Là ghi chú").exists()


def test_the_day_it_takes_effect_is_chosen_and_kept(office, small):
    found = upload(small)
    address = reverse("import", args=[found.pk])

    def count(page):
        return int(re.search(r"sẽ tạo ([\d.]+) việc", words(page))[1].replace(".", ""))

    assert count(text(office.get(address))) > count(text(office.get(address, {"hieu_luc": "1/10/2023"}))) == 1
    assert count(text(office.get(address))) == 1, "the day stays chosen"
    assert "không phải một ngày đúng" in text(office.get(address, {"hieu_luc": "31/2/2023"}), 422)


def test_a_new_plan_is_confirmed_once(office, small):
    found = upload(small)
    address = reverse("import_confirm", args=[found.pk])
    page = words(text(office.get(address)))
    assert "Chưa rõ cơ quan thực hiện" in page, "what makes nothing, and why"
    data = {"version": found.version, "day": "1/7/2023"}
    assert "30/3, 30/6/2023" in words(text(office.post(address, {"day": "1/7/2023"}), 422)), "what lies before"
    response = office.post(address, data, follow=True)
    assert "Khảo sát người dân" in text(response)
    plan = Plan.objects.get(title=OTHER)
    assert plan.versions.get().takes_effect == date(2023, 7, 1)
    assert {o.due for o in Obligation.objects.filter(task__item__part__plan=plan)} == {
        date(2023, 9, 30), date(2023, 12, 30)
    }  # fmt: skip
    again = text(office.post(address, data, follow=True))
    assert "đã được xác nhận; đây là kế hoạch đang thực hiện" in again, "it leads to what it became"
    assert plan.versions.count() == 1


def test_an_amendment_changes_only_what_is_ticked(office, small):
    rows = [*ROWS[:1], ROWS[1].replace("Hàng tháng", "Hàng quý"), ROWS[2].replace("01 tin", "02 tin"), *ROWS[3:]]
    found = imports.upload(small.viewer("office"), plan_text(tuple(rows)).encode(), "sua.md")
    address = reverse("import_confirm", args=[found.pk])
    page = text(office.get(address))
    assert "Hàng tháng" in page
    assert "Hàng quý" in page
    assert "checked" not in page, "nothing is ticked for the person"
    keys = re.findall(
        r'name="ticked" value="([^"]+)" id="tick-\d+"( checked)?', text(office.get(address + "?chon=tat-ca"))
    )
    assert len(keys) == 2
    assert all(ticked for _key, ticked in keys)
    data = {"version": found.version, "day": "1/7/2023", "decision": "45/KH-UBND"}
    assert "Chưa chọn khác biệt nào" in text(office.post(address, data), 422)
    without = {**data, "decision": "", "ticked": keys[0][0]}
    page = text(office.post(address, without), 422)
    assert "số, ký hiệu" in page
    assert f'value="{keys[0][0]}" id="tick-1" checked' in page, "what was ticked stays ticked"
    page = words(text(office.post(address, {**data, "ticked": keys[0][0]}, follow=True)))
    assert "0 nhiệm vụ mới, 1 thay đổi, 0 không còn; tạo " in page
    assert "có hiệu lực từ 1/4/2023 · lần 2: sửa đổi từ 1/7/2023 (45/KH-UBND)" in page
    assert Task.objects.get(text__startswith="Tổng hợp").phrase == "Hàng quý"
    assert Task.objects.filter(text__contains="01 tin").exists()


def test_the_same_document_again_has_nothing_to_confirm(office, small):
    found = imports.upload(small.viewer("office"), plan_text().encode(), "lai.md")
    assert "Không có khác biệt nào" in text(office.get(reverse("import_confirm", args=[found.pk])))
    assert "Đúng tệp đã xác nhận lúc" in text(office.get(reverse("import", args=[found.pk])))


def test_the_office_says_which_plan_a_document_amends(office, small):
    found = imports.upload(small.viewer("office"), plan_text().encode(), "lai.md")
    send(office, "import_plan", [found.pk], {"version": found.version})
    found.refresh_from_db()
    assert found.plan is None
    send(office, "import_plan", [found.pk], {"version": found.version, "plan": Plan.objects.get().pk})
    found.refresh_from_db()
    assert found.plan == Plan.objects.get()


def test_a_confirmation_is_undone_with_a_reason_and_opens_again(office, small):
    version = PlanVersion.objects.get()
    waiting = imports.upload(small.viewer("office"), plan_text().encode(), "sau.md")
    assert "Xin ghi lý do" in text(office.post(reverse("import_undo", args=[version.pk]), {"why": ""}), 422)
    send(office, "import_undo", [version.pk], {"why": "Nhập nhầm tệp"})
    page = text(office.get(reverse("imports")))
    assert "ke-hoach.md" in page
    again = Import.objects.get(name="ke-hoach.md")
    assert again.plan is None, "what was undone is a plan of its own again"
    waiting.refresh_from_db()
    assert waiting.plan is None
    send(office, "import_confirm", [again.pk], {"version": again.version, "day": f"{TAKES_EFFECT:%d/%m/%Y}"})
    assert Plan.objects.filter(withdrawn=False).count() == 1


def test_after_a_result_was_handed_in_undoing_is_refused_in_words(office, small):
    submissions.save_draft(
        small.viewer("reporter"), small.obligation("phong-tu-phap", date(2023, 6, 19)).pk, "Đang làm"
    )
    version = PlanVersion.objects.get()
    assert "đã có kết quả nộp" in text(office.get(reverse("imports")))
    assert "không hoàn tác được nữa" in text(office.get(reverse("import_undo", args=[version.pk])))
    assert "không hoàn tác được nữa" in text(office.post(reverse("import_undo", args=[version.pk]), {"why": "x"}), 422)


def test_an_import_is_discarded_and_its_file_is_kept(office, small):
    found = upload(small)
    send(office, "import_discard", [found.pk], {"version": found.version})
    assert "đã bỏ" in text(office.get(reverse("import", args=[found.pk]), follow=True))
    source = office.get(reverse("import_source", args=[found.pk]))
    assert source.content == plan_text(DOUBTFUL, OTHER).encode()
    assert source["Content-Disposition"].startswith("attachment")


def test_the_preview_asks_as_often_for_a_long_plan_as_for_a_short_one(office, small):
    long = (DOUBTFUL[0], *(row.replace("Rà soát", f"Rà soát {n}") for n in range(20) for row in DOUBTFUL[1:]))
    counts = []
    for rows in (DOUBTFUL, long):
        address = reverse("import", args=[upload(small, rows).pk])
        office.get(address)
        with CaptureQueriesContext(connection) as asked:
            text(office.get(address))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_document_without_a_year_asks_for_it_and_another_year_is_told(office):
    data = plan_text(DOUBTFUL[:2], "Rà soát thủ tục hành chính").replace(", ngày 20 tháng 3 năm 2023", "").encode()
    data = data.replace(b"5/2021", b"5")
    page = text(office.post(reverse("imports"), {"file": SimpleUploadedFile("a.md", data)}), 422)
    assert "Năm của kế hoạch" in page
    assert "dòng lệnh" not in page
    sent = {"file": SimpleUploadedFile("a.md", data), "year": "2024"}
    page = words(text(office.post(reverse("imports"), sent, follow=True)))
    assert "Văn bản được đọc là kế hoạch năm 2024, còn chương trình đang mở là năm 2023" in page


NARRATIVE = """# KẾ HOẠCH

## Rà soát thủ tục hành chính năm 2023

1. Rà soát danh mục thủ tục

Đơn vị chủ trì: Phòng Tư pháp

Thời gian thực hiện: Quý IV/2023

2. Công khai danh mục thủ tục

Đơn vị chủ trì: Phòng Nội vụ

Thời gian thực hiện: Tháng 10/2023
"""


def test_a_plan_without_a_table_shows_its_labelled_lines_beside_each_task(office):
    response = office.post(reverse("imports"), {"file": SimpleUploadedFile("a.md", NARRATIVE.encode())}, follow=True)
    rows = re.findall(r'<article class="import-row".*?</article>', text(response), re.DOTALL)
    first, second = (words(re.search(r'<div class="import-source">.*?</div>\s*<div class="import-r', row, re.DOTALL)[0])
                     for row in rows)  # fmt: skip
    for said in ("Rà soát danh mục", "Đơn vị chủ trì: Phòng Tư pháp", "Quý IV/2023"):
        assert said in first
    assert "Phòng Nội vụ" not in first
    assert "Tháng 10/2023" in second


def test_a_row_of_an_import_confirmed_meanwhile_answers_with_a_message_for_the_page(office, small):
    found = upload(small)
    send(office, "import_discard", [found.pk], {"version": found.version})
    response = office.get(reverse("import_row", args=[found.pk, "items.0.0"]), headers={"HX-Request": "true"})
    assert response.status_code == 404
    assert (response["HX-Retarget"], response["HX-Reselect"]) == ("#notices", ".notice")
    assert 'class="notice ' in response.content.decode()
