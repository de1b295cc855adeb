"""Every page of the site, reached by links alone, as each role sees it; and the pages at the door."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from parindex.web.urls import urlpatterns
from tests.integration.access import PAGES

pytestmark = pytest.mark.browser

ROLES = ("noivu", "quantri", "lanhdao", "vanphong", "truongphongtuphap", "phuocson")
# These differ so much by role that each role's own is looked at; of the others the first one met.
BY_ROLE = {"my_duties", "obligation", "task"}
# Answered as files, or only after a form was sent or a document uploaded (the example holds no import): the other
# files of this folder go there.
NOT_BY_LINK = {"home", "board_picture", "feed", "health", "sign_in", "sign_out", "choose_programme", "sample", "search",
               "overview_picture", "indicator_picture", "indicator_picture_all", "indicators_picture",
               "met_targets_picture", "closure",
               "dossier_import", "dossier_mapping", "dossier_preview", "dossier_look", "dossier_undo",
               "dossier_discard", "criteria_draft", "round_open"}  # fmt: skip
FILES = {"plan_xlsx", "my_duties_xlsx", "board_xlsx", "import_source", "evidence", "ledger_xlsx",
         "ledger_missing_xlsx", "ledger_year_xlsx", "letter_draft", "signed_copy", "indicators_xlsx", "near_due_xlsx",
         "indicator_rows_xlsx", "indicator_rows_all_xlsx", "indicator_year_xlsx", "indicator_year_all_xlsx",
         "met_targets_xlsx", "form06_xlsx", "closure_xlsx", "reconcile_xlsx",
         "pause_audit_xlsx", "criteria_set_xlsx", "baseline_xlsx", "ranking_xlsx", "dossier_template",
         "dossier_mapping_yaml", "dossier_rejects",
         "dossier_rejects_xlsx",
         "agency_card_xlsx", "agency_receipt", "assessment_xlsx", "index_xlsx", "receipt", "round_xlsx"}  # fmt: skip
IMPORT = {"import", "import_row", "import_add", "import_drop", "import_unread", "import_aside", "import_confirm",
          "import_undo"}  # fmt: skip


def name_of(address: str) -> str:
    return resolve(urlsplit(address).path).url_name or ""


def links(visitor) -> list[str]:
    """Addresses of our own on the page that is open, without those that end the visit."""
    found = visitor.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    return [address.partition("#")[0] for address in found if address.startswith(visitor.product.address + "/")]


def test_each_page_that_a_link_leads_to(visit):
    """Walks from the first page of each role; a page of each kind is looked at with all checks."""
    seen: set[str] = set()
    faults: list[str] = []
    for role in ROLES:
        visitor, own = visit(role), set()
        waiting = [(visitor.page.url, "the first page")]
        while waiting:
            address, origin = waiting.pop(0)
            name = name_of(address)
            if name in own or name in FILES or name in NOT_BY_LINK:
                continue
            own.add(name)
            visitor.open(address)
            if name in BY_ROLE or name not in seen:
                found = visitor.faults(f"{name}-{role}" if name in BY_ROLE else name)
                faults += [f"{fault} (from {origin})" for fault in found]
            waiting += [(link, name) for link in links(visitor)]
        seen |= own
    assert not faults, "\n".join(faults)
    pages = {page.name for page in PAGES if page.get} | {"password"}
    assert pages - seen - FILES - NOT_BY_LINK - IMPORT == set(), "no link leads there"
    assert {pattern.name for pattern in urlpatterns} >= seen


def test_the_door(visit):
    visitor = visit()
    page = visitor.open("/ke-hoach/")
    assert "/dang-nhap/" in page.url, "whoever is not signed in is asked to"
    visitor.look("sign_in")
    page.get_by_label("Tên đăng nhập").fill("noivu")
    page.get_by_label("Mật khẩu").fill("không phải mật khẩu")
    visitor.press("Đăng nhập")
    assert "không đúng" in visitor.words or "sai" in visitor.words
    visitor.look("sign_in-refused")
    page.get_by_label("Mật khẩu").fill(visitor.product.passwords["noivu"])
    visitor.press("Đăng nhập")
    assert urlsplit(page.url).path == "/ke-hoach/", "back to where they wanted to go"
    page.locator(".head-user summary").click()
    visitor.press("Đăng xuất")
    assert "/dang-nhap/" in page.url
    page.go_back()
    visitor.page.reload()
    assert "/dang-nhap/" in page.url, "nothing is shown again after signing out"


def test_what_is_not_there_or_not_theirs_is_said_in_vietnamese(visit):
    visitor = visit("phuocson")
    for path in ("/khong-co-trang-nay/", "/viec/0d2f9b7e-0000-4000-8000-000000000000/", "/quan-tri/nguoi-dung/"):
        with visitor.expecting(404):
            visitor.open(path)
            assert "Không tìm thấy" in visitor.words
    visitor.look("not_found")


def test_the_checks_find_what_they_look_for(visit):
    """Without this a check that never speaks would look like a page without faults."""
    visitor = visit()
    visitor.open("/dang-nhap/")
    visitor.page.evaluate(
        """() => {
          const main = document.querySelector('main');
          main.append(Object.assign(document.createElement('img'), {src: 'https://elsewhere.invalid/a.png'}));
          main.append(Object.assign(document.createElement('p'), {textContent: 'Hạn: None'}));
          main.append(Object.assign(document.createElement('div'), {id: 'broad', textContent: 'x'}));
          document.getElementById('broad').style.width = '900px';
        }"""
    )
    visitor.page.wait_for_timeout(300)
    found = "\n".join(visitor.faults("broken"))
    for fault in ("Content Security Policy", "slip", "image-alt", "px too wide"):
        assert fault in found
