"""Runs in Ralph's own environment: its server, with statements in a file that grows.

As it comes (5.1.0), its file backend makes a new file for each write and refuses the second one.
"""

import sys

import uvicorn
from ralph.backends.data.base import BaseOperationType
from ralph.backends.lrs.fs import FSLRSBackend

FSLRSBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", host="127.0.0.1", port=int(sys.argv[1]))
