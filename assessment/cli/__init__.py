"""The command line: one module a command.

Exit 0: done, warnings included. 1: the content has problems, a file is
missing, the database refuses. 2: wrong usage. Results go to standard
output, messages to standard error.
"""

import click

from assessment.cli.bank_commands import check, release, schema
from assessment.cli.compare import compare
from assessment.cli.context import Commands, common
from assessment.cli.diff import diff
from assessment.cli.numbers import numbers
from assessment.cli.page_commands import demo, run
from assessment.cli.plan import plan
from assessment.cli.score import score


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@common
def main() -> None:
    """Stage assessment: check a question bank, score assessment files, plan the next steps."""


for command in (check, schema, release, diff, score, plan, compare, numbers, demo, run):
    main.add_command(command)
