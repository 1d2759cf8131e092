"""Who may do what: one table of every verb of the service, and of the rights each role has.

A verb is a public method of a part, such as `answers.record`. What is not
in the table nobody may do but the operator of this machine. Whose merchants
an actor may see is no matter of this table: see `gate.py` and
`store/access.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from assessment.settings import Role
from assessment.store.schema import AGREED
from assessment.texts import KnownError


class Right(StrEnum):
    """What a verb takes."""

    ANYBODY = "anybody"
    """Nothing: it tells of no merchant, or a private link is the right itself."""
    BEGIN = "begin"
    """To begin the self-assessment of a merchant that nobody knows yet."""
    RESULT = "result"
    """To see assessments and their results."""
    READ = "read"
    """To see all that is known of it besides: history, files, roadmaps, other rounds, exports."""
    ANSWER = "answer"
    """To answer, enter numbers, complete, plan, note progress, begin the next round."""
    LEAD = "lead"
    """To see private notes and what each respondent said, to invite, agree, verify."""
    MANAGE = "manage"
    """To begin, rename, hand over, put away and erase merchants, to bring in files and take backups."""
    SURVEY = "survey"
    """To see lists and figures of several merchants."""
    WORKSPACE = "workspace"
    """To change what belongs to every merchant at once."""
    ADMINISTER = "administer"
    """To decide about accounts, retention and the audit."""
    OPERATE = "operate"
    """To do what only the program itself and its commands do."""


Scope = Literal["answer", "read"]
"""Of a merchant's private link."""
Kind = Literal["local", "account", "merchant", "guest", "nobody"]


@dataclass(frozen=True)
class Actor:
    """Who acts: the operator of this machine, an account, a merchant by private link, a guest, or nobody."""

    kind: Kind
    id: str = ""
    """Of the account, or of the private link; empty for the others."""
    role: Role | None = None
    """Of an account."""
    scope: Scope | None = None
    """Of a private link."""
    merchant: str | None = None
    """The merchant of a private link."""
    sees_all: bool = False
    """Whether an account that is no owner sees every merchant of the team."""

    @property
    def word(self) -> str:
        """What kind of actor this is, for logs: no name and no id."""
        return self.role or (f"merchant-{self.scope}" if self.scope else self.kind)

    @property
    def label(self) -> str:
        """The pseudonym under which changes are written: it says which account or merchant, not who."""
        match self.kind:
            case "account":
                return f"account:{self.id}"
            case "merchant":
                return f"merchant:{self.merchant}"
            case _:
                return self.kind

    @property
    def rights(self) -> frozenset[Right]:
        """What the actor may do at all, with what it may see."""
        if self.kind == "local":
            return frozenset(Right)
        if self.role is not None:
            whole = frozenset({Right.WORKSPACE} if self.role == "consultant" and self.sees_all else ())
            return RIGHTS[self.role] | whole
        return RIGHTS[self.scope or ("guest" if self.kind == "guest" else "nobody")]

    def may(self, verb: str) -> bool:
        """Whether the actor has the right that a verb takes, such as `answers.record`, with what it may see.

        Raises:
            KeyError: there is no such verb.
        """
        return PERMISSIONS[verb].right in self.rights

    @property
    def is_bounded(self) -> bool:
        """Whether the actor sees some merchants only, or none."""
        return not (self.kind == "local" or self.role == "owner" or (self.role is not None and self.sees_all))


LOCAL_OPERATOR = Actor("local")
"""Whoever sits at this machine, or runs a command on it."""
ANONYMOUS = Actor("nobody")
"""Whoever has not said who they are."""
GUEST = Actor("guest")
"""Whoever has not said who they are, where anybody may begin a self-assessment."""


def account_actor(id_: str, role: Role, *, sees_all: bool) -> Actor:
    """Return an account as an actor; an owner sees all whatever was set."""
    return Actor("account", id_, role=role, sees_all=sees_all or role == "owner")


def merchant_actor(link: str, scope: Scope, merchant: str) -> Actor:
    """Return a merchant that came by a private link as an actor.

    Args:
        link: the id of the link, never its token.
        scope: what it may.
        merchant: whose it is.
    """
    return Actor("merchant", link, scope=scope, merchant=merchant)


SEES = frozenset({Right.ANYBODY, Right.RESULT})
SELF = SEES | {Right.READ, Right.ANSWER}
LEADS = SELF | {Right.BEGIN, Right.LEAD, Right.MANAGE, Right.SURVEY}

RIGHTS: Mapping[Role | Scope | Literal["guest", "nobody"], frozenset[Right]] = {
    "nobody": frozenset({Right.ANYBODY}),
    "guest": frozenset({Right.ANYBODY, Right.BEGIN}),
    "read": SEES,
    "answer": SELF,
    "viewer": SEES | {Right.READ, Right.SURVEY},
    "consultant": LEADS,
    "owner": LEADS | {Right.WORKSPACE, Right.ADMINISTER},
}
"""What each role of an account and each scope of a link may do. Seeing every merchant adds `WORKSPACE`."""

About = Literal["assessment", "assessments", "merchant", "merchants"]
SUBJECTS: Mapping[About, str] = {
    "assessment": "id_",
    "assessments": "ids",
    "merchant": "merchant_id",
    "merchants": "merchant_ids",
}
"""The argument that names what a verb is about."""


@dataclass(frozen=True)
class Permission:
    """What a verb takes of its actor."""

    right: Right
    about: About | None = None
    """What it is about, which the actor must be able to see; None where it lists, or takes what was read."""
    more: Mapping[str, tuple[object, Right]] = field(default_factory=dict)
    """By argument: the value it may have, and the right that any other takes besides."""


OF_OTHERS: Mapping[str, tuple[object, Right]] = {"sheet": (AGREED, Right.LEAD)}
"""Any sheet but the agreed one is a respondent's own."""


def _on(right: Right, about: About, **more: tuple[object, Right]) -> Permission:
    return Permission(right, about, more)


PERMISSIONS: Mapping[str, Permission] = {
    "service.where": Permission(Right.ADMINISTER),
    "service.close": Permission(Right.OPERATE),
    "service.maintain": Permission(Right.OPERATE),
    "assessments.recent": Permission(Right.SURVEY),
    "assessments.snapshot": _on(Right.RESULT, "assessment"),
    "assessments.open": _on(Right.RESULT, "assessment"),
    "assessments.revisions": _on(Right.RESULT, "assessment"),
    "assessments.is_erased": _on(Right.OPERATE, "assessment"),
    "assessments.start": _on(Right.MANAGE, "merchant"),
    "assessments.set_mode": _on(Right.ANSWER, "assessment"),
    "assessments.set_taken_on": _on(Right.ANSWER, "assessment"),
    "assessments.complete": _on(Right.ANSWER, "assessment"),
    "assessments.correct": _on(Right.ANSWER, "assessment"),
    "answers.record": _on(Right.ANSWER, "assessment", **OF_OTHERS),
    "answers.record_metric": _on(Right.ANSWER, "assessment"),
    "answers.mark_stumble": _on(Right.ANSWER, "assessment"),
    "answers.verify": _on(Right.LEAD, "assessment"),
    "answers.unverify": _on(Right.LEAD, "assessment"),
    "bulk_answers.save": _on(Right.ANSWER, "assessment"),
    "bulk_changes.record_profile": _on(Right.ANSWER, "assessment"),
    "bulk_changes.declare_absent": _on(Right.ANSWER, "assessment"),
    "bulk_changes.bring_back": _on(Right.ANSWER, "assessment"),
    "history.of": _on(Right.READ, "assessment", **OF_OTHERS),
    "history.restore": _on(Right.ANSWER, "assessment"),
    "history.undo": _on(Right.ANSWER, "assessment"),
    "history.redo": _on(Right.ANSWER, "assessment"),
    "evidence.attach_file": _on(Right.ANSWER, "assessment", **OF_OTHERS),
    "evidence.attach_link": _on(Right.ANSWER, "assessment", **OF_OTHERS),
    "evidence.detach": _on(Right.ANSWER, "assessment", **OF_OTHERS),
    "evidence.delete_file": _on(Right.ANSWER, "assessment"),
    "evidence.files": _on(Right.READ, "assessment"),
    "evidence.content": _on(Right.READ, "assessment"),
    "numbers.read_table": Permission(Right.ANSWER),
    "numbers.read_picture": Permission(Right.ANSWER),
    "numbers.offers": Permission(Right.ANSWER),
    "numbers.import_metrics": _on(Right.ANSWER, "assessment"),
    "numbers.to_undo": _on(Right.ANSWER, "assessment"),
    "numbers.before_taking": _on(Right.ANSWER, "assessment"),
    "numbers.undo": _on(Right.ANSWER, "assessment"),
    "numbers.remember_columns": Permission(Right.MANAGE),
    "numbers.forget_columns": Permission(Right.MANAGE),
    "respondents.roles": Permission(Right.ANYBODY),
    "respondents.sheet_by_link": Permission(Right.ANYBODY),
    "respondents.of": _on(Right.LEAD, "assessment"),
    "respondents.own_sheet": _on(Right.LEAD, "assessment"),
    "respondents.add": _on(Right.LEAD, "assessment"),
    "respondents.give_link": _on(Right.LEAD, "assessment"),
    "respondents.extend_link": _on(Right.LEAD, "assessment"),
    "respondents.revoke_link": _on(Right.LEAD, "assessment"),
    "respondents.ask_about": _on(Right.LEAD, "assessment"),
    "respondents.remove": _on(Right.LEAD, "assessment"),
    "respondents.verify": _on(Right.LEAD, "assessment"),
    "agreement.view": _on(Right.LEAD, "assessment"),
    "agreement.agree": _on(Right.LEAD, "assessment"),
    "agreement.agree_in_bulk": _on(Right.LEAD, "assessment"),
    "agreement.undo_bulk": _on(Right.LEAD, "assessment"),
    "intake.session": _on(Right.LEAD, "assessment"),
    "intake.set_agenda": _on(Right.LEAD, "assessment"),
    "intake.start": _on(Right.LEAD, "assessment"),
    "intake.pause": _on(Right.LEAD, "assessment"),
    "intake.resume": _on(Right.LEAD, "assessment"),
    "intake.end": _on(Right.LEAD, "assessment"),
    "intake.go_to": _on(Right.LEAD, "assessment"),
    "intake.park": _on(Right.LEAD, "assessment"),
    "intake.unpark": _on(Right.LEAD, "assessment"),
    "intake.set_appointment": _on(Right.LEAD, "assessment"),
    "intake.notes": _on(Right.LEAD, "assessment"),
    "intake.save_note": _on(Right.LEAD, "assessment"),
    "rounds.merchants": Permission(Right.READ),
    "rounds.merchant_of": _on(Right.RESULT, "assessment"),
    "rounds.of_merchant": _on(Right.READ, "merchant"),
    "rounds.open": _on(Right.READ, "assessment"),
    "rounds.series": Permission(Right.READ),
    "next_round.of": _on(Right.READ, "assessment"),
    "next_round.start": _on(Right.ANSWER, "assessment"),
    "next_round.confirm": _on(Right.ANSWER, "assessment"),
    "roadmaps.situation": Permission(Right.READ),
    "roadmaps.saved_request": _on(Right.READ, "assessment"),
    "roadmaps.kept": _on(Right.READ, "assessment"),
    "roadmaps.review": Permission(Right.READ),
    "roadmaps.save_request": _on(Right.ANSWER, "assessment"),
    "roadmaps.keep": _on(Right.ANSWER, "assessment"),
    "progress.of": _on(Right.READ, "assessment"),
    "progress.record": _on(Right.ANSWER, "assessment"),
    "progress.undo": _on(Right.ANSWER, "assessment"),
    "portfolio.page": Permission(Right.SURVEY),
    "portfolio.has_merchants": Permission(Right.SURVEY),
    "portfolio.figures": Permission(Right.SURVEY),
    "portfolio.ids": Permission(Right.SURVEY),
    "portfolio.names": Permission(Right.SURVEY),
    "portfolio.due": Permission(Right.SURVEY),
    "portfolio.cohort": _on(Right.SURVEY, "merchant"),
    "portfolio.care": _on(Right.SURVEY, "merchant"),
    "portfolio.save_care": _on(Right.MANAGE, "merchant"),
    "merchants.rename": _on(Right.MANAGE, "merchant"),
    "handover.keepers": _on(Right.MANAGE, "merchant"),
    "handover.give": _on(Right.MANAGE, "merchant"),
    "handover.hand_over": _on(Right.MANAGE, "merchant"),
    "handover.take_away": _on(Right.MANAGE, "merchant"),
    "items.versions": Permission(Right.SURVEY),
    "items.review": Permission(Right.SURVEY),
    "examples.add": Permission(Right.WORKSPACE),
    "examples.remove": Permission(Right.WORKSPACE),
    "templates.all": Permission(Right.MANAGE),
    "templates.keep": _on(Right.MANAGE, "assessment"),
    "templates.profile_for_another": _on(Right.MANAGE, "assessment"),
    "templates.remove": Permission(Right.MANAGE),
    "backups.pack": _on(Right.MANAGE, "merchant"),
    "backups.pack_as_part": _on(Right.OPERATE, "merchant"),
    "backups.merchants": Permission(Right.MANAGE),
    "backups.preview": Permission(Right.MANAGE),
    "backups.restore": Permission(Right.MANAGE),
    "backups.preview_within": Permission(Right.OPERATE),
    "backups.restore_within": Permission(Right.OPERATE),
    "bundles.pack": _on(Right.MANAGE, "merchants"),
    "bundles.preview": Permission(Right.MANAGE),
    "bundles.bring_in": Permission(Right.MANAGE),
    "put_away.place": _on(Right.RESULT, "assessment"),
    "put_away.counts": Permission(Right.MANAGE),
    "put_away.listed": Permission(Right.MANAGE),
    "put_away.held": _on(Right.MANAGE, "assessments"),
    "put_away.put": _on(Right.MANAGE, "assessments"),
    "put_away.put_merchant": _on(Right.MANAGE, "merchant"),
    "put_away.put_back": _on(Right.MANAGE, "assessments"),
    "put_away.erase": _on(Right.MANAGE, "assessments"),
    "put_away.sweep": Permission(Right.ANYBODY),
    "files.export": _on(Right.READ, "assessment", with_sheets=(False, Right.LEAD)),
    "files.import_file": Permission(Right.MANAGE),
    "merchant_links.begin": Permission(Right.BEGIN),
    "merchant_links.follow": Permission(Right.ANYBODY),
    "merchant_links.note_opened": Permission(Right.ANYBODY),
    "merchant_links.note_used": Permission(Right.ANYBODY),
    "merchant_links.note_viewed": Permission(Right.ANYBODY),
    "merchant_links.of": _on(Right.ANSWER, "merchant"),
    "merchant_links.give": _on(Right.ANSWER, "merchant", scope=("read", Right.MANAGE)),
    "merchant_links.revoke": _on(Right.ANSWER, "merchant"),
    "merchant_links.reissue": _on(Right.MANAGE, "merchant"),
    "merchant_links.replace_own": _on(Right.ANSWER, "merchant"),
    "merchant_links.shown": _on(Right.RESULT, "merchant"),
    "events.note_download": _on(Right.READ, "assessment"),
    "events.note_list": Permission(Right.SURVEY),
    "events.listed": Permission(Right.ADMINISTER),
    "events.as_csv": Permission(Right.ADMINISTER),
    "accounts.people": Permission(Right.ADMINISTER),
    "accounts.invite": Permission(Right.ADMINISTER),
    "accounts.reset": Permission(Right.ADMINISTER),
    "accounts.set_role": Permission(Right.ADMINISTER),
    "accounts.disable": Permission(Right.ADMINISTER),
    "accounts.enable": Permission(Right.ADMINISTER),
    "accounts.revoke_links": Permission(Right.ADMINISTER),
    "sign_ins.sign_in": Permission(Right.ANYBODY),
    "sign_ins.sign_in_by_identity": Permission(Right.ANYBODY),
    "sign_ins.invited": Permission(Right.ANYBODY),
    "sign_ins.accept": Permission(Right.ANYBODY),
    "sign_ins.account": Permission(Right.ANYBODY),
    "sign_ins.is_known": Permission(Right.ANYBODY),
    "sign_ins.sign_out": Permission(Right.ANYBODY),
    "sign_ins.sign_out_everywhere": Permission(Right.ANYBODY),
    "sign_ins.change_password": Permission(Right.ANYBODY),
    "privacy.retention": Permission(Right.ANYBODY),
    "privacy.set_retention": Permission(Right.ADMINISTER),
    "privacy.due": Permission(Right.ADMINISTER),
    "privacy.sweep": Permission(Right.ANYBODY),
    "privacy.export": _on(Right.MANAGE, "merchant"),
    "privacy.holding": _on(Right.MANAGE, "merchant"),
    "privacy.erase": _on(Right.MANAGE, "merchant"),
}
"""Every verb, by part and name; `service` stands for the service itself."""


class NotAllowed(KnownError):  # noqa: N818 - named after what happened
    """The actor may not do this, whatever it is about: nothing was looked up."""

    key = "service.not_allowed"
