"""Lines of a PDF's cell -> paragraphs, from lines with their places: a letter is 6 points wide, a space 3."""

import pytest

from parindex.documents.reading.pdf_paragraphs import Column, to_paragraph_lines
from parindex.documents.reading.pdf_pitch import Pitches
from parindex.documents.reading.pdf_prose import prose
from parindex.documents.reading.pdf_words import TextLine, Word

FACE = "|Serif 12"


def line(text, bottom, x=0.0, face=FACE, bold=False):
    words = []
    for word in text.split(" "):
        if word:
            words.append(Word(word, x, x + 6 * len(word), bottom - 12, bottom, bold, bottom, face))
        x += 6 * len(word) + 3
    return TextLine(words)


def lines(*texts, pitch=14.0, x=0.0):
    return [line(text, 100 + pitch * place, x) for place, text in enumerate(texts)]


def cell(found, right, pitches=None):
    return [each.text for each in to_paragraph_lines(found, Column(0.0, right, pitches=pitches), 1)]


@pytest.fixture
def pitches():
    """A document whose lines stand 14 points apart."""
    known = Pitches()
    known.learn([lines("một hai", "ba bốn", "năm sáu")] * 3)
    return known


def test_a_full_line_wraps_and_a_short_one_ends():
    assert cell(lines("Phòng Nội", "vụ huyện"), 60) == ["Phòng Nội vụ huyện"]
    assert cell(lines("Phòng Nội vụ", "Công an huyện"), 150) == ["Phòng Nội vụ", "Công an huyện"]


def test_a_gap_wider_than_elsewhere_ends_a_paragraph(pitches):
    pair = ("Sở Nội vụ", "Trường Chính trị")
    assert cell(lines(*pair, pitch=14.0), 86, pitches) == ["Sở Nội vụ Trường Chính trị"]
    assert cell(lines(*pair, pitch=15.5), 86, pitches) == list(pair)


def test_a_cell_set_wider_than_others_is_not_cut_at_each_line(pitches):
    found = cell(lines("Sở Nội vụ chủ", "trì, phối hợp", "Văn phòng tỉnh", pitch=16.0), 85, pitches)
    assert found == ["Sở Nội vụ chủ trì, phối hợp Văn phòng tỉnh"]


def test_lines_of_a_taller_font_have_a_distance_of_their_own():
    known = Pitches()
    tall = [line("mộ hậ", 100 + 17.0 * n, face="|Serif 12|Sans 12") for n in range(4)]
    known.learn([lines("một hai", "ba bốn", "năm sáu", "bảy tám"), tall])
    assert not known.wider(tall[0], tall[1])
    assert known.wider(*lines("Quý II", "Tháng 7", pitch=17.0))


def test_a_distance_never_seen_is_got_from_others():
    known = Pitches()
    plain, tall = FACE, "|Serif 12|Sans 12"
    mixed = [
        line("a", 100, face=plain),
        line("b", 116, face=tall),
        line("c", 133, face=tall),
        line("d", 148, face=plain),
    ]
    known.learn([mixed] * 3)
    assert known.wider(*lines("Quý II", "Tháng 7", pitch=15.5))  # 16 + 15 - 17 = 14
    assert not known.wider(*lines("Quý II", "Tháng 7", pitch=14.5))


def test_dated_lines_of_a_list_are_paragraphs(pitches):
    assert cell(lines("Tháng 4/2022;", "Tháng 9/2022"), 80, pitches) == ["Tháng 4/2022;", "Tháng 9/2022"]
    assert cell(lines("Phòng Nội vụ;", "Công an huyện"), 80, pitches) == ["Phòng Nội vụ; Công an huyện"]


@pytest.mark.parametrize(
    ("printed", "right", "expected"),
    [
        (("- Trung tâm Văn hóa", "- Thông tin"), 109, ["- Trung tâm Văn hóa - Thông tin"]),
        (("- Trung tâm Văn hóa", "- Phòng Nội vụ"), 109, ["- Trung tâm Văn hóa", "- Phòng Nội vụ"]),
        (("- Trung tâm Văn hóa", "- Thông tin"), 160, ["- Trung tâm Văn hóa", "- Thông tin"]),
        (("- Ban hành kế hoạch", "- Rà soát"), 109, ["- Ban hành kế hoạch", "- Rà soát"]),
        (("- Tổ chức hội nghị", "- Thông báo"), 104, ["- Tổ chức hội nghị", "- Thông báo"]),
    ],
)
def test_a_hyphen_that_opens_a_line_may_go_on_with_a_bodys_name(printed, right, expected):
    assert cell(lines(*printed), right) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (("Phòn", "g Nội"), "Phòng Nội"),
        (("huyệ", "n."), "huyện."),
        (("2/20", "24"), "2/2024"),
        (("Văn", "hóa"), "Văn hóa"),
    ],
)
def test_a_word_cut_by_a_narrow_column_is_whole(printed, expected):
    right = 6.0 * len(printed[0]) + 2
    found = cell(lines(*printed), right)
    assert " ".join(found) == expected


def test_lines_under_a_bullet_are_not_centred():
    found = [line("• Hội nghị đối", 100, 20.0), line("thoại giữa Chủ tịch", 114, 29.0)]
    found += [line("UBND phường xã", 128, 29.0)]
    assert cell(found, 160) == ["• Hội nghị đối thoại giữa Chủ tịch UBND phường xã"]


def test_a_letterhead_is_read_block_by_block_and_the_title_ends_it():
    found = [
        line("ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA", 100),
        line("VIỆT NAM", 114, 99.0),
        line("HUYỆN MINH TÂN", 128),
        line("Độc lập - Tự do - Hạnh phúc", 142, 99.0),
        TextLine([*line("Số: 07/KH", 156).words, *line("Minh Tân, ngày 03 tháng 02 năm", 156, 99.0).words]),
        line("2024", 170, 99.0),
        line("KẾ HOẠCH", 184),
        line("Chuyển đổi số năm 2024", 198),
    ]
    read = prose(found, Column(0.0, 400.0, indents=True), 1)
    assert [each.text for each in read] == [
        *("ỦY BAN NHÂN DÂN", "HUYỆN MINH TÂN", "Số: 07/KH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        *("Độc lập - Tự do - Hạnh phúc", "Minh Tân, ngày 03 tháng 02 năm 2024", "KẾ HOẠCH", "Chuyển đổi số năm 2024"),
    ]


def test_a_motto_printed_against_the_left_block_is_parted():
    words = [*line("HUYỆN VĨNH", 100).words, Word("ANĐộc", 66.0, 96.0, 88, 100)]
    words += line("lập - Tự do - Hạnh phúc", 100, 99.0).words
    found = prose([TextLine(words)], Column(0.0, 400.0, indents=True), 1)
    assert [each.text for each in found] == ["HUYỆN VĨNH AN", "Độc lập - Tự do - Hạnh phúc"]


def test_a_signature_beside_the_receivers_is_a_block():
    found = [line("Nơi nhận: KT. CHỦ TỊCH", 100), line("- Lưu: VT.", 114), line("Trần An", 142, 57.0)]
    read = [each.text for each in prose(found, Column(0.0, 400.0, indents=True), 1)]
    assert read == ["Nơi nhận:", "- Lưu: VT.", "KT. CHỦ TỊCH", "Trần An"]
