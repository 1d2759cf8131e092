"""Rules across the files of a bank: everything an author has to mend before it can be released.

Loading has looked at each file alone; here the parts are set against each
other. One module holds one idea, `place` the way through the bank.
"""

from datetime import date

from assessment.instrument.check.calendar import calendar_faults
from assessment.instrument.check.columns import column_faults
from assessment.instrument.check.gates import closed_to_some, must_faults
from assessment.instrument.check.handbook import repeated_concepts, unmeasured_concepts
from assessment.instrument.check.items import (
    anchor_faults,
    core_share,
    early_without_reason,
    key_order,
    step_faults,
)
from assessment.instrument.check.languages import missing_languages
from assessment.instrument.check.releases import release_faults
from assessment.instrument.check.reviews import overdue_reviews
from assessment.instrument.check.roles import role_faults
from assessment.instrument.check.sound import unsound
from assessment.instrument.check.wording import anchor_wording, forbidden_words
from assessment.instrument.loaded import Loaded
from assessment.instrument.problems import Problem, in_order


def check(loaded: Loaded, today: date) -> list[Problem]:
    """List every problem of a bank, those of loading included, by file and line."""
    return in_order(
        [
            *loaded.problems,
            *unsound(loaded),
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
