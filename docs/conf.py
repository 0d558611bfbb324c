"""Pages of detente: Sphinx, MyST and furo; built with ``just docs``, warnings as errors."""

from __future__ import annotations

import detente

project = "detente"
author = "The detente maintainers"
project_copyright = "The detente maintainers; MIT licence"
version = release = detente.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "colon_fence"]
myst_heading_anchors = 3

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
