"""The whole site map: addresses in Vietnamese without diacritics, names in English."""

from django.conf import settings
from django.urls import path

from parindex.web.views import (
    account,
    administration,
    agency,
    board,
    calendar,
    evidence,
    extension,
    history,
    home,
    obligation,
    plan,
    plan_import,
    plan_import_row,
    programme,
    review,
    sample,
    search,
    submission,
    task,
    user,
)

handler400 = "parindex.web.views.errors.bad_request"
handler403 = "parindex.web.views.errors.forbidden"
handler404 = "parindex.web.views.errors.not_found"
handler500 = "parindex.web.views.errors.server_error"


urlpatterns = [
    path("", home.home, name="home"),
    path("dang-nhap/", account.sign_in, name="sign_in"),
    path("dang-xuat/", account.sign_out, name="sign_out"),
    path("mat-khau/", account.password, name="password"),
    path("chuong-trinh/chon/", home.choose_programme, name="choose_programme"),
    path("suc-khoe/", account.health, name="health"),
    # The plan and its tasks
    path("ke-hoach/", plan.plan, name="plan"),
    path("ke-hoach/ke-hoach.xlsx", plan.xlsx, name="plan_xlsx"),
    path("ke-hoach/nhiem-vu/<uuid:task_id>/", task.task, name="task"),
    path("ke-hoach/nhiem-vu/<uuid:task_id>/su-kien/", task.event, name="event"),
    path("ke-hoach/nhiem-vu/<uuid:task_id>/chi-tieu/", task.targets, name="targets"),
    # From the document to the plan
    path("nhap-ke-hoach/", plan_import.imports, name="imports"),
    path("nhap-ke-hoach/<uuid:import_id>/", plan_import.preview, name="import"),
    path("nhap-ke-hoach/<uuid:import_id>/dong/<str:row>/", plan_import_row.row, name="import_row"),
    path("nhap-ke-hoach/<uuid:import_id>/dong/<str:row>/them/", plan_import_row.add, name="import_add"),
    path("nhap-ke-hoach/<uuid:import_id>/dong/<str:row>/bo/", plan_import_row.drop, name="import_drop"),
    path("nhap-ke-hoach/<uuid:import_id>/chua-doc/<int:index>/", plan_import_row.unread, name="import_unread"),
    path("nhap-ke-hoach/<uuid:import_id>/chua-doc/<int:index>/bo/", plan_import_row.aside, name="import_aside"),
    path("nhap-ke-hoach/<uuid:import_id>/da-bo/<int:index>/", plan_import_row.restore, name="import_restore"),
    path("nhap-ke-hoach/<uuid:import_id>/canh-bao/<int:index>/", plan_import.warning, name="import_warning"),
    path("nhap-ke-hoach/<uuid:import_id>/ke-hoach/", plan_import.choose_plan, name="import_plan"),
    path("nhap-ke-hoach/<uuid:import_id>/nguon/", plan_import.source, name="import_source"),
    path("nhap-ke-hoach/<uuid:import_id>/xac-nhan/", plan_import.confirm, name="import_confirm"),
    path("nhap-ke-hoach/<uuid:import_id>/bo/", plan_import.discard, name="import_discard"),
    path("nhap-ke-hoach/hoan-tac/<uuid:version_id>/", plan_import.undo, name="import_undo"),
    # Duties
    path("viec-cua-toi/", obligation.my_duties, name="my_duties"),
    path("viec-cua-toi/viec.xlsx", obligation.xlsx, name="my_duties_xlsx"),
    path("viec-cua-toi/nguoi-gui/", obligation.senders, name="senders"),
    path("viec/<uuid:obligation_id>/", obligation.obligation, name="obligation"),
    path("viec/<uuid:obligation_id>/ket-qua/", submission.draft, name="draft"),
    path("viec/<uuid:obligation_id>/gui/", submission.send, name="send"),
    path("viec/<uuid:obligation_id>/tai-lieu/", evidence.add, name="evidence_add"),
    path("viec/<uuid:obligation_id>/tai-lieu/<uuid:evidence_id>/bo/", evidence.remove, name="evidence_remove"),
    path("viec/<uuid:obligation_id>/duyet/", review.review, name="review"),
    path("viec/<uuid:obligation_id>/mo-lai/", review.revoke, name="review_revoke"),
    path("viec/<uuid:obligation_id>/y-kien/", obligation.comment, name="comment"),
    path("viec/<uuid:obligation_id>/han/", obligation.due, name="due"),
    path("viec/<uuid:obligation_id>/huy/", obligation.cancel, name="cancel"),
    path("viec/<uuid:obligation_id>/khoi-phuc/", obligation.restore, name="restore"),
    path("viec/<uuid:obligation_id>/gia-han/", extension.ask, name="extension_ask"),
    path("viec/<uuid:obligation_id>/gia-han/<uuid:extension_id>/", extension.decide, name="extension_decide"),
    path("tai-lieu/<uuid:evidence_id>/", evidence.download, name="evidence"),
    path("tai-lieu/<uuid:evidence_id>/phien-ban/", evidence.versions, name="evidence_versions"),
    # Watching over the year
    path("bang-theo-doi/", board.board, name="board"),
    path("bang-theo-doi/bang.svg", board.picture, name="board_picture"),
    path("bang-theo-doi/bang.xlsx", board.xlsx, name="board_xlsx"),
    path("bang-theo-doi/<uuid:agency_id>/<int:month>/", board.cell, name="board_cell"),
    path("bang-theo-doi/nhac-viec/", board.remind, name="reminders"),
    path("lich/", calendar.calendar, name="calendar"),
    path("lich/dia-chi/", calendar.feed_address, name="feed_address"),
    path("lich/<str:secret>.ics", calendar.feed, name="feed"),
    path("tim/", search.search, name="search"),
    path("lich-su/", history.history, name="history"),
    path("lich-su/<uuid:thing>/", history.history_of, name="history_of"),
    # Administration
    path("quan-tri/", administration.administration, name="administration"),
    path("quan-tri/nguoi-dung/", user.users, name="users"),
    path("quan-tri/nguoi-dung/moi/", user.new, name="user_new"),
    path("quan-tri/nguoi-dung/<uuid:user_id>/", user.user, name="user"),
    path("quan-tri/co-quan/", agency.agencies, name="agencies"),
    path("quan-tri/co-quan/<uuid:agency_id>/", agency.agency, name="agency"),
    path("quan-tri/lich-lam-viec/", agency.working_days, name="working_days"),
    path("quan-tri/chuong-trinh/", programme.programme, name="programme"),
]

if settings.DEBUG or settings.ENV == "test":
    urlpatterns += [path("mau-giao-dien/", sample.sample, name="sample")]
