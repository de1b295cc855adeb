"""The places of the left rail: what each is called, who sees it, and which pages belong to it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.records.permissions import Viewer


@dataclass(frozen=True)
class Place:
    """`rights`: any of them shows the place; `pages`: names of other addresses that belong to it."""

    url_name: str
    title: str | Promise
    icon: str
    rights: tuple[str, ...]
    pages: tuple[str, ...] = ()


PLACES = (
    Place("overview", _("Tổng quan"), "layout-dashboard", ("see_all_scores",)),
    Place("my_duties", _("Việc của tôi"), "list-check", ("see_own_duties", "comment_review", "decide_extension"),
          ("obligation", "senders", "evidence", "evidence_versions", "draft", "send", "evidence_add",
           "evidence_remove", "review", "review_revoke", "comment", "due", "cancel", "restore", "extension_ask",
           "extension_decide")),
    Place("plan", _("Kế hoạch"), "list-tree", ("see_plan",), ("task", "event", "targets")),
    Place("indicators", _("Hồ sơ"), "folder", ("see_indicators",),
          ("indicator_rows", "indicator_rows_all", "indicator_year", "indicator_year_all", "met_targets", "near_due",
           "dossier_imports", "dossier_import", "dossier_mapping", "dossier_preview", "dossier_undo", "dossier_upload",
           "source_choices", "form06",
           "reconcile", "closures", "closure", "closure_reopen", "pause_audit", "ledger", "ledger_missing",
           "ledger_year", "foresee", "late_case", "letter_recipient", "case_explain", "case_exempt",
           "case_end_exemption", "case_erase", "letter_write", "letter_rewrite", "letter_sign", "letter_send",
           "letter_post", "letter_take_down", "letter_withdraw")),
    Place("index", _("Chấm điểm"), "star", ("see_index",),
          ("index_xlsx", "criterion", "agency_card", "agency_card_xlsx", "agency_criterion", "criterion_tie", "receipt",
           "agency_receipt",
           "criteria_sets", "criteria_set", "criteria_choose", "criteria_compare", "criteria_draft", "criteria_publish",
           "criteria_discard", "baselines", "baseline", "baseline_enter", "baseline_read", "baseline_peers",
           "baseline_agencies", "goals", "goal_set", "goal_withdraw", "ranking", "commendation", "commendation_reading",
           "commendation_warn", "commendation_agency", "commendation_satisfaction",
           "commendation_head", "commendation_forget", "commendation_exempt", "commendation_end_exemption",
           "commendation_decide", "commendation_revoke", "commendation_appeal", "commendation_answer",
           "rounds", "round", "round_open", "round_publish", "round_cancel", "assessment", "assessment_step",
           "assessed_criterion")),
    Place("board", _("Bảng theo dõi"), "table", ("see_board_totals",), ("board_cell", "reminders")),
    Place("calendar", _("Lịch"), "calendar", ("see_plan",), ("feed_address",)),
    Place("imports", _("Nhập kế hoạch"), "file-upload", ("import_plan",),
          ("import", "import_row", "import_add", "import_drop", "import_unread", "import_aside", "import_confirm",
           "import_undo")),
    Place("history", _("Lịch sử"), "history", ("see_all_history", "see_own_history"), ("history_of",)),
    Place("administration", _("Quản trị"), "settings", ("manage_users", "manage_agencies"),
          ("users", "user", "user_new", "agencies", "agency", "working_days", "programme")),
)  # fmt: skip


def places(viewer: Viewer | None) -> list[Place]:
    """The places that the viewer may enter, in the rail's order."""
    return [place for place in PLACES if viewer and any(viewer.may(right) for right in place.rights)]
