"""The public face: what users need, by one name each, loaded when it is first used.

Knows only names: `__init__.pyi` lists each with the room that it comes from. Nothing of ours
imports this package.

>>> from lossproof import TransitionMatrix
>>> TransitionMatrix.uniform("1/5", classes=3)[0, 0]
Fraction(4, 5)
"""

from importlib import import_module


def _rooms() -> dict[str, str]:
    """Each public name with the room that defines it, as the stub beside this file says."""
    rooms, room = dict[str, str](), ""
    with open(__file__.removesuffix("py") + "pyi", encoding="utf-8") as stub:  # noqa: PTH123
        for line in stub:
            if line.startswith("from "):
                room = line.split()[1]
            words = line.replace(",", " ").split()
            rooms |= {words[k - 1]: room for k, word in enumerate(words) if word == "as"}
    return rooms


_ROOMS = _rooms()
__all__ = sorted(_ROOMS)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    """Load a public name from its room; AttributeError says which are spelled alike."""
    if name == "__version__":
        from importlib.metadata import version

        return version("lossproof")
    if name not in _ROOMS:
        from difflib import get_close_matches

        close = get_close_matches(name, _ROOMS)
        hint = f"did you mean {' or '.join(close)}?" if close else "dir(lossproof) lists them all"
        raise AttributeError(f"lossproof has no name {name}: {hint}")
    value: object = getattr(import_module(_ROOMS[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Every public name."""
    return list(__all__)
