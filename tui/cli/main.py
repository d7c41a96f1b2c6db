"""The `jobbank` command: its list of commands, and the end of every error.

Command modules import what they need when they run, so that `--help` answers
at once.
"""

import os
import sys

import click

from tui.cli.audit import audit
from tui.cli.check import check
from tui.cli.common import BAD_INPUT, Failed, say
from tui.cli.crawl import crawl
from tui.cli.demo import demo
from tui.cli.export import export
from tui.cli.import_ import import_
from tui.cli.init import init
from tui.cli.links import links
from tui.cli.rejudge import rejudge
from tui.cli.suggest import suggest
from tui.cli.verify import verify
from tui.cli.vouch import approve, vouch


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Each command explains itself: jobbank COMMAND --help. "
    "Settings are read from jobbank.toml and from JOBBANK_… variables.",
)
@click.version_option(package_name="jobbank", prog_name="jobbank")
def jobbank() -> None:
    """A directory of outbound links that a public agency can trust.

    Start with: jobbank demo
    """


for _command in (
    rejudge,
    vouch,
    approve,
    init,
    import_,
    crawl,
    check,
    links,
    suggest,
    export,
    verify,
    audit,
    demo,
):
    jobbank.add_command(_command)


def main() -> None:
    """Runs a command; staff see words, never a traceback."""
    try:
        code = jobbank.main(standalone_mode=False)
    except Failed as error:
        say(f"Error: {error}")
        code = error.code
    except click.UsageError as error:
        error.show()
        code = BAD_INPUT
    except click.ClickException as error:
        say(f"Error: {error.format_message()}")
        code = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.")
        code = 1
    except BrokenPipeError:
        # The reader of our output has gone (as with `| head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
