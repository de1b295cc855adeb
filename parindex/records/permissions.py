"""Who may do what: the table of rights, and the viewer in whose name everything is read and written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import TextChoices


class Role(TextChoices):
    REPORTER = "reporter", "Người báo cáo"
    HEAD = "head", "Thủ trưởng cơ quan"
    MONITOR = "monitor", "Theo dõi, đôn đốc (Văn phòng)"
    OFFICE = "office", "Cơ quan điều hành chương trình"
    LEADER = "leader", "Lãnh đạo"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"


# The table of contracts.md, one line a right. Roles of an agency hold a right for their own agency only.
_EVERYONE = frozenset(Role)
_AGENCY_ROLES = frozenset({Role.REPORTER, Role.HEAD})
_OVERSEERS = frozenset({Role.MONITOR, Role.OFFICE, Role.LEADER})
RIGHTS: dict[str, frozenset[Role]] = {
    "see_board_totals": _EVERYONE - {Role.ADMINISTRATOR},
    "see_plan": _EVERYONE - {Role.ADMINISTRATOR},
    "see_own_duties": _AGENCY_ROLES,
    "see_all_duties": _OVERSEERS,
    "draft": _AGENCY_ROLES | {Role.OFFICE},
    "send": frozenset({Role.HEAD, Role.OFFICE}),
    "comment": _AGENCY_ROLES | _OVERSEERS,
    "ask_extension": frozenset({Role.HEAD}),
    "decide_extension": frozenset({Role.OFFICE, Role.LEADER}),
    "import_plan": frozenset({Role.OFFICE}),
    "change_duty": frozenset({Role.OFFICE}),
    "record_event": _AGENCY_ROLES | {Role.OFFICE},
    "review": frozenset({Role.OFFICE}),
    "comment_review": frozenset({Role.OFFICE, Role.MONITOR}),
    "remind": frozenset({Role.OFFICE, Role.MONITOR}),
    "see_all_history": _OVERSEERS | {Role.ADMINISTRATOR},
    "see_own_history": _AGENCY_ROLES,
    "let_reporters_send": frozenset({Role.HEAD}),
    "see_indicators": _EVERYONE - {Role.ADMINISTRATOR},
    "see_own_dossiers": _AGENCY_ROLES,
    "see_all_dossiers": _OVERSEERS,
    "import_dossiers": frozenset({Role.OFFICE, Role.MONITOR}),
    "write_case": _AGENCY_ROLES | {Role.OFFICE},
    "sign_case": frozenset({Role.HEAD, Role.OFFICE}),
    "exempt_case": frozenset({Role.OFFICE}),
    "close_period": frozenset({Role.OFFICE}),
    "read_personal": _AGENCY_ROLES | {Role.OFFICE},
    "see_index": _EVERYONE - {Role.ADMINISTRATOR},
    "see_all_scores": _OVERSEERS,
    "see_own_scores": _AGENCY_ROLES,
    "manage_criteria": frozenset({Role.OFFICE}),
    "open_round": frozenset({Role.OFFICE}),
    "assess": _AGENCY_ROLES | {Role.OFFICE},
    "submit_assessment": frozenset({Role.HEAD, Role.OFFICE}),
    "appraise": frozenset({Role.OFFICE}),
    "approve_assessment": frozenset({Role.LEADER}),
    "publish_round": frozenset({Role.OFFICE, Role.LEADER}),
    "exempt_agency": frozenset({Role.OFFICE, Role.LEADER}),
    "appeal": frozenset({Role.HEAD}),
    "decide_commendation": frozenset({Role.OFFICE, Role.LEADER}),
    "manage_agencies": frozenset({Role.OFFICE, Role.ADMINISTRATOR}),
    "manage_users": frozenset({Role.ADMINISTRATOR}),
}


class NotFound(Exception):
    """What a viewer may not see or do does not exist for them."""


@dataclass(frozen=True)
class Standing:
    """One membership in force: a role, its agency (None for the whole programme), and whether it may send."""

    role: Role
    agency_id: UUID | None
    may_send: bool = False


@dataclass(frozen=True)
class Viewer:
    """In whose name something is read or written: user, programme, business day `on`, instant `at`, standings.

    `user_id` is None for the command line, which acts in the name of whoever may open a shell on the machine.
    """

    user_id: UUID | None
    name: str
    programme_id: UUID
    on: date
    at: datetime
    standings: tuple[Standing, ...] = field(default=())

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(standing.role for standing in self.standings)

    def may(self, right: str) -> bool:
        """Whether any standing gives the right, for some agency at least."""
        return bool(self.roles & RIGHTS[right])

    def agencies(self, right: str) -> frozenset[UUID]:
        """The own agencies for which an agency role (reporter, head) gives the right."""
        return frozenset(
            s.agency_id for s in self.standings if s.agency_id and s.role in RIGHTS[right] and s.role in _AGENCY_ROLES
        )

    @property
    def seats(self) -> frozenset[UUID]:
        """The agencies whose duties the viewer answers for: their own, also that of who oversees all."""
        sees = RIGHTS["see_own_duties"] | RIGHTS["see_all_duties"]
        return frozenset(s.agency_id for s in self.standings if s.agency_id and s.role in sees)

    def everywhere(self, right: str) -> bool:
        """Whether a role of the programme as a whole gives the right."""
        return any(s.role in RIGHTS[right] and s.role not in _AGENCY_ROLES for s in self.standings)

    def may_for(self, right: str, agency_id: UUID) -> bool:
        """Whether the right holds for this agency."""
        if right == "send" and any(s.may_send and s.agency_id == agency_id for s in self.standings):
            return True
        return self.everywhere(right) or agency_id in self.agencies(right)

    def require(self, right: str, agency_id: UUID | None = None) -> None:
        """Raise NotFound unless the right holds (for the agency, where one is named)."""
        allowed = self.may(right) if agency_id is None else self.may_for(right, agency_id)
        if not allowed:
            raise NotFound(right)
