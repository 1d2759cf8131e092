"""The record of events, for the owner.

Its reader has to find out what happened: who came in, who was refused, who
saw or took out what, and when something was erased.
"""

from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import streamlit as st

from assessment.report.legible import legible
from assessment.service import EventFilter, RecordedEvent
from assessment.service.events import KINDS, detail_text
from assessment.ui import widgets
from assessment.ui.state.clock import to_local, today
from assessment.ui.state.session import language, service, service_later, words

SHOWN = 200
DAYS = 30
COLUMNS = ("at", "kind", "by", "merchant", "merchant_id", "account_id", "detail")


def page() -> None:
    """Draw the events that are looked for."""
    st.title(words("audit.title"))
    st.caption(words("audit.note"))
    wanted = _filter()
    found = service().events.listed(wanted, 0, SHOWN)
    if not found.events:
        st.info(words("audit.none"))
        return
    st.caption(words("audit.count", count=found.total, shown=len(found.events)))
    heads = {column: words(f"audit.column.{column}") for column in COLUMNS}
    heads["at"] = words("audit.time")
    widgets.data_table(
        pd.DataFrame([{heads[name]: text for name, text in _cells(each).items()} for each in found.events])
    )
    known = service_later()
    widgets.download(
        words("audit.csv"),
        lambda lang: known().events.as_csv(wanted, lang),
        f"events-{today().isoformat()}.csv",
        key="audit_csv",
    )


def _filter() -> EventFilter:
    kinds = st.multiselect(
        words("audit.kinds"),
        KINDS,
        format_func=lambda one: words(f"audit.kind.{one}"),
        key=f"audit_kinds_{language()}",
        placeholder="",
    )
    with st.container(horizontal=True):
        since = st.date_input(words("audit.since"), value=today() - timedelta(days=DAYS), key="audit_since")
        until = st.date_input(words("audit.until"), value=today(), key="audit_until")
        merchant = st.text_input(words("audit.merchant"), key="audit_merchant").strip()
        account = st.text_input(words("audit.account"), key="audit_account").strip()
    return EventFilter(
        kinds=kinds,
        since=_begin_of(since),
        until=_begin_of(until + timedelta(days=1)),
        merchant_id=merchant or None,
        account_id=account or None,
        actor_labels=[f"account:{account}"] if account else [],
    )


def _begin_of(day: date) -> datetime:
    """Return when a day began for the visitor, in UTC."""
    local = datetime.combine(day, time(), UTC)
    offset = to_local(local).utcoffset() or timedelta()
    return local - offset


def _cells(row: RecordedEvent) -> dict[str, str]:
    return {
        "at": to_local(row.at).strftime("%Y-%m-%d %H:%M:%S"),
        "kind": words(f"audit.kind.{row.kind}"),
        "by": _by(row.by),
        "merchant": _shop(row),
        "merchant_id": row.merchant_id or "",
        "account_id": row.account_id or "",
        "detail": detail_text(row.detail),
    }


def _by(label: str | None) -> str:
    kind, _, id_ = (label or "nobody").partition(":")
    if kind == "account":
        return words("audit.by.account", id=id_[-6:].lower())
    return words(f"audit.by.{kind}") if kind in {"local", "merchant"} else words("audit.by.nobody")


def _shop(row: RecordedEvent) -> str:
    if row.merchant_id is None:
        return ""
    return words("audit.erased_shop") if row.merchant_name is None else legible(row.merchant_name)
