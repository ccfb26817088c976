"""Prefect's surroundings when no server is named: everything in the workspace, quiet, no telemetry.

Must run before `prefect` is imported for the first time, because Prefect reads its settings then.
"""

import os
from pathlib import Path

_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    # A laptop that is busy starts the embedded server in 5 to 20 seconds; the default gives up.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}
_SERVING = {"PREFECT_LOGGING_LEVEL": "INFO", "PREFECT_LOGGING_TO_API_ENABLED": "true"}


def prepare(workspace: Path, *, serving: bool = False) -> None:
    """Set what Prefect reads at import; what the user has set stays as it is.

    Args:
        workspace: The folder in which Prefect may keep its own database.
        serving: A schedule is served: its log is the only sign of life, so it is shown.
    """
    os.environ["ISOGLOSS_WORKSPACE"] = str(workspace)
    if os.environ.get("PREFECT_API_URL"):
        return  # a server is known; it has its own home and log levels
    os.environ.setdefault("PREFECT_HOME", str(workspace / ".prefect"))
    for name, value in (_QUIET | (_SERVING if serving else {})).items():
        os.environ.setdefault(name, value)
