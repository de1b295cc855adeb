"""The table of rights as addresses: who may open or post to which page. Everybody else finds nothing there (404).

Letters: O programme office, M monitor, L leader, A administrator, H head and R reporter of the agency that owes the
duty, h head and r reporter of another agency (which only supports the duty of `supported`). A duty of one's own agency
only is `own`; `supported` is one that the other agency supports; `shared` is owed by both agencies' kind.
"""

from dataclasses import dataclass

LETTERS = {
    "O": "office", "M": "monitor", "L": "leader", "A": "admin", "H": "head", "R": "reporter", "h": "other_head",
    "r": "other",
}  # fmt: skip
# Open to everybody, or answering for themselves whether the secret in them is known.
PUBLIC = {"sign_in", "sign_out", "password", "choose_programme", "health", "feed", "public_apologies"}
UNKNOWN_METHODS = ("PUT", "PATCH", "DELETE")
PLAN = "OMLHRhr"
OVERSEE = "OML"


@dataclass(frozen=True)
class Page:
    """`get` and `post` are the letters of those who may; None where the address does not know the method."""

    name: str
    args: tuple[str, ...] = ()
    get: str | None = ""
    post: str | None = None


PAGES = (
    Page("home", get="OMLAHRhr"),
    Page("plan", get=PLAN),
    Page("plan_xlsx", get=PLAN),
    Page("task", ("task",), get=PLAN),
    Page("event", ("event_task",), get="Ohr", post="Ohr"),
    Page("targets", ("task",), get="O", post="O"),
    Page("imports", get="O", post="O"),
    Page("import", ("import",), get="O"),
    Page("import_row", ("import", "row"), get="O", post="O"),
    Page("import_add", ("import", "row"), get="O", post="O"),
    Page("import_drop", ("import", "row"), get="O", post="O"),
    Page("import_restore", ("import", "index"), get=None, post="O"),
    Page("import_unread", ("import", "index"), get="O", post="O"),
    Page("import_aside", ("import", "index"), get="O", post="O"),
    Page("import_warning", ("import", "index"), get=None, post="O"),
    Page("import_plan", ("import",), get=None, post="O"),
    Page("import_source", ("import",), get="O"),
    Page("import_confirm", ("import",), get="O", post="O"),
    Page("import_discard", ("import",), get=None, post="O"),
    Page("import_undo", ("version",), get="O", post="O"),
    Page("my_duties", get="OLMHRhr"),
    Page("my_duties_xlsx", get="OLMHRhr"),
    Page("senders", get="Hh", post="Hh"),
    Page("obligation", ("own",), get=OVERSEE + "HR"),
    Page("obligation", ("supported",), get=OVERSEE + "HRhr"),
    Page("draft", ("own",), get=None, post="OHR"),
    Page("draft", ("supported",), get=None, post="OHR"),
    Page("send", ("own",), get=None, post="OH"),
    Page("evidence_add", ("own",), get=None, post="OHR"),
    Page("evidence_remove", ("own", "evidence"), get=None, post="OHR"),
    Page("review", ("sent",), get=None, post="O"),
    Page("review_revoke", ("accepted",), get=None, post="O"),
    Page("comment", ("own",), get=None, post=OVERSEE + "HR"),
    Page("comment", ("supported",), get=None, post=OVERSEE + "HRhr"),
    Page("due", ("waiting",), get=None, post="O"),
    Page("cancel", ("own",), get=None, post="O"),
    Page("restore", ("own",), get=None, post="O"),
    Page("extension_ask", ("own",), get=None, post="H"),
    Page("extension_decide", ("asked", "extension"), get=None, post="OL"),
    Page("evidence", ("evidence",), get=OVERSEE + "HR"),
    Page("evidence", ("draft_evidence",), get="HR"),
    Page("evidence_versions", ("evidence",), get=OVERSEE + "HR", post="OHR"),
    Page("evidence_versions", ("draft_evidence",), get="HR", post="HR"),
    Page("ledger", get=PLAN),
    Page("ledger_xlsx", get=PLAN),
    Page("ledger_missing", get=PLAN),
    Page("ledger_missing_xlsx", get=PLAN),
    Page("ledger_year", get=PLAN),
    Page("ledger_year_xlsx", get=PLAN),
    Page("foresee", get="OHRhr", post="OHRhr"),
    Page("late_case", ("late_case",), get=OVERSEE + "HR"),
    Page("case_explain", ("late_case",), get=None, post="OHR"),
    Page("case_exempt", ("late_case",), get=None, post="O"),
    Page("case_end_exemption", ("late_case",), get=None, post="O"),
    Page("case_erase", ("late_case",), get=None, post="OH"),
    Page("letter_write", ("late_case",), get=None, post="OHR"),
    Page("letter_rewrite", ("late_case", "letter"), get=None, post="OHR"),
    Page("letter_draft", ("late_case", "letter"), get="OHR"),
    Page("letter_recipient", ("late_case", "letter"), get=None, post="OHR"),
    Page("letter_sign", ("late_case", "letter"), get=None, post="OH"),
    Page("letter_send", ("late_case", "letter"), get=None, post="OHR"),
    Page("letter_post", ("late_case", "letter"), get=None, post="OHR"),
    Page("letter_take_down", ("late_case", "letter"), get=None, post="OHR"),
    Page("letter_withdraw", ("late_case", "letter"), get=None, post="OHR"),
    Page("signed_copy", ("late_case", "signed_copy"), get="OHR"),
    Page("dossier_imports", get="OM"),
    Page("dossier_upload", get=None, post="OM"),
    Page("dossier_template", ("table",), get="OM"),
    Page("dossier_import", ("dossiers",), get="OM"),
    Page("dossier_mapping", ("dossiers",), get="OM", post="OM"),
    Page("dossier_preview", ("dossiers",), get="OM"),
    Page("dossier_save_mapping", ("dossiers",), get=None, post="OM"),
    Page("dossier_mapping_yaml", ("dossiers",), get="OM"),
    Page("dossier_confirm", ("dossiers",), get=None, post="OM"),
    Page("dossier_rejects", ("dossiers",), get="OM"),
    Page("dossier_rejects_xlsx", ("dossiers",), get="OM"),
    Page("dossier_look", ("dossiers",), get=None, post="OM"),
    Page("dossier_undo", ("dossiers_done",), get="OM", post="OM"),
    Page("dossier_discard", ("dossiers",), get=None, post="OM"),
    Page("indicators", get=PLAN),
    Page("indicators_xlsx", get=PLAN),
    Page("form06", get=PLAN),
    Page("form06_xlsx", get=PLAN),
    Page("indicators_picture", get=PLAN),
    Page("met_targets", get=PLAN),
    Page("met_targets_xlsx", get=PLAN),
    Page("met_targets_picture", get=PLAN),
    Page("near_due", get=PLAN),
    Page("near_due_xlsx", get=PLAN),
    Page("indicator_rows_all", ("code",), get=OVERSEE),
    Page("indicator_rows_all_xlsx", ("code",), get=OVERSEE),
    Page("indicator_year_all", ("code",), get=PLAN),
    Page("indicator_year_all_xlsx", ("code",), get=PLAN),
    Page("indicator_picture_all", ("code",), get=PLAN),
    Page("indicator_rows", ("code", "own_agency"), get=OVERSEE + "HR"),
    Page("indicator_rows_xlsx", ("code", "own_agency"), get=OVERSEE + "HR"),
    Page("indicator_year", ("code", "own_agency"), get=PLAN),
    Page("indicator_year_xlsx", ("code", "own_agency"), get=PLAN),
    Page("indicator_picture", ("code", "own_agency"), get=PLAN),
    Page("source_choices", get="OM", post="OM"),
    Page("reconcile", get=PLAN),
    Page("reconcile_xlsx", get=PLAN),
    Page("pause_audit", get=PLAN),
    Page("pause_audit_xlsx", get=PLAN),
    Page("closures", get=PLAN, post="O"),
    Page("closure", ("closure",), get=PLAN),
    Page("closure_xlsx", ("closure",), get=PLAN),
    Page("closure_reopen", ("closure",), get=None, post="O"),
    Page("board", get=PLAN),
    Page("board_picture", get=PLAN),
    Page("board_xlsx", get=PLAN),
    Page("board_cell", ("own_agency", "month"), get=OVERSEE + "HR"),
    Page("reminders", get="OM", post="OM"),
    Page("calendar", get=PLAN),
    Page("feed_address", get=PLAN, post=PLAN),
    Page("search", get="OMLAHRhr"),
    Page("history", get="OMLAHRhr"),
    # The reporter has written a draft of it: of a thing one has touched one reads one's own lines.
    Page("history_of", ("own",), get=OVERSEE + "AHR"),
    Page("administration", get="OA"),
    Page("working_days", get="OA"),
    Page("programme", get="OA"),
    Page("users", get="A"),
    Page("user_new", get="A", post="A"),
    Page("user", ("user",), get="A", post="A"),
    Page("agencies", get="OA", post="OA"),
    Page("agency", ("own_agency",), get="OA", post="OA"),
)
