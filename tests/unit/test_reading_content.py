"""What a file really is, and what is refused with a message that says what to do."""

import io
import zipfile
from dataclasses import replace

import pytest

from parindex.core.errors import InputError
from parindex.documents.content import check_content
from parindex.documents.limits import LIMITS
from parindex.documents.reading import read_document
from tests.factories.documents import cells, docx, p, pdf, words_at

WORD = docx(p("x"))


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (WORD, "a.docx", "docx"),
        (WORD, "khong-duoi", "docx"),
        (pdf(words_at(1, 1, "x")), "a.PDF", "pdf"),
        (b"\x89PNG\r\n\x1a\n...", "a.png", "png"),
        (b"\xff\xd8\xff\xe0...", "a.jpeg", "jpg"),
        (zipped({"a.txt": b"x"}), "a.zip", "zip"),
        ("<html><p>x".encode("utf-16"), "a.htm", "html"),
        ("Kế hoạch".encode(), "a.txt", "txt"),
        ("Kế hoạch".encode(), "a.md", "md"),
        (b"a,b", "a.csv", "csv"),
    ],
)
def test_a_file_is_known_by_its_content(data, name, kind):
    assert check_content(data, name).name == kind


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.docx", "rỗng"),
        (WORD, "a.pdf", "nội dung là Word"),
        (b"%PDF-1.4", "a.docx", "nội dung là PDF"),
        (b"MZ\x90\x00", "a.txt", "chương trình"),
        (b"x", "a.exe", "chương trình"),
        (b"x", "a.docm", "macro"),
        (zipped({"[Content_Types].xml": b"<x/>", "word/vbaProject.bin": b"x"}), "a.docx", "macro"),
        (zipped({"setup.exe": b"MZ"}), "a.zip", "setup.exe"),
        (zipped({"a": b"\0" * 60_000_000}), "a.zip", "bom nén"),
        (b"PK\x03\x04broken", "a.docx", "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "mật khẩu"),
        (bytes(range(256)) * 20, "a.bin", "Không nhận ra"),
        (b"{\\rtf1}", "a.rtf", ".docx"),
    ],
)
def test_what_may_do_harm_or_deceives_is_refused(data, name, says):
    with pytest.raises(InputError, match=says):
        check_content(data, name)


def test_a_file_over_the_limit_is_refused():
    with pytest.raises(InputError, match="giới hạn"):
        check_content(WORD, "a.docx", replace(LIMITS, size=1000))


def test_entities_are_never_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document>&a;</w:document>'
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, bomb if name == "word/document.xml" else old.read(name))
    with pytest.raises(InputError, match="DOCTYPE"):
        read_document(stream.getvalue(), "a.docx")


@pytest.mark.parametrize("name", ["a.png", "a.zip", "a.doc"])
def test_kinds_that_hold_no_plan_say_what_to_use(name):
    data = {"a.png": b"\x89PNG\r\n\x1a\n", "a.zip": zipped({"a.txt": b"x"})}.get(
        name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
    )
    with pytest.raises(InputError, match=r"\.docx|giải nén"):
        read_document(data, name)


def test_a_document_without_words_is_refused():
    with pytest.raises(InputError, match="không có chữ"):
        read_document(docx(), "a.docx")


@pytest.mark.parametrize("text", ["Céng hoµ x· héi chñ nghÜa ViÖt Nam ®éc lËp ", "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA "])
def test_text_for_old_fonts_is_refused_and_not_read_as_gibberish(text):
    with pytest.raises(InputError, match="Unicode"):
        read_document(docx(p(text * 20)), "a.docx")


def test_signs_among_many_words_are_no_old_font():
    text = "Rà soát thủ tục hành chính ® của các xã, thị trấn; thành phố Zürich, øre. " * 20
    assert read_document(docx(p(text)), "a.docx").blocks


@pytest.mark.parametrize("parter", [",", ";", "\t"])
def test_comma_separated_text_is_a_table(parter):
    line = parter.join(("1", '"Rà soát,\n- báo cáo"', "Phòng Nội vụ"))
    data = f"{parter.join(('STT', 'Việc', 'Ai'))}\r\n{line}\r\n".encode("utf-8-sig")
    assert cells(read_document(data, "a.csv")) == [["STT", "Việc", "Ai"], ["1", "Rà soát, - báo cáo", "Phòng Nội vụ"]]
