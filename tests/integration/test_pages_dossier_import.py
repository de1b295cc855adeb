"""Taking a file of dossiers in, as the office meets it in a browser: the worker is at once where it is enqueued."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from fastexcel import read_excel

from parindex.indicators.engines import workbench
from parindex.indicators.importing import undo
from parindex.indicators.sources import load_mapping
from parindex.records.models import DossierImport, SourceMapping
from tests.factories.dossiers import ALL, lake_of, take_in
from tests.factories.extracts import HEADINGS, PERSON, ROWS, confirmed, imported, line, looked_at, uploaded, written
from tests.factories.pages import text
from tests.factories.programme import TODAY


@pytest.fixture
def office(sign_in):
    return sign_in("office")


def words(page):
    """What a reader sees, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def opened(client, name, one, status=200):
    return text(client.get(reverse(name, args=[one.pk])), status)


def upload(client, data=None, name="thang-6.csv", table="dossiers", **extra):
    file = SimpleUploadedFile(name, data if data is not None else written())
    return client.post(reverse("dossier_upload"), {"file": file, "table": table}, **extra)


def selects(page):
    """What each column's select has chosen, as a browser would send it."""
    found = re.findall(r'<select class="form-select" id="c-\w+" name="(c-\w+)".*?</select>', page, re.DOTALL)
    chosen = {}
    for name in found:
        body = re.search(rf'name="{name}".*?</select>', page, re.DOTALL)[0]
        picked = re.search(r'<option value="([^"]*)" selected', body)
        chosen[name] = picked[1] if picked else ""
    return chosen


def answers(page, **changed):
    """The form of the columns as it stands on the page."""
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    usual = {"version": version, "source": "mot-cua", "due_is": "day", "extract": "changes", "dates": "", "agency": ""}
    return selects(page) | usual | changed


def the_one() -> DossierImport:
    return DossierImport.objects.get()


def test_the_whole_way(office, small):
    response = upload(office)
    one = the_one()
    assert response["Location"] == reverse("dossier_mapping", args=[one.pk])
    page = opened(office, "dossier_mapping", one)
    assert selects(page)["c-code"] == "Mã hồ sơ"
    assert selects(page)["c-received"] == "Ngày tiếp nhận"
    assert "000.07.35.H08-230601-0001" in page, "a sample beside the column"
    response = office.post(reverse("dossier_mapping", args=[one.pk]), answers(page))
    assert response["Location"] == reverse("dossier_preview", args=[one.pk])
    page = opened(office, "dossier_preview", one)
    assert "4 dòng đọc được 4 mới 0 đính chính 0 không đổi" in words(page)
    assert "01/06/2023 08:00" in page
    assert not lake_of(small).exists()
    response = office.post(reverse("dossier_confirm", args=[one.pk]), {"version": the_one().version})
    assert response["Location"] == reverse("dossier_import", args=[one.pk])
    page = opened(office, "dossier_import", one)
    assert "đã nhập" in page and "4 mới" in words(page)
    assert len(lake_of(small).imports()) == 1
    assert "thang-6.csv" in text(office.get(reverse("dossier_imports")))
    page = opened(office, "dossier_undo", one)
    assert "4 mới" in words(page), "what is to be undone is told first"
    assert len(lake_of(small).imports()) == 1, "and nothing happens by looking"
    office.post(reverse("dossier_undo", args=[one.pk]))
    assert "đã hoàn tác lúc" in words(opened(office, "dossier_import", one))
    assert opened(office, "dossier_undo", one, 404)


def test_columns_of_people_are_not_offered(office, small):
    upload(office)
    page = opened(office, "dossier_mapping", the_one())
    assert '<option value="Người nộp"' not in page
    assert "không bao giờ vào kho hồ sơ" in page and "Số điện thoại" in page


def test_a_guess_is_corrected(office, small):
    headings = ("Mã hồ sơ", "Người nộp", "Số điện thoại", "Ai làm", "Vào sổ", "Hẹn", "Xong")
    upload(office, written(headings=headings))
    one = the_one()
    page = opened(office, "dossier_mapping", one)
    assert selects(page)["c-received"] == ""
    refused = text(office.post(reverse("dossier_mapping", args=[one.pk]), answers(page)), 422)
    assert "Ngày tiếp nhận" in refused and "Chưa chọn cột cho" in refused
    chosen = {"c-agency": "Ai làm", "c-received": "Vào sổ", "c-due": "Hẹn", "c-finished": "Xong"}
    office.post(reverse("dossier_mapping", args=[one.pk]), answers(page, **chosen))
    assert "4 mới" in words(opened(office, "dossier_preview", one))
    page = opened(office, "dossier_mapping", one)
    assert selects(page)["c-received"] == "Vào sổ", "what was chosen stands there when one comes back"


def test_what_was_refused_keeps_what_was_chosen(office, small):
    upload(office)
    page = opened(office, "dossier_mapping", the_one())
    again = text(
        office.post(reverse("dossier_mapping", args=[the_one().pk]), answers(page, **{"c-received": "", "source": ""})),
        422,
    )
    assert selects(again)["c-received"] == ""
    assert selects(again)["c-due"] == "Ngày hẹn trả"


def test_words_that_mean_nothing_are_asked_for(office, small):
    headings, rows = (*HEADINGS, "Kênh nộp"), [(*cells, "Cổng nhà") for cells in ROWS]
    upload(office, written(rows, headings))
    one = the_one()
    page = opened(office, "dossier_mapping", one)
    office.post(reverse("dossier_mapping", args=[one.pk]), answers(page))
    assert "Khai nghĩa cho 1 chữ chưa hiểu" in opened(office, "dossier_preview", one)
    page = opened(office, "dossier_mapping", one)
    assert "Kênh tiếp nhận: “Cổng nhà”" in page
    office.post(reverse("dossier_mapping", args=[one.pk]), answers(page, **{"w-channel-Cổng nhà": "online_full"}))
    assert "chưa hiểu" not in opened(office, "dossier_preview", one)
    assert the_one().mapping["columns"]["channel"]["values"]["Cổng nhà"] == "online_full"


def test_one_agency_for_the_whole_file(office, small):
    headings = tuple(one for one in HEADINGS if one != "Đơn vị xử lý")
    upload(office, written([(*cells[:3], *cells[4:]) for cells in ROWS], headings))
    one = the_one()
    page = opened(office, "dossier_mapping", one)
    office.post(reverse("dossier_mapping", args=[one.pk]), answers(page, agency="UBND xã Phước Sơn"))
    office.post(reverse("dossier_confirm", args=[one.pk]))
    files = lake_of(small).files("dossiers")
    found = workbench().execute("SELECT DISTINCT agency FROM read_parquet($1)", [files]).fetchall()
    assert found == [("xa-phuoc-son",)]


def test_a_full_extract_says_what_it_would_retire(office, small):
    imported(small)
    upload(office, written(ROWS[:1]))
    one = DossierImport.objects.order_by("uploaded_at", "done_at").filter(done_at__isnull=True).get()
    page = opened(office, "dossier_mapping", one)
    office.post(reverse("dossier_mapping", args=[one.pk]), answers(page, extract="full"))
    assert "3 dòng đang có của nguồn “mot-cua” không có trong tệp" in words(opened(office, "dossier_preview", one))


def test_a_mapping_is_saved_under_a_name_and_begun_with_again(office, small):
    one = looked_at(small, uploaded(small))
    office.post(reverse("dossier_save_mapping", args=[one.pk]), {"name": "Một cửa huyện"})
    kept = SourceMapping.objects.get()
    other = uploaded(small, written(headings=("a", "b", "c", "d", "e", "f", "g")), "khac.csv")
    page = text(office.get(reverse("dossier_mapping", args=[other.pk]), {"cach-doc": f"saved:{kept.pk}"}))
    assert "Một cửa huyện" in page
    assert selects(page)["c-code"] == "", "a heading that this file lacks is not chosen"
    assert office.get(reverse("dossier_mapping", args=[other.pk]), {"cach-doc": "saved:x"}).status_code == 404


def test_a_mapping_comes_as_the_file_that_the_command_reads(office, small, tmp_path):
    one = looked_at(small, uploaded(small))
    response = office.get(reverse("dossier_mapping_yaml", args=[one.pk]))
    path = tmp_path / "cach-doc.yaml"
    path.write_bytes(response.content)
    assert load_mapping(path).columns["code"].headings == ("Mã hồ sơ",)


def test_refused_rows_are_shown_and_come_as_a_sheet(office, small):
    one = looked_at(small, uploaded(small, written((*ROWS, line(9, due="=1+1")))))
    page = words(opened(office, "dossier_preview", one))
    assert "1 bị loại" in page
    data = office.get(reverse("dossier_rejects_xlsx", args=[one.pk])).content
    rows = read_excel(data).load_sheet(0, header_row=2, dtypes="string").to_arrow().to_pylist()
    assert [(row["Dòng"], row["Cột"], row["Giá trị"]) for row in rows] == [("6", "Ngày hẹn trả", "'=1+1")]


@pytest.mark.parametrize("table", ["dossiers", "procedures", "register_counts"])
def test_an_empty_sheet_is_read_by_what_ships(office, small, table):
    """Filled in under its headings as it comes, it needs no choice of columns."""
    response = office.get(reverse("dossier_template", args=[table]))
    assert response["Content-Type"].endswith("sheet")
    response = upload(office, response.content, "mau.xlsx", table)
    assert response.status_code == 302
    chosen = selects(opened(office, "dossier_mapping", the_one()))
    required = {"dossiers": ["code", "received"], "procedures": ["code"], "register_counts": ["period", "count"]}
    assert all(chosen[f"c-{name}"] for name in required[table])


def test_an_unknown_sheet_is_not_there(office):
    assert office.get(reverse("dossier_template", args=["nguoi-dung"])).status_code == 404


@pytest.mark.parametrize(("name", "data"), [("a.csv", b""), ("a.exe", b"MZ" + bytes(99)), ("a.pdf", b"%PDF-1.4")])
def test_what_is_no_table_is_refused_in_words_on_the_page(office, name, data):
    page = text(upload(office, data, name), 422)
    assert "notice-error" in page and "Chưa thực hiện được" in page
    assert not DossierImport.objects.exists()


def test_nothing_chosen_is_said(office):
    assert "Xin chọn tệp" in text(office.post(reverse("dossier_upload"), {"table": "dossiers"}), 422)


def test_a_file_larger_than_other_requests_is_taken_here_and_only_here(office, settings):
    settings.REQUEST_LIMIT = 2000
    assert upload(office, written(ROWS * 20)).status_code == 302
    file = SimpleUploadedFile("a.csv", b"x" * 3000)
    assert office.post(reverse("imports"), {"file": file}).status_code == 400
    settings.DOSSIER_UPLOAD_LIMIT = 1000
    page = text(upload(office, b"x" * 2 * 1024 * 1024), 400)
    assert "tối đa 1 MB" in page


def test_strangers_send_no_large_file(settings, db):
    """The check against forged forms reads a form before anybody is asked to sign in: not a large one."""
    settings.REQUEST_LIMIT = 2000
    stranger = Client(enforce_csrf_checks=True)
    stranger.get(reverse("sign_in"))
    token = stranger.cookies["csrftoken"].value
    assert upload(stranger, b"x" * 3000, HTTP_X_CSRFTOKEN=token).status_code == 400
    assert upload(stranger, b"x", HTTP_X_CSRFTOKEN=token).status_code == 302


def test_progress_is_asked_for_until_there_is_no_more_to_come(office, small):
    one = confirmed(small, looked_at(small, uploaded(small)))
    at = small.viewer("office").at
    DossierImport.objects.update(asked_at=at)
    page = opened(office, "dossier_import", one)
    assert "đang xếp hàng" in page and "hx-get" in page and "Xem lại" in page
    assert "tiến trình làm việc nền chưa chạy" in page, "it was asked for long ago by the real clock"
    now = timezone.now()
    DossierImport.objects.update(begun_at=now, heartbeat_at=now, phase="ghi", done_of=2, whole=5)
    fragment = text(office.get(reverse("dossier_import", args=[one.pk]), HTTP_HX_REQUEST="true"))
    assert "<html" not in fragment and 'max="5" value="2"' in fragment and "2/5 tháng" in words(fragment)
    DossierImport.objects.update(heartbeat_at=now - timedelta(seconds=90))
    fragment = text(office.get(reverse("dossier_import", args=[one.pk]), HTTP_HX_REQUEST="true"))
    assert "bị gián đoạn" in fragment and "Nhập lại" in fragment and "hx-get" not in fragment
    office.post(reverse("dossier_confirm", args=[one.pk]))
    assert "đã nhập" in opened(office, "dossier_import", one)


def test_pressing_twice_imports_once(office, small):
    one = looked_at(small, uploaded(small))
    for _ in range(2):
        response = office.post(reverse("dossier_confirm", args=[one.pk]), {"version": one.version})
        assert response["Location"] == reverse("dossier_import", args=[one.pk])
    assert len(lake_of(small).imports()) == 1


def test_the_preview_speaks_in_words_and_of_days(office, small):
    data = "Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày hoàn thành,Kênh tiếp nhận,Trạng thái\n"
    data += "A-1,01/06/2023 00:00,08/06/2023 16:30,05/06/2023,Tại quầy,Đã xong\n"
    upload(office, data.encode())
    one = the_one()
    office.post(reverse("dossier_mapping", args=[one.pk]), answers(opened(office, "dossier_mapping", one)))
    page = opened(office, "dossier_preview", one)
    table = page.split('id="nhu-hieu"')[1].split("</table>")[0]
    assert ">01/06/2023<" in table and ">08/06/2023 16:30<" in table
    assert ">Trực tiếp<" in table and ">Đã giải quyết<" in table and ">counter<" not in table


def test_a_preview_that_somebody_has_changed_is_not_confirmed(office, small):
    one = looked_at(small, uploaded(small))
    office.post(reverse("dossier_confirm", args=[one.pk]), {"version": one.version - 1})
    assert not lake_of(small).exists()


def test_the_list_asks_as_often_for_many_as_for_one(office, small):
    looked_at(small, uploaded(small))
    address = reverse("dossier_imports")
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    for number in range(8):
        looked_at(small, uploaded(small, name=f"{number}.csv"))
    with CaptureQueriesContext(connection) as many:
        office.get(address)
    assert len(many) == len(few)


def test_what_came_in_otherwise_is_listed_and_no_upload_twice(office, small, settings):
    address = reverse("dossier_imports")
    assert "bằng cách khác" not in text(office.get(address))
    one = imported(small)
    assert "bằng cách khác" not in text(office.get(address)), "what came by this page stands there once"
    brought = take_in(small, *ALL, at=timezone.now() + timedelta(minutes=1))
    page = words(text(office.get(address)))
    listed = page.partition("Đã vào kho bằng cách khác")[2]
    assert "ho-so.csv" in listed and "Người nhập" in listed and "đã nhập" in listed and f" {brought.new} " in listed
    assert one.name not in listed
    settings.PARINDEX_TODAY = TODAY
    assert "giờ thật của máy chủ, không phải ngày giả lập 15/6/2023" in words(text(office.get(address)))
    undo(lake_of(small), brought.import_id, at=timezone.now() + timedelta(minutes=2), by="Người nhập")
    assert "đã hoàn tác" in words(text(office.get(address))).partition("Đã vào kho bằng cách khác")[2]


def test_no_page_of_the_list_names_people(office, small):
    imported(small)
    looked_at(small, uploaded(small))
    assert PERSON not in text(office.get(reverse("dossier_imports")))


# Which source counts


def test_a_source_is_declared_with_its_reason(office, small):
    take_in(small, *ALL)
    take_in(small, *ALL, source="cong-dvcqg")
    page = text(office.get(reverse("source_choices")))
    assert "Chưa khai nguồn nào" in page
    agency = small.agency("phong-tu-phap")
    said = {"source": "cong-dvcqg", "agency": str(agency.pk), "valid_from": "1/1/2023", "reason": "Công văn 12/UBND"}
    assert office.post(reverse("source_choices"), said).status_code == 302
    page = words(text(office.get(reverse("source_choices"))))
    assert "Phòng Tư pháp cong-dvcqg 1/1/2023" in page
    assert "Công văn 12/UBND" in page and "Người office" in page
    assert lake_of(small).imports()[-1].kind == "choose"
    assert "Công văn 12/UBND" in text(office.get(reverse("history")))


def test_a_source_without_a_reason_or_that_is_none_is_refused(office, small):
    take_in(small, *ALL)
    refused = office.post(reverse("source_choices"), {"source": "mot-cua", "reason": " "})
    assert "Xin ghi lý do" in text(refused, 422)
    assert "notice-error" in text(office.post(reverse("source_choices"), {"source": "x", "reason": "vì"}), 422)
    days = {"source": "mot-cua", "reason": "vì", "valid_from": "2/1/2023", "valid_to": "1/1/2023"}
    assert "trước ngày đầu" in text(office.post(reverse("source_choices"), days), 422)
    assert [one.kind for one in lake_of(small).imports()] == ["import"]


def test_an_empty_lake_has_no_source_to_choose(office):
    assert "Kho chưa có hồ sơ" in text(office.get(reverse("source_choices")))
