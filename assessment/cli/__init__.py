"""The command line. Each module is imported when one of its commands is called.

Exit 0: done, warnings included. 1: the content has problems, a file is
missing, the database refuses. 2: wrong usage. Results go to standard
output, messages to standard error.
"""

import click

from assessment.cli.context import Commands, common

MODULES = {
    "answers": "assessment.cli.answers",
    "backup": "assessment.cli.page_commands",
    "check": "assessment.cli.bank_commands",
    "compare": "assessment.cli.compare",
    "database": "assessment.cli.operate",
    "demo": "assessment.cli.page_commands",
    "diff": "assessment.cli.diff",
    "doctor": "assessment.cli.doctor",
    "items": "assessment.cli.items",
    "numbers": "assessment.cli.numbers",
    "plan": "assessment.cli.plan",
    "release": "assessment.cli.bank_commands",
    "report": "assessment.cli.report",
    "restore": "assessment.cli.page_commands",
    "run": "assessment.cli.page_commands",
    "schema": "assessment.cli.bank_commands",
    "score": "assessment.cli.score",
    "user": "assessment.cli.user",
}
"""Where each command stands."""


@click.group(cls=Commands, modules=MODULES, context_settings={"help_option_names": ["-h", "--help"]})
@common
def main() -> None:
    """Stage assessment: check a question bank, score assessment files, plan the next steps."""
