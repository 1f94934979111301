"""The command `lossproof`. What a command needs is imported when it runs: `--help` stays fast."""

from __future__ import annotations

import click

from lossproof.paper_checks.commands.ending import Group
from lossproof.paper_checks.commands.recorded.citing import cite
from lossproof.paper_checks.commands.recorded.explain import explain
from lossproof.paper_checks.commands.recorded.listing import list_claims
from lossproof.paper_checks.commands.verbs.analyse import analyse
from lossproof.paper_checks.commands.verbs.audit import audit
from lossproof.paper_checks.commands.verbs.check import check
from lossproof.paper_checks.commands.verbs.explore import explore
from lossproof.paper_checks.commands.verbs.figures import figures
from lossproof.paper_checks.commands.verbs.init import init
from lossproof.paper_checks.commands.verbs.recheck import recheck
from lossproof.paper_checks.commands.verbs.report import report
from lossproof.paper_checks.commands.verbs.sharpen import sharpen
from lossproof.paper_checks.commands.verbs.simulate import simulate
from lossproof.paper_checks.commands.verbs.tolerance import tolerance
from lossproof.paper_checks.commands.verbs.train import train


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lossproof")
def main() -> None:
    """Prove or refute claims about noise-robust losses, with evidence that can be verified."""


for _command in (
    analyse, audit, check, cite, explain, explore, figures, init, list_claims, recheck, report,
    sharpen, simulate, tolerance, train,
):  # fmt: skip
    main.add_command(_command)
