"""Prefect's environment when no server is named: everything in the workspace, quiet, no telemetry.

Must run before `prefect` is imported for the first time, because Prefect reads its settings then;
`flows.local_server` comes after it.
"""

import logging
import os
from pathlib import Path

_PRIVATE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "DASK_LOGGING__DISTRIBUTED": "error",
}
_EMBEDDED = {
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    # For who imports the flows without a server: a laptop that is busy starts Prefect's temporary
    # one in 5 to 20 seconds; the default gives up.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
}
# Prefect's own threads warn when a run is cut short that their queues are not empty yet.
_TALKS_AT_THE_END = ("EventsWorker", "APILogWorker")
_SERVING = {
    # Each night says in a line when it begins and how it ended; Prefect's own words and tracebacks
    # are kept in its database.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
}


def find_home(workspace: Path) -> Path:
    """Find Prefect's folder for a workspace, unless the user chose another one."""
    return Path(os.environ.get("PREFECT_HOME") or workspace / ".prefect")


def server_is_named() -> bool:
    """Whether the user says which Prefect server is to be used."""
    return bool(os.environ.get("PREFECT_API_URL"))


def prepare(workspace: Path, *, serving: bool = False) -> None:
    """Set what Prefect reads at import; what the user has set stays as it is.

    Args:
        workspace: The folder in which Prefect may keep its own database.
        serving: A schedule is served, and says what it does.
    """
    os.environ["ISOGLOSS_WORKSPACE"] = str(workspace)
    settings = dict(_PRIVATE)
    if not server_is_named():  # a server that is named has its own home and log levels
        settings["PREFECT_HOME"] = str(find_home(workspace))
        settings |= _SERVING if serving else _EMBEDDED
        for name in _TALKS_AT_THE_END:
            logging.getLogger(name).setLevel(logging.CRITICAL)
    for name, value in settings.items():
        os.environ.setdefault(name, value)
