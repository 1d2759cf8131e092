"""Assessments to make reports of: the examples, and one full of hostile and of private text."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import cycle

from pypdf import PdfReader

from assessment.files.read import read
from assessment.instrument.bank import Bank
from assessment.instrument.load import shipped_bank
from assessment.instrument.releases import Releases
from assessment.report.steps import plan_of
from assessment.report.subject import ReportSubject
from assessment.responses import Answer, Evidence, MerchantRef, MetricValue, Sheet, Verified
from tests.shipped import BANK

EXAMPLES = sorted(path.stem for path in (shipped_bank() / "examples").glob("*.json"))

HOSTILE = [
    '=HYPERLINK("http://evil.example","果园")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '<script>alert(1)</script><img src="http://evil.example/x.png">',
    '#panic("typst") #read("/etc/passwd") $x^2$ *粗* _斜_ `码` <标签> @引用',
    "[链接](http://evil.example) ![图](http://evil.example/y.png) **粗** | 表 |",
    "果园\u202e园果\u202c\u2066隔离\u2069\x07铃\x00空",
    "果园😀👨\u200d👩\u200d👧ཀུན་ئۇيغۇر한국어",
    "=" + "长" * 9_999,
    "A" * 10_000,
]
"""Names and notes that mean something to a spreadsheet, a page, a typesetter or a screen."""


@cache
def bank() -> Bank:
    """Return the shipped bank."""
    return BANK


@cache
def unplanned(name: str) -> ReportSubject:
    """Return an example merchant without a roadmap, which takes its time."""
    path = shipped_bank() / "examples" / f"{name}.json"
    reading = read(path.read_bytes(), bank().instrument, Releases(shipped_bank()).find)
    assert reading.instrument is not None
    assert reading.assessment is not None
    return ReportSubject(reading.instrument, reading.assessment, bank().calendar)


@cache
def example(name: str) -> ReportSubject:
    """Return an example merchant with its roadmap, read and planned once."""
    subject = unplanned(name)
    return replace(subject, plan=plan_of(subject.instrument, subject.assessment, subject.calendar))


def written(subject: ReportSubject, *texts: str) -> ReportSubject:
    """Return a subject in which every place that takes free text holds one of these, in turn."""
    turns = cycle(texts)
    answers = {
        key: answer.model_copy(
            update={
                "note": next(turns),
                "by": next(turns),
                "reason": next(turns) if answer.absent else None,
                "evidence": [
                    Evidence(text=next(turns)),
                    Evidence(link=next(turns)),
                    Evidence(file=next(turns), sha256="0" * 64),
                ],
                "verified": Verified(by=next(turns), at=datetime(2026, 11, 8, tzinfo=UTC)),
            }
        )
        for key, answer in subject.assessment.answers.items()
    }
    assessment = subject.assessment.model_copy(
        update={
            "merchant": MerchantRef(id=None, name=texts[0]),
            "answers": answers,
            "metrics": {
                key: MetricValue(number=value.number, note=next(turns))
                for key, value in subject.assessment.metrics.items()
            },
            "sheets": [
                Sheet(respondent=next(turns), answers={next(iter(answers)): Answer(note=next(turns))})
            ],
        }
    )
    return ReportSubject(subject.instrument, assessment, subject.calendar, plan=subject.plan)


def pages_of(content: bytes) -> list[str]:
    """Return the text of each page of a PDF, without line breaks."""
    return ["".join((page.extract_text() or "").split()) for page in PdfReader(io.BytesIO(content)).pages]


def with_name(subject: ReportSubject, name: str) -> ReportSubject:
    """Return a subject whose merchant has a name."""
    merchant = MerchantRef(name=name)
    assessment = subject.assessment.model_copy(update={"merchant": merchant})
    return ReportSubject(subject.instrument, assessment, subject.calendar, plan=subject.plan)
