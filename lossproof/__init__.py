"""The public names, loaded on first use.

`__init__.pyi` lists each name with the package that defines it.

>>> from lossproof import TransitionMatrix
>>> TransitionMatrix.uniform("1/5", classes=3)[0, 0]
Fraction(4, 5)
"""

from importlib import import_module


def _packages() -> dict[str, str]:
    """Each public name with the package that defines it, from the stub beside this file."""
    packages, package = dict[str, str](), ""
    with open(__file__.removesuffix("py") + "pyi", encoding="utf-8") as stub:  # noqa: PTH123
        for line in stub:
            if line.startswith("from "):
                package = line.split()[1]
            words = line.replace(",", " ").split()
            packages |= {words[k - 1]: package for k, word in enumerate(words) if word == "as"}
    return packages


_PACKAGES = _packages()
__all__ = sorted(_PACKAGES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    """Load a public name from its package; AttributeError suggests similar names."""
    if name == "__version__":
        from importlib.metadata import version

        return version("lossproof")
    if name not in _PACKAGES:
        from difflib import get_close_matches

        close = get_close_matches(name, _PACKAGES)
        hint = f"did you mean {' or '.join(close)}?" if close else "dir(lossproof) lists them all"
        raise AttributeError(f"lossproof has no name {name}: {hint}")
    value: object = getattr(import_module(_PACKAGES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Every public name."""
    return list(__all__)
