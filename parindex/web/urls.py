"""The whole site map: addresses in Vietnamese without diacritics, names in English.

A name `module.function` is a view of parindex/web/views.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import path

from parindex.web.views import account, errors, home

handler400 = "parindex.web.views.errors.bad_request"
handler403 = "parindex.web.views.errors.forbidden"
handler404 = "parindex.web.views.errors.not_found"
handler500 = "parindex.web.views.errors.server_error"


def page(name: str) -> Callable:
    """Return the view `module.function`; while nobody has written it, its address answers 404."""
    module, _, function = name.partition(".")
    if find_spec(f"parindex.web.views.{module}") is None:
        return errors.not_found_yet
    return getattr(import_module(f"parindex.web.views.{module}"), function, errors.not_found_yet)


urlpatterns = [
    path("", home.home, name="home"),
    path("dang-nhap/", account.sign_in, name="sign_in"),
    path("dang-xuat/", account.sign_out, name="sign_out"),
    path("mat-khau/", account.password, name="password"),
    path("chuong-trinh/chon/", home.choose_programme, name="choose_programme"),
    path("suc-khoe/", account.health, name="health"),
    # The plan and its tasks
    path("ke-hoach/", page("plan.plan"), name="plan"),
    path("ke-hoach/ke-hoach.xlsx", page("plan.xlsx"), name="plan_xlsx"),
    path("ke-hoach/nhiem-vu/<uuid:task_id>/", page("task.task"), name="task"),
    path("ke-hoach/nhiem-vu/<uuid:task_id>/su-kien/", page("task.event"), name="event"),
    path("ke-hoach/nhiem-vu/<uuid:task_id>/chi-tieu/", page("task.targets"), name="targets"),
    # From the document to the plan
    path("nhap-ke-hoach/", page("plan_import.imports"), name="imports"),
    path("nhap-ke-hoach/<uuid:import_id>/", page("plan_import.preview"), name="import"),
    path("nhap-ke-hoach/<uuid:import_id>/dong/<str:row>/", page("plan_import_row.row"), name="import_row"),
    path("nhap-ke-hoach/<uuid:import_id>/dong/<str:row>/them/", page("plan_import_row.add"), name="import_add"),
    path("nhap-ke-hoach/<uuid:import_id>/dong/<str:row>/bo/", page("plan_import_row.drop"), name="import_drop"),
    path("nhap-ke-hoach/<uuid:import_id>/chua-doc/<int:index>/", page("plan_import_row.unread"), name="import_unread"),
    path("nhap-ke-hoach/<uuid:import_id>/chua-doc/<int:index>/bo/", page("plan_import_row.aside"), name="import_aside"),
    path("nhap-ke-hoach/<uuid:import_id>/canh-bao/<int:index>/", page("plan_import.warning"), name="import_warning"),
    path("nhap-ke-hoach/<uuid:import_id>/ke-hoach/", page("plan_import.choose_plan"), name="import_plan"),
    path("nhap-ke-hoach/<uuid:import_id>/nguon/", page("plan_import.source"), name="import_source"),
    path("nhap-ke-hoach/<uuid:import_id>/xac-nhan/", page("plan_import.confirm"), name="import_confirm"),
    path("nhap-ke-hoach/<uuid:import_id>/bo/", page("plan_import.discard"), name="import_discard"),
    path("nhap-ke-hoach/hoan-tac/<uuid:version_id>/", page("plan_import.undo"), name="import_undo"),
    # Duties
    path("viec-cua-toi/", page("obligation.my_duties"), name="my_duties"),
    path("viec-cua-toi/viec.xlsx", page("obligation.xlsx"), name="my_duties_xlsx"),
    path("viec-cua-toi/nguoi-gui/", page("obligation.senders"), name="senders"),
    path("viec/<uuid:obligation_id>/", page("obligation.obligation"), name="obligation"),
    path("viec/<uuid:obligation_id>/ket-qua/", page("submission.draft"), name="draft"),
    path("viec/<uuid:obligation_id>/gui/", page("submission.send"), name="send"),
    path("viec/<uuid:obligation_id>/tai-lieu/", page("evidence.add"), name="evidence_add"),
    path("viec/<uuid:obligation_id>/tai-lieu/<uuid:evidence_id>/bo/", page("evidence.remove"), name="evidence_remove"),
    path("viec/<uuid:obligation_id>/duyet/", page("review.review"), name="review"),
    path("viec/<uuid:obligation_id>/mo-lai/", page("review.revoke"), name="review_revoke"),
    path("viec/<uuid:obligation_id>/y-kien/", page("obligation.comment"), name="comment"),
    path("viec/<uuid:obligation_id>/han/", page("obligation.due"), name="due"),
    path("viec/<uuid:obligation_id>/huy/", page("obligation.cancel"), name="cancel"),
    path("viec/<uuid:obligation_id>/khoi-phuc/", page("obligation.restore"), name="restore"),
    path("viec/<uuid:obligation_id>/gia-han/", page("extension.ask"), name="extension_ask"),
    path("viec/<uuid:obligation_id>/gia-han/<uuid:extension_id>/", page("extension.decide"), name="extension_decide"),
    path("tai-lieu/<uuid:evidence_id>/", page("evidence.download"), name="evidence"),
    path("tai-lieu/<uuid:evidence_id>/phien-ban/", page("evidence.versions"), name="evidence_versions"),
    # Watching over the year
    path("bang-theo-doi/", page("board.board"), name="board"),
    path("bang-theo-doi/bang.svg", page("board.picture"), name="board_picture"),
    path("bang-theo-doi/bang.xlsx", page("board.xlsx"), name="board_xlsx"),
    path("bang-theo-doi/<uuid:agency_id>/<int:month>/", page("board.cell"), name="board_cell"),
    path("bang-theo-doi/nhac-viec/", page("board.remind"), name="reminders"),
    path("lich/", page("calendar.calendar"), name="calendar"),
    path("lich/dia-chi/", page("calendar.feed_address"), name="feed_address"),
    path("lich/<str:secret>.ics", page("calendar.feed"), name="feed"),
    path("tim/", page("search.search"), name="search"),
    path("lich-su/", page("history.history"), name="history"),
    path("lich-su/<uuid:thing>/", page("history.history_of"), name="history_of"),
    # Administration
    path("quan-tri/", page("administration.administration"), name="administration"),
    path("quan-tri/nguoi-dung/", page("user.users"), name="users"),
    path("quan-tri/nguoi-dung/moi/", page("user.new"), name="user_new"),
    path("quan-tri/nguoi-dung/<uuid:user_id>/", page("user.user"), name="user"),
    path("quan-tri/co-quan/", page("agency.agencies"), name="agencies"),
    path("quan-tri/co-quan/<uuid:agency_id>/", page("agency.agency"), name="agency"),
    path("quan-tri/lich-lam-viec/", page("agency.working_days"), name="working_days"),
    path("quan-tri/chuong-trinh/", page("programme.programme"), name="programme"),
]

if settings.DEBUG or settings.ENV == "test":
    urlpatterns += [path("mau-giao-dien/", page("sample.sample"), name="sample")]
