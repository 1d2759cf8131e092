"""Every check of a bank, one after the other."""

from datetime import date

from assessment.instrument.bank import LoadedBank
from assessment.instrument.checks.gates import closed_to_some, must_faults
from assessment.instrument.checks.integrity import integrity_errors
from assessment.instrument.checks.items import (
    anchor_faults,
    core_share,
    early_without_reason,
    key_order,
    repeated_concepts,
    step_faults,
    unmeasured_concepts,
)
from assessment.instrument.checks.reference_data import (
    calendar_faults,
    column_faults,
    overdue_reviews,
    role_faults,
)
from assessment.instrument.checks.releases import release_faults
from assessment.instrument.checks.wording import anchor_wording, forbidden_words, missing_languages
from assessment.instrument.problems import Problem, in_order


def check_bank(loaded: LoadedBank, today: date) -> list[Problem]:
    """List every problem of a bank, those of loading included, by file and line."""
    return in_order(
        [
            *loaded.problems,
            *integrity_errors(loaded),
            *anchor_faults(loaded),
            *step_faults(loaded),
            *core_share(loaded),
            *key_order(loaded),
            *early_without_reason(loaded),
            *missing_languages(loaded),
            *must_faults(loaded),
            *closed_to_some(loaded),
            *repeated_concepts(loaded),
            *unmeasured_concepts(loaded),
            *overdue_reviews(loaded, today),
            *calendar_faults(loaded, today),
            *role_faults(loaded),
            *column_faults(loaded),
            *forbidden_words(loaded),
            *anchor_wording(loaded),
            *release_faults(loaded),
        ]
    )
