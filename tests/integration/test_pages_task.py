"""One task with all its agencies, its events and its targets."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from parindex.core.target_sayings import say_target
from parindex.records.models import History, Obligation, Occurrence, Target, Task
from tests.factories.dossiers import ALL, Row, code, take_in
from tests.factories.pages import text

MAY = Row(code(41), received="02/05/2023 08:00", due="10/05/2023", finished="09/05/2023 09:00")


def task_of(words):
    return Task.objects.get(text__startswith=words)


def test_a_task_says_its_words_its_dates_and_whose_it_is(sign_in, small):
    task = task_of("Kiểm tra việc")
    page = text(sign_in("office").get(reverse("task", args=[task.pk])))
    for said in (task.text, "Phòng Tư pháp", "UBND xã Phước Sơn", task.phrase, "19/6/2023", "Bảng 1, dòng"):
        assert said in page
    duty = small.obligation("phong-tu-phap", date(2023, 6, 19))
    assert reverse("obligation", args=[duty.pk]) in page


def test_each_agency_has_its_row_and_each_date_its_column(sign_in, small):
    page = text(sign_in("office").get(reverse("task", args=[task_of("Viết").pk])))
    assert page.count('<th scope="row" class="table-first">') == 14
    for day in ("30/6/2023", "30/9/2023", "31/12/2023"):
        assert f'<th scope="col" class="nowrap">{day}</th>' in page


def test_an_agency_sees_only_its_own_row(sign_in, small):
    page = text(sign_in("other").get(reverse("task", args=[task_of("Viết").pk])))
    assert page.count('<th scope="row" class="table-first">') == 1


def event(small, **changed):
    term = task_of("Xin lỗi").terms.get()
    prefix = f"t{term.order}-"
    data = {"term": term.pk, "happened_on": "14/6/2023", "words": "Hồ sơ 12 trễ hạn"} | changed
    return {prefix + key: value for key, value in data.items()}


def test_an_agency_records_an_event_for_itself_alone(sign_in, small):
    task, own, other = task_of("Xin lỗi"), small.agency("xa-phuoc-son"), small.agency("xa-phuoc-hoa")
    client = sign_in("other")
    page = text(client.get(reverse("task", args=[task.pk])))
    assert f'value="{own.pk}"' in page
    assert f'value="{other.pk}"' not in page
    text(client.post(reverse("event", args=[task.pk]), event(small, agencies=[other.pk])), 422)
    assert not Occurrence.objects.exists()
    response = client.post(reverse("event", args=[task.pk]), event(small, agencies=[own.pk], due="20/6/2023"))
    assert response.status_code == 302
    started = Obligation.objects.get(occurrence__isnull=False)
    assert (started.agency, started.due) == (own, date(2023, 6, 20))
    assert "Hồ sơ 12 trễ hạn" in text(client.get(reverse("task", args=[task.pk])))


def test_the_office_starts_an_event_for_all_leads_at_once(sign_in, small):
    response = sign_in("office").post(reverse("event", args=[task_of("Xin lỗi").pk]), event(small, agencies=["all"]))
    assert response.status_code == 302
    assert Obligation.objects.filter(occurrence__isnull=False, due__isnull=True).count() == 13


def test_a_faulty_event_keeps_what_was_typed(sign_in, small):
    data = event(small, happened_on="16/6/2023", agencies=["all"])
    page = text(sign_in("office").post(reverse("event", args=[task_of("Xin lỗi").pk]), data), 422)
    assert "không thể sau hôm nay" in page
    assert "Hồ sơ 12 trễ hạn" in page
    assert 'value="16/6/2023"' in page


def test_a_task_without_an_event_has_no_form_for_one(sign_in, small):
    task = task_of("Viết")
    assert "Ghi nhận sự kiện" not in text(sign_in("office").get(reverse("task", args=[task.pk])))
    assert sign_in("office").post(reverse("event", args=[task.pk]), event(small)).status_code == 404


def change(task, **changed):
    target = task.targets.get(replaced=False)
    data = {"version": task.version, "target": target.pk, "kind": "at_least", "value": "2", "unit": "tin bài"}
    return data | {"reason": "Công văn số 12"} | changed


def test_a_target_is_replaced_with_a_reason_and_its_history(sign_in, small):
    task, office = task_of("Viết"), sign_in("office")
    task.targets.update(indicator="tin_bai")  # a code that no card has, from before: it stays a choice
    old = task.targets.get()
    address = reverse("targets", args=[task.pk])
    assert "Xin ghi lý do" in text(office.post(address, change(task, reason="")), 422)
    assert office.post(address, change(task, per="đơn vị mỗi năm", indicator="tin_bai")).status_code == 302
    new = task.targets.get(replaced=False)
    assert (new.data["at_least"], new.indicator, new.data["words"]) == ("2", "tin_bai", old.data["words"])
    assert Target.objects.get(pk=old.pk).replaced, "figures already handed in keep what they were given for"
    line = History.objects.get(verb="change_target")
    assert "Công văn số 12" in line.words
    assert line.changes == {"chỉ tiêu": [say_target(old.data), "ít nhất 2 tin bài mỗi đơn vị mỗi năm"]}
    assert "ít nhất 2 tin bài" in text(office.get(reverse("task", args=[task.pk])))


def test_somebody_elses_change_of_a_target_is_shown_not_overwritten(sign_in, small):
    task, office = task_of("Viết"), sign_in("office")
    first, second = change(task), change(task, target="", value="7")
    assert office.post(reverse("targets", args=[task.pk]), first).status_code == 302
    page = text(office.post(reverse("targets", args=[task.pk]), second), 409)
    assert 'value="7"' in page
    assert "ít nhất 2 tin bài" in page
    assert task.targets.get(replaced=False).data["at_least"] == "2"


def test_targets_are_added_and_taken_away(sign_in, small):
    task, office = task_of("Tổng hợp"), sign_in("office")
    address = reverse("targets", args=[task.pk])
    data = {"version": task.version, "kind": "equals", "reason": "Bổ sung"}
    assert "Xin ghi mức" in text(office.post(address, data), 422)
    assert office.post(address, data | {"same_as": "số việc được giao"}).status_code == 302
    task.refresh_from_db()
    target = task.targets.get()
    assert "bằng số việc được giao" in text(office.get(address))
    gone = {"do": "remove", "version": task.version, "target": target.pk, "reason": "Thôi áp dụng"}
    assert office.post(address, gone).status_code == 302
    assert not task.targets.filter(replaced=False).exists()


def test_only_the_office_changes_targets(sign_in, small):
    task = task_of("Viết")
    for username in ("head", "reporter", "monitor", "leader"):
        assert sign_in(username).post(reverse("targets", args=[task.pk]), change(task)).status_code == 404
        assert reverse("targets", args=[task.pk]) not in text(sign_in(username).get(reverse("task", args=[task.pk])))


def test_a_task_asks_as_often_for_many_agencies_as_for_one(sign_in, small):
    office, counts = sign_in("office"), []
    for words in ("Kiểm tra việc", "Viết"):
        address = reverse("task", args=[task_of(words).pk])
        office.get(address)
        with CaptureQueriesContext(connection) as asked:
            text(office.get(address))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"at_least": "100", "unit": "%"}, "100%"),
        ({"at_least": "90", "unit": "%", "except": [{"what": "đất đai", "at_least": "80"}]},
         "ít nhất 90% (riêng đất đai ít nhất 80%)"),
        ({"at_least": "95", "unit": "%", "strict": True}, "trên 95%"),
        ({"increase_at_least": "20", "unit": "%", "against": 2022}, "tăng ít nhất 20% so với năm 2022"),
        ({"lasts": "30", "unit": "ngày"}, "trong thời gian 30 ngày"),
        ({"at_least": "1200.5", "unit": "hồ sơ", "per": "tháng"}, "ít nhất 1.200,5 hồ sơ mỗi tháng"),
        ({"equals": "số hồ sơ đã nhận"}, "bằng số hồ sơ đã nhận"),
        ({"words": "đạt kết quả tốt"}, "đạt kết quả tốt"),
    ],
)  # fmt: skip
def test_a_target_is_said_in_words(data, said):
    assert say_target(data) == said


def test_a_target_is_given_an_indicator_by_choice(sign_in, small):
    task, office = task_of("Xin lỗi"), sign_in("office")
    address = reverse("targets", args=[task.pk])
    page = text(office.get(address))
    assert '<option value="on_time_share">' in page and "Tiến độ giải quyết" in page
    typed = change(task, value="100", unit="%", indicator="no_such_code")
    assert "no_such_code" in text(office.post(address, typed), 422)
    assert office.post(address, typed | {"indicator": "apology_share"}).status_code == 302
    assert task.targets.get(replaced=False).indicator == "apology_share"


def test_a_task_shows_what_dossiers_say_of_its_target(sign_in, small):
    """May is over: one of two in time. The year so far, one and a half months of it, is told and not judged."""
    task = task_of("Xin lỗi")
    task.targets.update(indicator="on_time_share", data={"at_least": "95", "unit": "%"})
    assert "chưa có số liệu" in text(sign_in("office").get(reverse("task", args=[task.pk])))
    take_in(small, *ALL, MAY, MAY.but(code=code(42), finished="12/05/2023 09:00"))
    page = " ".join(html.fromstring(text(sign_in("other").get(reverse("task", args=[task.pk])))).text_content().split())
    assert "tháng 5/2023 50,0 % (1/2) chưa đạt; từ đầu năm đến 15/6/2023 33,3 % (2/6)" in page
    assert "(2/6) chưa đạt" not in page
    task.targets.update(data={"at_least": "20", "unit": "%"})
    page = text(sign_in("other").get(reverse("task", args=[task.pk])))
    assert reverse("indicator_year_all", args=["on_time_share"]) in page and page.count("state-done") == 1
