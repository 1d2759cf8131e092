"""The roadmap: what to do next, by whom, in which order, and what to leave alone.

Its reader came to know the first three things to do next week, who does
them, and what they lead to.
"""

import csv
import io

import streamlit as st

from assessment.charts import roadmap_chart, roadmap_table
from assessment.charts.findings import criterion_label
from assessment.instrument.model import Instrument
from assessment.roadmap import Brief, Roadmap
from assessment.roadmap.roadmap import PlannedStep
from assessment.scoring.results import Results
from assessment.service import Opened
from assessment.ui.draft import local
from assessment.ui.place import nothing_answered, opened_here
from assessment.ui.plain import plain
from assessment.ui.session import is_dark, language, service, words
from assessment.ui.show import chart
from assessment.ui.verdict import stage_name

BEST_USE = "best_use"

FIRST = 8
"""Steps shown at once: more than a team does in a month; the rest is folded away."""


def page() -> None:
    """Draw the roadmap of the assessment in the address."""
    here = opened_here()
    if here is None:
        return
    current, opened = here
    st.title(words("roadmap.title", name=plain(opened.assessment.merchant.name or "")))
    results = service().results(current)
    if not any(result.answered for result in results.items.values()):
        nothing_answered(current)
        return
    brief = _wish(results)
    roadmap = service().roadmap(current, brief)
    if not roadmap.feasible:
        _no_roadmap(roadmap, opened.instrument)
        return
    _summary(roadmap, results, opened.instrument)
    _find_out(roadmap, opened.instrument)
    _steps(roadmap, opened)
    if roadmap.steps:
        _bubbles(roadmap, opened.instrument)
        _download(roadmap, opened)
    _not_yet(roadmap, opened.instrument)


def _wish(results: Results) -> Brief:
    """Ask for the target: a later stage, or the best use of some days."""
    ids = results.instrument.stage_ids
    reached = results.stage or results.possible_stages[0]
    later = list(ids[ids.index(reached) + 1 :])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        target = st.segmented_control(
            words("roadmap.target"),
            [*later, BEST_USE],
            default=[*later, BEST_USE][0],
            format_func=lambda one: (
                words("roadmap.best_use")
                if one == BEST_USE
                else words("roadmap.reach", stage=stage_name(results.instrument, one))
            ),
            required=True,
            key=f"target_{language()}",
        )
        if target == BEST_USE:
            days = st.number_input(words("roadmap.days"), 1.0, 500.0, 20.0, 1.0, format="%g", width=160)
            return Brief(days=float(days))
    return Brief(stage=target)


def _summary(roadmap: Roadmap, results: Results, instrument: Instrument) -> None:
    if not roadmap.steps and roadmap.target is not None:
        st.success(words("roadmap.already", stage=stage_name(instrument, roadmap.target)))
    elif roadmap.target is not None:
        st.markdown(
            words(
                "roadmap.summary",
                stage=stage_name(instrument, roadmap.target),
                steps=len(roadmap.steps),
                days=f"{roadmap.effort_days:g}",
            )
        )
    else:
        st.markdown(words("roadmap.summary_days", steps=len(roadmap.steps), days=f"{roadmap.effort_days:g}"))
    if results.stage is None:
        st.warning(words("roadmap.uncertain"))
    if roadmap.steps and (said := _proof(roadmap)):
        st.caption(said)
    for criterion in roadmap.conditions:
        name = criterion_label(instrument, criterion, language())
        bound = criterion.at_least if criterion.at_least is not None else criterion.at_most
        key = "roadmap.condition_least" if criterion.at_least is not None else "roadmap.condition_most"
        st.info(words(key, name=plain(name), bound=f"{bound:g}"), icon=":material/speed:")


def _proof(roadmap: Roadmap) -> str:
    """Say how far the list goes above the cuts, that none is cheaper, and what it saves."""
    if roadmap.target is None:
        return "" if roadmap.proven else words("roadmap.not_proven_days")
    key = "roadmap.margin" if roadmap.margin else "roadmap.no_margin"
    said = [words(key, points=f"{roadmap.margin:g}")]
    if roadmap.minimum is not None and roadmap.margin:
        said.append(words("roadmap.minimum", days=f"{roadmap.minimum:g}"))
    if roadmap.proven:
        said.append(words("roadmap.proven"))
    else:
        said.append(words("roadmap.not_proven", bound=f"{roadmap.bound_days or 0:g}"))
    if roadmap.saved_days:
        plain_days = f"{roadmap.plain_list_days:g}"
        said.append(words("roadmap.saving", plain=plain_days, saved=f"{roadmap.saved_days:g}"))
    return ("" if language() == "zh" else " ").join(said)


def _find_out(roadmap: Roadmap, instrument: Instrument) -> None:
    if not roadmap.find_out:
        return
    with st.expander(words("roadmap.find_out", count=len(roadmap.find_out)), icon=":material/search:"):
        st.caption(words("roadmap.find_out_note"))
        for item_id in roadmap.find_out:
            item = instrument.item(item_id)
            where = plain(item.find_out.in_(language())) if item.find_out else ""
            st.markdown(f"- **{plain(item.label.in_(language()))}**　:small[:gray[{where}]]")


def _steps(roadmap: Roadmap, opened: Opened) -> None:
    if not roadmap.steps:
        return
    st.header(words("roadmap.steps"))
    st.caption(words("roadmap.order"))
    numbered = list(enumerate(roadmap.steps, start=1))
    for number, step in numbered[:FIRST]:
        _step(number, step, opened.instrument)
    if later := numbered[FIRST:]:
        with st.expander(words("roadmap.later", count=len(later))):
            for number, step in later:
                _step(number, step, opened.instrument)


def _step(number: int, step: PlannedStep, instrument: Instrument) -> None:
    lang = language()
    item = instrument.item(step.item)
    functions = {one.id: one.name.in_(lang) for one in instrument.functions}
    products = {one.id: one.name.in_(lang) for one in instrument.products}
    with st.container(key=f"step_{number}"):
        maybe = f" :orange-badge[{words('roadmap.if_confirmed')}]" if step.if_confirmed else ""
        st.markdown(f"**{number}. {plain(step.text.in_(lang))}**{maybe}")
        facts = [
            functions.get(step.owner, step.owner),
            words("roadmap.person_days", days=f"{step.days:g}"),
            words("roadmap.least_weeks", weeks=step.weeks),
            products.get(step.product, step.product),
        ]
        st.caption(" · ".join(plain(fact) for fact in facts))
        climb = f"{plain(item.label.in_(lang))} {step.from_point} → {step.to_point}"
        st.markdown(f":small[{climb}　{plain(step.reason.in_(lang))}]")
        if item.evidence is not None:
            st.caption(words("roadmap.done_when", what=plain(item.evidence.in_(lang))))


def _bubbles(roadmap: Roadmap, instrument: Instrument) -> None:
    st.header(words("roadmap.chart"))
    st.caption(words("roadmap.chart_note"))
    chart(
        "roadmap",
        lambda narrow: roadmap_chart(roadmap, instrument, language(), narrow=narrow, dark=is_dark()),
        roadmap_table(roadmap, instrument, language()),
    )


def _download(roadmap: Roadmap, opened: Opened) -> None:
    day = (opened.assessment.taken_on or local(opened.updated_at).date()).isoformat()
    st.download_button(
        words("roadmap.download"),
        _csv(roadmap, opened.instrument),
        file_name=f"roadmap-{day}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _csv(roadmap: Roadmap, instrument: Instrument) -> bytes:
    """Write the steps as a table that opens in a spreadsheet, its text never read as a formula."""
    table = roadmap_table(roadmap, instrument, language())
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    for row in table.itertuples(index=False):
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" \u3000\ufeff")[:1] in tuple("=+-@＝＋－＠\t\r\n"):
        return f"'{cell}"
    return cell


def _not_yet(roadmap: Roadmap, instrument: Instrument) -> None:
    if not roadmap.not_yet:
        return
    st.header(words("roadmap.not_yet"))
    st.caption(words("roadmap.not_yet_note"))
    for note in roadmap.not_yet:
        name = plain(instrument.item(note.item).label.in_(language()))
        from_stage = words("roadmap.worth_from", stage=stage_name(instrument, note.worth_from))
        st.markdown(f"- **{name}**　:small[:gray[{from_stage}]]  \n{plain(note.reason.in_(language()))}")


def _no_roadmap(roadmap: Roadmap, instrument: Instrument) -> None:
    st.warning(words("roadmap.impossible"))
    for clash in roadmap.clashes:
        name = plain(criterion_label(instrument, clash.criterion, language()))
        st.markdown(f"- **{name}**　{plain(clash.what.in_(language()))}{plain(clash.relax.in_(language()))}")
