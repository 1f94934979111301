"""The style and files of figures; matplotlib is imported when one is drawn."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sympy

from lossproof.simulate.files import atomic_write
from lossproof.theory.losses import LABEL, SYMBOLIC, from_name

FORMATS = (".png", ".svg", ".pdf")
INK, PAPER, MUTED = "#1b1b1b", "#ffffff", "#6f6f6f"
_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|"
    "upsilon|phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega"
)

RULES: Any = {
    "font.family": ["STIXGeneral", "DejaVu Serif"],
    "mathtext.fontset": "stix",
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.labelsize": 12,
    "axes.linewidth": 0.7,
    "axes.edgecolor": INK,
    "xtick.direction": "out",
    "ytick.direction": "out",
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "hatch.linewidth": 0.5,
    "figure.dpi": 100,
    "savefig.dpi": 300,
    "savefig.facecolor": PAPER,
    "savefig.bbox": "tight",
    "savefig.pad_inches": 0.15,
    "svg.hashsalt": "lossproof",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
}


@contextmanager
def style() -> Generator[None]:
    """Draw and write figures inside this."""
    import matplotlib as mpl

    with mpl.rc_context(RULES):
        yield


def symbol(name: str) -> str:
    r"""A parameter's name in LaTeX, without dollars: `\eta`, `f_{0}`, `\mathrm{larger}`."""
    if match := re.fullmatch(r"(\w+)\[(\d+)\]", name):
        return f"{symbol(match[1])}_{{{match[2]}}}"
    if _GREEK.fullmatch(name):
        return rf"\{name}"
    return name if len(name) == 1 else rf"\mathrm{{{name}}}".replace("_", r"\_")


def formula(expr: sympy.Expr) -> str:
    """A formula in LaTeX, without dollars, as matplotlib's own typesetting reads it."""
    names = {s: symbol(s.name) for s in expr.atoms(sympy.Symbol)}
    text: str = sympy.latex(expr, symbol_names=names, fold_short_frac=True)
    return text.replace(r"\operatorname", r"\mathrm")


def in_symbols(loss: str) -> str:
    """The typed formula of a loss in LaTeX, with the values of its parameters; "" for a name."""
    if (read := from_name(loss)) is None:
        return ""
    form, values = read
    alone: Any = form.xreplace({SYMBOLIC[LABEL]: sympy.Symbol("p")})
    shown = ", ".join(f"${symbol(name)} = {value}$" for name, value in values.items())
    text = formula(form if alone.has(sympy.Indexed) else alone)
    return f"${text}$, {shown}".removesuffix(", ")


def escaped(text: str) -> str:
    """Text that LaTeX and matplotlib show as it is."""
    return re.sub(r"([$_%#&{}^~\\])", r"\\\1", text)


def check_ending(path: Path) -> str:
    """The ending of a picture's name; `ValueError` if none of `FORMATS`."""
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise ValueError(f"a picture must end in {', '.join(FORMATS)}; got {path.name!r}")
    return ending


def save(figure: Any, path: Path) -> None:
    """Write a figure atomically, as PNG, SVG or PDF by the ending of the name.

    The same figure gives the same bytes, with one version of matplotlib.

    Raises
    ------
    ValueError
        For another ending.
    OSError
        If it cannot be written.
    """
    ending = check_ending(path)
    undated = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}[ending]
    with atomic_write(path) as part, style():
        figure.savefig(part, format=ending[1:], metadata=undated)
