#!/usr/bin/env python3
"""Homeroom's command line: `python3 manage.py demo` is all that a new machine needs; `--help` lists the rest."""

import sys

if sys.version_info < (3, 11):  # before anything that an older Python could not even read
    sys.exit(
        "Homeroom needs Python 3.11 or newer, and this is Python %d.%d. Install a newer one (from python.org, or with "
        "your system's package manager) and run the same command with it." % sys.version_info[:2]
    )

import bootstrap

#: The commands for developers, which need their tools as well.
DEVELOPMENT_COMMANDS = {"dev", "test"}


def main() -> None:
    """Prepare the environment, then run the command in it."""
    developing = DEVELOPMENT_COMMANDS.intersection(sys.argv[1:2])
    try:
        bootstrap.enter(bootstrap.DEVELOPMENT_LOCKS if developing else bootstrap.RUN_LOCKS)
    except bootstrap.BootstrapError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    run()


def run() -> None:
    """Run the command. Only now are the packages there that it is made of."""
    from admin_app import create_app
    from admin_app.cli import APPLICATION_COMMANDS, STARTING_COMMANDS, CommandLine
    from seeds.command import seed

    CommandLine(create_app, [*STARTING_COMMANDS, seed, *APPLICATION_COMMANDS]).main()


if __name__ == "__main__":
    main()
