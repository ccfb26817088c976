"""What a workspace's settings say about counting, its table of alternatives read and checked."""

import pandas as pd

from pipeline.errors import TableError
from pipeline.io.delimited_columns import Wanted
from pipeline.io.import_tables import BATCH_ROWS, open_cells
from pipeline.io.workspace import Workspace
from pipeline.stages.counting import ErrorCounting, second_policy
from pipeline.text.alternatives import Alternatives

_COLUMNS = Wanted(("from", "to"), ("from", "to"))


def load_counting(workspace: Workspace) -> ErrorCounting:
    """Read what the settings say errors are counted under.

    Raises:
        TableError: `report.alternatives` cannot be read; a broken row is named by its line.
        SettingsError: No policy is called `report.policy`.
    """
    return _counting(workspace, workspace.settings.report.policy)


def load_second_counting(workspace: Workspace) -> ErrorCounting | None:
    """The policy to set beside it, with the same alternatives; None where there is none."""
    settings = workspace.settings
    policy = second_policy(
        settings.report.policy, settings.campaign.language, settings.report.second_policy
    )
    return None if policy is None else _counting(workspace, policy)


def _counting(workspace: Workspace, policy: str) -> ErrorCounting:
    name = workspace.settings.report.alternatives
    if not name:
        return ErrorCounting(policy)
    path = workspace.root / name
    rows: list[dict[str, str]] = []
    for cells in open_cells(path, _COLUMNS).blocks(BATCH_ROWS):
        if cells.broken:
            raise TableError(
                f"line {cells.broken[0].line}: {cells.broken[0].explanation}",
                expected="columns from and to in every row",
                where=str(path),
                remedy="A rule that is left out would change every rate; mend the line.",
            )
        rows += [{column: row[column] or "" for column in _COLUMNS.names} for row in cells.rows]
    table = pd.DataFrame(rows, columns=list(_COLUMNS.names))
    return ErrorCounting(policy, Alternatives.from_table(table, policy, where=str(path)))
