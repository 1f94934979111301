"""The command `lossproof analyse`: the card of a loss."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands import options as opt
from lossproof.paper_checks.commands.arguments import echo_json, echo_result, echo_table
from lossproof.paper_checks.commands.ending import clear_errors


@dataclass(frozen=True)
class Options:
    """What `lossproof analyse` is asked for."""

    formulas: tuple[str, ...] = opt.argument("(FORMULA | MODULE:FUNCTION)...", required=True)
    assigned: tuple[str, ...] = opt.several(
        "--set", "NAME=VALUE", "Value of a parameter, such as q=7/10, or its range, such as q=0..1 "
        "or g=0..; repeat for several parameters.")  # fmt: skip
    labels: tuple[str, ...] = opt.several(
        "--label", "TEXT", "Name of a loss in the table of several; repeat once for each, in order."
    )
    classes: str = opt.option(
        "--classes", "Numbers of classes to try if a property is not proved for all c.",
        default="2,3,10", metavar="C,…")  # fmt: skip
    seconds: float = opt.seconds(
        8.0, "CPU time for each loss; properties not decided in time are undecided.", min=1
    )
    bounded: bool = opt.flag("--bounded", "Fail if a loss is not proved to be bounded.")
    picture: Path | None = opt.option(
        "--picture", "Draw the losses, their gradient weights and noisy risks: .png, .svg or .pdf.",
        type=opt.FILE)  # fmt: skip
    records: Path | None = opt.option(
        "--records", "Save the records of all decided lines in this folder, for lossproof recheck.",
        type=opt.FOLDER)  # fmt: skip
    ascii: bool = opt.in_ascii()
    latex: bool = opt.flag("--latex", "Write a complete LaTeX document.")
    fragment: bool = opt.flag("--fragment", "Write LaTeX for \\input, without a preamble.")
    table: bool = opt.flag("--table", "With --latex or --fragment: only the table of all losses.")
    csv: bool = opt.flag("--csv", "Write CSV, one row for each line of a card.")
    as_json: bool = opt.as_json()


class _OfFormulas(click.Command):
    """A command whose arguments may start with a minus: `-tanh(p)` is no option `-h`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        apart = [f" {each}" if re.match(r"-[^-].", each) else each for each in args]
        return super().parse_args(ctx, apart)


# A formula may start with a minus, so what is no option is the formula.
@click.command(
    cls=_OfFormulas,
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help", "-h"]},
)
@opt.takes(Options)
def analyse(options: Options) -> None:
    """Decide properties of a loss, such as symmetric and proper.

    \b
    lossproof analyse "1 - p**0.7"
    lossproof analyse "(1-p)**g * -log(p)" --set g=2
    lossproof analyse "(1-p**q)/q" --set q=0..1      # for every q in the range
    lossproof analyse "(1-p)**2 + others(p**2)"      # others: the sum over the other classes
    lossproof analyse "log(p) / sum(log(p))"         # sum: over all classes
    lossproof analyse my_losses.py:loss              # a function of p, or of f and y
    lossproof analyse "-log(p)" "1-p" "exp(-p)"      # side by side
    lossproof analyse "exp(-p)" --picture card.pdf

    In a formula, p is the probability of the label and c the number of classes. Inside sum, others
    and max(…), p is the probability of each class, and p[y] is that of the label. The functions
    are log, exp, sqrt, abs, max, min, ln, log2, log10, log1p, expm1, sigmoid, softplus, logit,
    tanh, sinh, cosh, atanh, asinh and relu; pi is known; every other name needs --set. A formula
    is parsed, not run as code; a Python function is run.

    Each property is proved or refuted (the second checker confirms its record), only computed, or
    undecided.

    Exit status: 0 done; 2 bad input, or (with --bounded) a loss is not proved to be bounded.
    """
    if (options.latex or options.fragment) + options.csv + options.as_json > 1:
        raise click.UsageError("give only one of --latex, --csv and --json")
    for each in options.formulas:
        if re.fullmatch(r"--(?!p\b|pi\b)[a-z][a-z-]+(=.*)?", each):
            raise click.NoSuchOption(each.partition("=")[0])
    with clear_errors():
        from lossproof.figures.style import check_ending, save
        from lossproof.paper_checks.commands import loss_arguments
        from lossproof.paper_checks.reports.runs import card as cards, comparison
        from lossproof.simulate.files import try_writing

        formulas, picture = options.formulas, options.picture
        parameters = loss_arguments.parameters(options.assigned)
        chosen = loss_arguments.numbers(options.classes)
        given = [loss_arguments.of_formula(each, parameters, len(formulas)) for each in formulas]
        if unused := sorted(set(parameters) - {name for each in given for name in each}):
            raise ValueError(
                f"--set gives {', '.join(unused)}, which no formula contains: remove it"
            )
        if picture is not None:
            check_ending(picture)
            if ranges := list(filter(None, map(loss_arguments.ranged, given))):
                raise ValueError(
                    "--picture needs one value for every parameter, not a range: "
                    f"set {ranges[0]} to a value"
                )
            try_writing(picture)
        if options.labels and len({*options.labels}) != len(formulas):
            raise ValueError(
                f"--label must name each of the {len(formulas)} losses, once and differently; "
                f"got {', '.join(options.labels)}"
            )
        if options.table and not (len(formulas) > 1 and (options.latex or options.fragment)):
            raise ValueError("--table needs several losses, and --latex or --fragment")
        found = [
            _card(formula.strip(), own, chosen, options.seconds)
            for formula, own in zip(formulas, given, strict=True)
        ]
        for card in found if options.bounded else ():
            cards.require_bounded(card)
        if options.records is not None:
            cards.save_records(found, options.records)
        pairs = [*zip(found, given, strict=True)]
        named = [
            f"{card.name}, {cards.values_of(own)}" if own else card.name for card, own in pairs
        ]
        heads = [*options.labels] or named
        shown = [] if options.table else pairs
        if options.as_json:
            written = [cards.as_json(*pair) for pair in pairs]
            echo_json(json.dumps(written if len(written) > 1 else written[0], indent=1))
        elif options.csv:
            echo_table("csv", [row for pair in pairs for row in cards.rows(*pair)])
        elif options.latex or options.fragment:
            write = cards.fragment if options.fragment else cards.document
            click.echo(write(comparison.as_latex(found, heads), shown))
        else:
            result = comparison.result(found, heads) if len(found) > 1 else cards.result(*pairs[0])
            echo_result(result, in_ascii=options.ascii)
        if picture is not None:
            from lossproof.figures.card import draw

            save(
                draw([replace(card, name=name) for card, name in zip(found, heads, strict=True)]),
                picture,
            )
            click.echo(f"wrote {picture}", err=True)


def _card(formula: str, given: Mapping[str, Any], classes: Any, seconds: float) -> Any:
    from lossproof.paper_checks.cards import analyse as decide, analyse_family
    from lossproof.paper_checks.commands import loss_arguments

    over = loss_arguments.ranged(given)
    if over is None:
        return decide(
            formula, loss_arguments.loss(formula, given), classes=classes, seconds=seconds
        )
    others = {name: value for name, value in given.items() if name != over}
    return analyse_family(formula, others, over, given[over], classes=classes, seconds=seconds)
