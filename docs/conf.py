"""Pages of detente: Sphinx, MyST and furo; built with ``just docs``, warnings as errors."""

from __future__ import annotations

import re
from typing import Any

import detente

project = "detente"
author = "The detente maintainers"
project_copyright = "The detente maintainers; MIT licence"
version = release = detente.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "colon_fence"]
myst_heading_anchors = 3

# Notebooks are kept without outputs and run whenever the pages are built; one that fails stops the build.
nb_execution_mode = "force"
nb_execution_timeout = 600
nb_execution_raise_on_error = True
nb_merge_streams = True

html_theme = "furo"
html_title = f"detente {version}"
html_show_sourcelink = False

napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_class_signature = "mixed"

nitpicky = True
# Inventories of other projects can't be fetched offline, so their names stay unlinked; so do words that numpydoc
# sections use for types, and names of ours that docstrings mention but no page documents.
nitpick_ignore_regex = [
    ("py:.*", r"(numpy|np|npt|xarray|xr|pandas|pydantic|pathlib|datetime|collections|typing|enum)\..*"),
    ("py:(class|exc)", r"(array|ndarray|optional|callable|iterable|Dataset|Path|date|datetime|ValidationError)"),
    ("py:(class|exc|func|meth|data|attr|obj)", r"detente\.[a-z_.]+.*"),
    ("py:exc", r"(Case|Check|Data|Detente|Label|Usage)\w*"),
    ("py:exc", r"NotSolved"),
    ("py:class", r"[A-Z]\w*"),
]


def one_name_each(_app: Any, _what: str, _name: str, _obj: Any, _options: Any, lines: list[str]) -> None:
    """Give each of "regions, sectors" an entry of its own, with the description they share."""
    found: list[str] = []
    position = 0
    while position < len(lines):
        stop = position + 1
        if re.fullmatch(r"\w+(, \w+)+", lines[position]):
            while stop < len(lines) and lines[stop].startswith("    "):
                stop += 1
            for name in lines[position].split(", "):
                found += [name, *lines[position + 1 : stop]]
        else:
            found.append(lines[position])
        position = stop
    lines[:] = found


def setup(app: Any) -> None:
    """Split shared entries before napoleon reads the docstrings."""
    app.connect("autodoc-process-docstring", one_name_each, priority=400)
