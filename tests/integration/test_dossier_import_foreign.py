"""Extracts of other countries, read by mappings that are written as docs/howto/dossier-mapping.md says."""

import pytest

from parindex.core.errors import InputError
from parindex.core.loading import RuleError
from parindex.indicators.sources import SourceMapping, load_mapping
from parindex.indicators.staging import UNREAD
from tests.factories.extract_files import csv_of, held, listed, sheet, taken, text

LOG = """
permit_no;step;happened;clerk_team;deadline
P/1;Received;04.06.2023 09:12;Parks;18.06.2023
P/1;Sent back for papers;06.06.2023 10:00;Parks;18.06.2023
P/1;Papers complete;09.06.2023 11:00;Parks;18.06.2023
P/1;Granted;15.06.2023 16:45;Parks;18.06.2023
P/2;Received;05.06.2023 08:00;Roads;19.06.2023
P/2;Refused;21.06.2023 12:00;Roads;19.06.2023
P/3;Received;07.06.2023 08:00;Roads;21.06.2023
"""
LOG_MAPPING = """
name: permits
shape: events
case: permit_no
activity_column: step
time_column: happened
time_zone: Europe/Berlin
dates: ["%d.%m.%Y %H:%M", "%d.%m.%Y"]
columns:
  agency: clerk_team
  due: deadline
  received: {activity: Received, take: first}
  finished: {activity: Granted, take: last}
  refused: {activity: Refused, take: last}
  supplement_from: {activity: "Sent back for papers", take: last}
  supplement_to: {activity: "Papers complete", take: last}
"""


def mapping(folder, written):
    (folder / "m.yaml").write_text(written, "utf-8")
    return load_mapping(str(folder / "m.yaml"))


def test_a_log_with_one_row_for_each_step(tmp_path):
    told = taken(tmp_path, text(tmp_path, *LOG.split("\n")[1:-1]), mapping(tmp_path, LOG_MAPPING))
    assert (told.events, told.read, told.new, told.rejected) == (7, 3, 3, 0)
    hour = "hour(received AT TIME ZONE 'Europe/Berlin')"
    assert held(tmp_path, f"code, agency, {hour}, finished_day::VARCHAR, ending, len(pause_from)") == [
        ("P/1", "Parks", 9, "2023-06-15", "resolved", 1),
        ("P/2", "Roads", 8, "2023-06-21", "refused", 0),
        ("P/3", "Roads", 8, None, None, 0),
    ]


WIDE = [
    ["ref", "office", "in_date", "in_time", "due_date", "due_time", "out_date", "out_time"],
    ["7001", "North", "2023-06-01", "08:15", "2023-06-08", "17:00", "2023-06-08", "16:59"],
    ["7002", "North", "2023-06-01", "09:30", "2023-06-08", "17:00", "2023-06-08", "17:30:00"],
    ["7003", "South", "2023-06-02", "", "2023-06-09", "-", "", ""],
    ["7004", "South", "2023-06-02", "sáng", "2023-06-09", "17:00", "", ""],
]
WIDE_MAPPING = """
name: wide
due_is: instant
time_zone: Australia/Sydney
columns:
  code: ref
  agency: office
  received: {column: in_date, time: in_time}
  due: {column: due_date, time: due_time}
  finished: {column: out_date, time: out_time}
"""


@pytest.mark.parametrize("write", [csv_of, sheet], ids=["csv", "xlsx"])
def test_days_and_hours_in_columns_of_their_own(tmp_path, write):
    """Without the hours, who was half an hour late is late no more."""
    told = taken(tmp_path, write(tmp_path, *WIDE), mapping(tmp_path, WIDE_MAPPING))
    assert (told.new, told.rejected) == (3, 1)
    assert listed(tmp_path) == [("5", "2023-06-02", UNREAD["instant"], "bị loại")]
    zone = "AT TIME ZONE 'Australia/Sydney'"
    assert held(
        tmp_path, f"code, strftime(received {zone}, '%d %H:%M'), finished > due_limit, hour(due_limit {zone})"
    ) == [
        ("7001", "01 08:15", False, 17),
        ("7002", "01 09:30", True, 17),
        ("7003", "02 00:00", None, 23),
    ]


def test_a_column_of_hours_that_is_not_there_is_told(tmp_path):
    made = mapping(tmp_path, WIDE_MAPPING.replace("in_time", "gio_vao"))
    with pytest.raises(InputError, match="không thấy cột giờ “gio_vao” đi với cột “in_date”.*Các cột của tệp: ref"):
        taken(tmp_path, csv_of(tmp_path, *WIDE), made)
    assert SourceMapping.from_json(made.to_json()) == made


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            WIDE_MAPPING.replace("code: ref", "code: {column: ref, time: in_time}"),
            "chỉ đi với column của một cột ngày giờ",
        ),
        (
            LOG_MAPPING.replace("due: deadline", "due: {column: deadline, time: step}"),
            "không dùng được với shape: events",
        ),
        (WIDE_MAPPING.replace("time: in_time", "time: Số điện thoại"), "dữ liệu cá nhân"),
    ],
)
def test_hours_where_they_mean_nothing_are_a_fault_of_the_mapping(tmp_path, written, said):
    with pytest.raises(RuleError, match=said):
        mapping(tmp_path, written)


STATUS = """
Numero;Servizio;Aperta il;Scadenza;Chiusa il;Stato;Canale
A/001;Anagrafe;03/04/2023 09:00;10/04/2023;08/04/2023 12:00;Evasa;Sportello
A/002;Tributi;04/04/2023 10:00;11/04/2023;;In lavorazione;PEC
A/003;Tributi;05/04/2023 11:30;12/04/2023;13/04/2023 09:00;Respinta;Web
A/004;Anagrafe;06/04/2023 08:20;13/04/2023;07/04/2023 15:00;Ritirata;Web
"""
STATUS_MAPPING = """
name: comune
time_zone: Europe/Rome
columns:
  code: Numero
  agency: Servizio
  received: Aperta il
  due: Scadenza
  finished: Chiusa il
  ending: {column: Stato, values: {Evasa: resolved, In lavorazione: open, Respinta: refused, Ritirata: withdrawn}}
  channel: {column: Canale, values: {Sportello: counter, PEC: online_partial, Web: online_full}}
"""


def test_semicolons_days_first_and_words_of_state(tmp_path):
    told = taken(tmp_path, text(tmp_path, *STATUS.split("\n")[1:-1]), mapping(tmp_path, STATUS_MAPPING))
    assert (told.new, told.rejected) == (4, 0)
    assert held(tmp_path, "code, month(received_day), due_day::VARCHAR, ending, channel") == [
        ("A/001", 4, "2023-04-10", "resolved", "counter"),
        ("A/002", 4, "2023-04-11", None, "online_partial"),
        ("A/003", 4, "2023-04-12", "refused", "online_full"),
        ("A/004", 4, "2023-04-13", "withdrawn", "online_full"),
    ]
