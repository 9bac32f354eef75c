"""jsonschema for the suites of this folder: `from schema_python import jsonschema` before anything else is done.

It is a Debian package, of Debian's Python: where another one runs the suite, Debian's runs it from its beginning.
"""

import os
import sys

DEBIAN = "/usr/bin/python3"
try:
    import jsonschema
except ImportError:
    if os.environ.get("THOIHAN_SCHEMA_PYTHON"):
        raise
    os.environ["THOIHAN_SCHEMA_PYTHON"] = DEBIAN
    os.execv(DEBIAN, [DEBIAN, "-B", *sys.argv])
