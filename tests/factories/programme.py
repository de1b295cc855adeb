"""A small programme with people of every role and a confirmed plan, made through the same actions that people use."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from parindex.records.actions import plan as plans
from parindex.records.actions import plan_import as imports
from parindex.records.actions import programme as programmes
from parindex.records.actions import user as users
from parindex.records.models import Agency, Obligation, Programme, User
from parindex.records.permissions import Role, Viewer
from parindex.records.queries import user as user_queries

TODAY = date(2023, 6, 15)
AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
TAKES_EFFECT = date(2023, 4, 1)
PASSWORD = "rất-dài-và-khó-đoán-2023"

# Username -> role and agency; two agencies report, so that what one may see can be held against the other.
PEOPLE: dict[str, tuple[Role, str]] = {
    "office": (Role.OFFICE, "phong-noi-vu"),
    "monitor": (Role.MONITOR, "van-phong"),
    "leader": (Role.LEADER, "ubnd-huyen-tuy-phuoc"),
    "admin": (Role.ADMINISTRATOR, "ubnd-huyen-tuy-phuoc"),
    "head": (Role.HEAD, "phong-tu-phap"),
    "reporter": (Role.REPORTER, "phong-tu-phap"),
    "other_head": (Role.HEAD, "xa-phuoc-son"),
    "other": (Role.REPORTER, "xa-phuoc-son"),
}

HEADER = "| STT | Nội dung | Nhiệm vụ, giải pháp | Cơ quan thực hiện | Thời gian thực hiện | Ghi chú |"
ROWS = (
    "| I | **CHỈ ĐẠO ĐIỀU HÀNH** | | | | |",
    "| 1 | Báo cáo | Tổng hợp kết quả và báo cáo | Phòng Tư pháp | Hàng tháng | |",
    "| 2 | Tuyên truyền | Viết ít nhất 01 tin, bài/năm | Phòng Tư pháp; UBND các xã, thị trấn | Thường xuyên | |",
    "| 3 | Kiểm tra | Kiểm tra việc công khai thủ tục | Phòng Tư pháp chủ trì, phối hợp với UBND xã Phước Sơn "
    "| Hoàn thành trước ngày 20/6/2023 | |",
    "| II | **THỦ TỤC HÀNH CHÍNH** | | | | |",
    "| 1 | Xin lỗi | Xin lỗi 100% trường hợp hồ sơ trễ hạn | UBND các xã, thị trấn | Khi có hồ sơ trễ hạn | |",
    "| 2 | Tài chính | Công khai tài chính | UBND các xã, thị trấn | Theo quy định | |",
)


def plan_text(
    rows: tuple[str, ...] = ROWS, title: str = "Nâng chỉ số cải cách hành chính huyện Tuy Phước năm 2023"
) -> str:
    """A plan document in Markdown."""
    head = f"ỦY BAN NHÂN DÂN HUYỆN TUY PHƯỚC\n\nTuy Phước, ngày 20 tháng 3 năm 2023\n\n# KẾ HOẠCH\n\n## {title}\n\n"
    return head + "\n".join([HEADER, "|---|---|---|---|---|---|", *rows]) + "\n"


@dataclass
class Small:
    """The programme and its people; `viewer` gives anyone's standing on a day."""

    programme: Programme
    users: dict[str, User]

    def viewer(self, username: str, on: date = TODAY) -> Viewer:
        found = user_queries.viewer(self.users[username], self.programme.pk, on, AT)
        assert found
        return found

    def agency(self, key: str) -> Agency:
        return Agency.objects.get(programme=self.programme, key=key)

    def obligation(self, key: str, due: date | None, words: str = "") -> Obligation:
        """The one obligation of an agency at a due date whose task holds the words."""
        return Obligation.objects.get(
            programme=self.programme, agency__key=key, due=due, task__text__contains=words, superseded_on__isnull=True
        )


def small_programme(rows: tuple[str, ...] = ROWS) -> Small:
    """Make the programme, its people (all with PASSWORD) and its plan, in force from TAKES_EFFECT."""
    by = programmes.command_line(TAKES_EFFECT, AT)
    programme, by = programmes.create(by, "Chương trình thử", "ubnd-huyen-tuy-phuoc", 2023, invented=True)
    small = Small(programme, {})
    for username, (role, key) in PEOPLE.items():
        user, _ = users.add_user(
            by, username, f"Người {username}", f"{username}@parindex.example", PASSWORD, must_change=False
        )
        users.give_role(by, user.pk, role, small.agency(key).pk)
        small.users[username] = user
    confirm_plan(small, plan_text(rows))
    return small


def confirm_plan(small: Small, text: str, takes_effect: date = TAKES_EFFECT) -> None:
    """Import a new plan and confirm it as it was read."""
    by = small.viewer("office", takes_effect)
    uploaded = imports.upload(by, text.encode(), "ke-hoach.md")
    plans.confirm(by, uploaded.pk, takes_effect, uploaded.version)


def another_programme() -> tuple[Small, Viewer]:
    """A second authority's year, beside the first, to prove that nothing crosses over."""
    by = programmes.command_line(TAKES_EFFECT, AT)
    programme, by = programmes.create(by, "Chương trình khác", "ubnd-huyen-tuy-phuoc", 2024)
    user, _ = users.add_user(by, "stranger", "Người khác", password=PASSWORD, must_change=False)
    agency = Agency.objects.get(programme=programme, key="phong-noi-vu")
    users.give_role(by, user.pk, Role.OFFICE, agency.pk)
    return Small(programme, {"stranger": user}), replace(by, user_id=user.pk)
