"""What every server loads before anybody asks it for anything; importing this module loads it.

Nothing here may read a setting: the servers that are made of this process each have their own.
"""

import gc

import uvicorn
from streamlit.web import bootstrap, cli

from assessment.instrument.load import load_bank, shipped_bank
from assessment.ui import server, static_files

LOADED = (bootstrap, cli, server, uvicorn)

# Kept by what they were read from, as in any server: a bank that changes is read anew.
load_bank(shipped_bank())
bootstrap._initialize_mimetypes()  # noqa: SLF001 - as it is done before any file is asked for
static_files.prepare_first_visit().join()
# Left alone by what collects garbage in a copy: the pages of memory stay shared.
gc.collect()
gc.freeze()
