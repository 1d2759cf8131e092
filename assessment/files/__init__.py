"""Assessment files: one assessment as a text that people and scripts can keep and exchange.

`write` gives the same bytes for the same assessment, always; `read` trusts
nothing, says everything that is wrong in one go, and imports nothing where
there is an error. The shape is `assessment.responses.Assessment`.
"""

from assessment.files.read import Reading, read, read_path
from assessment.files.strict_json import LARGEST
from assessment.files.write import write

__all__ = ["LARGEST", "Reading", "read", "read_path", "write"]
