"""The command `lossproof analyse`: the card of a loss."""

from __future__ import annotations

import json

import click

from paper_checks.commands.ending import clear_errors


# A formula may start with a minus, so what is no option is the formula.
@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help", "-h"]}
)
@click.argument("formula", metavar="FORMULA | MODULE:FUNCTION")
@click.option("--set", "assigned", multiple=True, metavar="NAME=VALUE",
              help="A parameter of the formula, such as q=7/10, or one for all of a range, "
              "q=0..1 or g=0..; once for every one.")  # fmt: skip
@click.option("--classes", default="2,3,10", show_default=True, metavar="C,…",
              help="Decide what is not shown for all c at these.")  # fmt: skip
@click.option("--seconds", default=8.0, show_default=True, type=click.FloatRange(min=1),
              help="Processor time it may take; what is left then is undecided.")  # fmt: skip
@click.option("--bounded", is_flag=True, help="Refuse a loss that is not bounded.")
@click.option("--latex", is_flag=True, help="Write a complete LaTeX document.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")
def analyse(
    formula: str,
    assigned: tuple[str, ...],
    classes: str,
    seconds: float,
    bounded: bool,
    latex: bool,
    as_json: bool,
) -> None:
    """What holds of a loss: symmetric, proper, convex, tolerant to label noise, …

    \b
    lossproof analyse "1 - p**0.7"
    lossproof analyse "(1-p)**g * -log(p)" --set g=2
    lossproof analyse "(1-p**q)/q" --set q=0..1      # for every q in the range
    lossproof analyse "(1-p)**2 + others(p**2)"      # others: the sum over the other classes
    lossproof analyse "log(p) / sum(log(p))"         # sum: over all classes
    lossproof analyse my_losses.py:loss              # a function of p, or of f and y

    In a formula, p is the label's probability (inside sum, others and max(…) that of each class),
    p[y] is always the label's, and c the number of classes; log, exp, sqrt, abs, max, min and pi
    are known. Every other name needs --set. A formula is read as mathematics, not run as code; a
    function is Python, and is run.

    Every line says what is proved, refuted with a point, only numerical, or undecided.

    Exit status: 0 done, 2 bad input, or a loss that is not bounded under --bounded.
    """
    if latex and as_json:
        raise click.UsageError("--latex goes without --json")
    with clear_errors():
        from paper_checks.reports import card as cards
        from theory.card import analyse as decide, analyse_family

        parameters = cards.settings(assigned)
        over = cards.ranged(parameters)
        chosen = cards.numbers(classes)
        if over is None:
            form = cards.loss(formula, parameters)
            card = decide(formula.strip(), form, classes=chosen, seconds=seconds)
        else:
            others = {name: value for name, value in parameters.items() if name != over}
            card = analyse_family(
                formula.strip(), others, over, parameters[over], classes=chosen, seconds=seconds
            )
        if bounded:
            cards.require_bounded(card)
        if as_json:
            click.echo(json.dumps(cards.as_json(card, parameters), indent=1))
        elif latex:
            click.echo(cards.document(card, parameters))
        else:
            cards.show(card, parameters)
