"""The record of events, for the owner.

Its reader has to find out what happened: who came in, who was refused, who
saw or took out what, and when something was erased.
"""

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd
import streamlit as st

from assessment.report.legible import legible
from assessment.service import EventFilter, RecordedEvent
from assessment.service.events import BY_ITSELF, KINDS, MOST_EXPORTED, detail_text
from assessment.ui import widgets
from assessment.ui.navigation import may_open
from assessment.ui.state.clock import day_began, to_local, today
from assessment.ui.state.session import language, service, service_later, words

SHOWN = 200
DAYS = 30
COLUMNS = ("at", "kind", "by", "merchant", "detail", "merchant_id", "account_id")
"""What is read first; ids, which are looked up only, come last."""


def page() -> None:
    """Draw the events that are looked for."""
    st.title(words("audit.title"))
    st.caption(words("audit.note"))
    if not service().events.listed(EventFilter(), 0, 1).total:
        st.info(words("audit.nothing"))
        return
    names = _names()
    wanted = _filter(names)
    found = service().events.listed(wanted, 0, SHOWN)
    if not found.events:
        st.info(words("audit.none"))
        return
    st.caption(words("audit.count", count=found.total, shown=len(found.events)))
    heads = {column: words(f"audit.column.{column}") for column in COLUMNS}
    heads["at"] = words("audit.time")
    cells = [_cells(each, names) for each in found.events]
    widgets.data_table(pd.DataFrame([{heads[name]: row[name] for name in COLUMNS} for row in cells]))
    if found.total > MOST_EXPORTED:
        st.caption(words("audit.csv_cut", most=MOST_EXPORTED))
    known = service_later()
    widgets.download(
        words("audit.csv"),
        lambda lang: known().events.as_csv(wanted, lang),
        f"events-{today().isoformat()}.csv",
        key="audit_csv",
    )


def _names() -> dict[str, str]:
    """Return what the people of the team are called, by account; none where nobody signs in."""
    if not may_open("people"):
        return {}
    return {one.account.id: one.account.name for one in service().accounts.people()}


def _filter(names: Mapping[str, str]) -> EventFilter:
    kinds = st.multiselect(
        words("audit.kinds"),
        KINDS,
        format_func=lambda one: words(f"audit.kind.{one}"),
        key=f"audit_kinds_{language()}",
        placeholder=words("audit.all_kinds"),
    )
    with st.container(horizontal=True):
        since = st.date_input(words("audit.since"), value=today() - timedelta(days=DAYS), key="audit_since")
        until = st.date_input(words("audit.until"), value=today(), key="audit_until")
        merchant = st.text_input(words("audit.merchant"), key="audit_merchant").strip()
        account = _account(names)
    return EventFilter(
        kinds=kinds,
        since=day_began(since),
        until=day_began(until + timedelta(days=1)),
        merchant=merchant,
        account_id=account,
        actor_labels=[f"account:{account}"] if account else [],
    )


def _account(names: Mapping[str, str]) -> str | None:
    """Ask for one of the team; None for everybody, and where nobody signs in."""
    if not names:
        return None
    return st.selectbox(
        words("audit.account"),
        list(names),
        index=None,
        format_func=lambda id_: legible(names[id_]),
        key="audit_account",
        placeholder=words("audit.everybody"),
    )


def _cells(row: RecordedEvent, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "at": to_local(row.at).strftime("%Y-%m-%d %H:%M:%S"),
        "kind": words(f"audit.kind.{row.kind}"),
        "by": words("audit.by.itself") if row.detail.get("why") in BY_ITSELF else _by(row.by, names),
        "merchant": _shop(row),
        "merchant_id": row.merchant_id or "",
        "account_id": row.account_id or "",
        "detail": detail_text(row, language()),
    }


def _by(label: str | None, names: Mapping[str, str]) -> str:
    kind, _, id_ = (label or "nobody").partition(":")
    if kind == "account":
        if id_ in names:
            return legible(names[id_])
        return words("audit.by.account", id=id_[-6:].lower())
    return words(f"audit.by.{kind}") if kind in {"local", "merchant"} else words("audit.by.nobody")


def _shop(row: RecordedEvent) -> str:
    if row.merchant_id is None:
        return ""
    return words("audit.erased_shop") if row.merchant_name is None else legible(row.merchant_name)
