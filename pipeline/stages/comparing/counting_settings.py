"""What a workspace's settings say about counting, its table of alternatives read and checked."""

import pandas as pd

from pipeline.errors import TableError
from pipeline.io.tables.column_names import Names
from pipeline.io.tables.imports import BATCH_ROWS
from pipeline.io.tables.manner import ROW_BY_ROW
from pipeline.io.tables.reader import open_tables
from pipeline.io.workspace import Workspace
from pipeline.stages.comparing.counting import ErrorCounting, second_policy
from pipeline.text.alternatives import Alternatives

_COLUMNS = Names(("from", "to"), ("from", "to"))


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
    opened = open_tables([str(path)], _COLUMNS, ROW_BY_ROW)
    names = tuple(opened.columns.positions)
    rows: list[dict[str, str]] = []
    for block in opened.row_blocks(opened.columns.theirs, BATCH_ROWS):
        if block.broken:
            raise TableError(
                f"line {block.broken[0].line}: {block.broken[0].explanation}",
                expected="columns from and to in every row",
                where=str(path),
                remedy="A rule that is left out would change every rate; mend the line.",
            )
        rows += [
            {name: cell or "" for name, cell in zip(names, row, strict=True)} for row in block.rows
        ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS.names))
    return ErrorCounting(policy, Alternatives.from_table(table, policy, where=str(path)))
