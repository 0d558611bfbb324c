"""Settings: where they come from, and that none is misspelt.

A flag wins over the environment (``DETENTE_RATES_ON``), that over ``detente.toml`` in the working folder, that over
the user's own file, that over the default. Tables of a file are verbs (``[rates]``, ``[world.info]``), keys are
options.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cyclopts.config import Env, Toml

from detente.cli.app import GROUPS, VERBS, build_app
from detente.core.errors import UsageError

__all__ = ["GENERAL", "LOCAL", "refuse_unknown", "settings", "sources", "user_file"]

PREFIX = "DETENTE_"
LOCAL = "detente.toml"
GENERAL: Mapping[str, tuple[str, str]] = {
    "DETENTE_DATA": ("folder with the data files that are not shipped", ""),
    "DETENTE_WORKSPACE": ("folder of stored runs", ".detente"),
}
"""Settings that hold for every verb: what they are, and their default."""
OF_TESTS = ("DETENTE_CHROMIUM", "DETENTE_GOLDEN", "DETENTE_REQUIRE")
"""Variables of our own tests and checks."""


def user_file() -> Path:
    """The user's own file of settings."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "detente" / "config.toml"


def sources() -> list[Any]:
    """What Cyclopts asks for an option that is not on the command line, in this order."""
    return [
        Env(PREFIX, show=False),
        Toml(LOCAL, must_exist=False, search_parents=False),
        Toml(user_file(), must_exist=False, search_parents=False),
    ]


def refuse_unknown() -> None:
    """Check the names of tables and variables, which Cyclopts passes over in silence.

    Raises
    ------
    UsageError
        If a file is no TOML, names a verb that does not exist, or a variable or key names no option; file (or
        variable) and key are named.
    """
    for place, path, option, _ in settings():
        from detente.core.labels import close_name

        if path not in _paths():
            known = [".".join(words) for words in _paths()]
            table = ".".join(path)
            raise UsageError(f'{place}: there is no verb "{table}" with settings.{close_name(table, known)}')
        options = _options(path)
        if option not in options:
            raise UsageError(
                f'{place}: detente {" ".join(path)} has no option "{option}".{close_name(option, options)} '
                f"Known: {', '.join(options)}."
            )


def settings() -> Iterator[tuple[str, tuple[str, ...], str, Any]]:
    """Place, words of the verb, option and value of everything that is set, the strongest first.

    Raises
    ------
    UsageError
        If a file cannot be read, or a key stands outside a table.
    """
    for name, value in sorted(os.environ.items()):
        if name.startswith(PREFIX) and name not in (*GENERAL, *OF_TESTS):
            path, option = _split(name)
            yield f"environment {name}", path, option, value
    for file in (Path(LOCAL), user_file()):
        yield from _of_file(file)


def _of_file(path: Path) -> Iterator[tuple[str, tuple[str, ...], str, Any]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from error
    for verb, table in tables.items():
        if not isinstance(table, dict):
            raise UsageError(f'{path}, key "{verb}": settings stand in the table of a verb, for instance [rates].')
        for key, value in table.items():
            if verb in GROUPS and isinstance(value, dict):
                for option, inner in value.items():
                    yield f"{path}, table [{verb}.{key}], key {option}", (verb, key), _option(option), inner
            else:
                yield f"{path}, table [{verb}], key {key}", (verb,), _option(key), value


def _option(key: str) -> str:
    return key.replace("_", "-")


def _split(name: str) -> tuple[tuple[str, ...], str]:
    """Verb and option of a variable: ``DETENTE_WORLD_INFO_JSON`` is ``world info``, ``json``."""
    words = name.removeprefix(PREFIX).lower().split("_")
    for length in (2, 1):
        if tuple(words[:length]) in _paths():
            return tuple(words[:length]), "-".join(words[length:])
    return (words[0],), "-".join(words[1:])


def _paths() -> list[tuple[str, ...]]:
    return [(verb,) for verb in VERBS] + [(group, verb) for group, (_, verbs) in GROUPS.items() for verb in verbs]


def _options(path: tuple[str, ...]) -> list[str]:
    app = build_app()
    for word in path:
        app = app[word]
    names = [name for argument in app.assemble_argument_collection() for name in argument.names]
    return [name.removeprefix("--") for name in names if name.startswith("--")]
