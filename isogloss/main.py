"""The command `isogloss`: which commands there are, and how any of them ends.

Exit codes: 0 done, 1 the user can mend it (a message says how), 2 usage, 3 a gate failed.
Modules of commands import nothing heavy at the top, so that help is quick.
"""

import errno
import os
import sys
from collections.abc import Sequence
from typing import Any

import typer

from isogloss.correct import command as correct
from isogloss.lead import appeal, flags, gold, listens, redact
from isogloss.lead.adjudicate import command as adjudicate
from isogloss.lead.pay import command as pay
from isogloss.lead.quality import command as quality
from isogloss.tables import check, consensus
from isogloss.tables.accents import command as accents
from isogloss.tables.audit import command as audit
from isogloss.team import demo, flows, imports, schedule, workspace

# Typer carries a click of its own in newer versions and uses the installed one in older ones; what
# it exports leads to the right exceptions in both.
_CommandLineError: Any = typer.BadParameter.__mro__[2]
_INTERRUPTED = 130  # what Typer makes of Ctrl-C before we see it
_STOPPED = "stopped. What was finished is saved; run the same command again to go on."

app = typer.Typer(
    name="isogloss",
    help="Collect voices, correct what a recogniser heard, and learn whom it hears badly.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (  # in the order in which the help lists them; each is named as its function is
    workspace.init,
    workspace.status,
    workspace.explain,
    workspace.withdraw,
    workspace.doctor,
    demo.demo,
    flows.collect,
    flows.tag,
    flows.transcribe,
    flows.compare,
    flows.report,
    flows.nightly,
    correct.correct,
    adjudicate.adjudicate,
    appeal.appeal,
    check.check,
    audit.audit,
    consensus.consensus,
    quality.quality,
    pay.pay,
    listens.listens,
    redact.redact,
    schedule.serve,
):
    app.command()(command)
for group in (gold, flags, imports, accents):  # the help lists them after the commands
    group.add_to(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; every error a user can cause becomes one message and a code."""
    from pipeline.errors import IsoglossError
    from pipeline.io.compiled_cache import ensure_compiled_cache

    ensure_compiled_cache()

    try:
        outcome = app(args=arguments, standalone_mode=False)
    except _CommandLineError as error:
        error.show()
        return int(error.exit_code)
    except (KeyboardInterrupt, typer.Abort, SystemError) as error:
        if isinstance(error, SystemError) and not _was_interrupted(error):
            raise
        return _fail(_STOPPED)
    except IsoglossError as error:
        return _fail(str(error), error.exit_code)
    except BrokenPipeError:
        # Whoever read our output went away; a traceback at exit would say so a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _fail(_about_the_system(error))
    if outcome == _INTERRUPTED:
        return _fail(_STOPPED)
    return outcome if isinstance(outcome, int) else 0


def _was_interrupted(error: BaseException | None) -> bool:
    """Look for Ctrl-C among an error's causes: compiled code that it stops raises its own error."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _fail(message: str, code: int = 1) -> int:
    print(f"isogloss: {message}", file=sys.stderr)
    return code


def _about_the_system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        remedy = "Free some room and run the same command again; what was finished is saved."
        return f"{where}the disk is full. {remedy}"
    reason = error.strerror or str(error)
    return f"{where}{reason}. Check the path and that you may read and write there."
