# The commands of daily work; `just` alone lists them. All use the environment in .venv (see README).
py := ".venv/bin/python"

default:
    @just --list

# quick tests: code, laws, published results, pages
test *args:
    {{py}} -m pytest {{args}}

# style, types, floors
lint:
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports

# rewrite what ruff can put right
fix:
    .venv/bin/ruff check --fix .
    .venv/bin/ruff format .

# rewrite the generated parts of the pages (records, command line, assumptions)
docs-tables:
    grep -rl --include='*.md' '\[\[\[cog' docs | xargs {{py}} -m cogapp -r -I docs

# the README's picture, from the bundled case
pictures:
    {{py}} docs/pictures.py

# the pages, warnings as errors
docs:
    {{py}} -m sphinx -n -W --keep-going -b html docs docs/_build/html

# speed, single thread
bench *args:
    mkdir -p .benchmarks
    OMP_NUM_THREADS=1 {{py}} -m pytest benchmarks --benchmark-only --benchmark-json=.benchmarks/last.json {{args}}

# renew the golden files; read the difference before you commit it
golden:
    DETENTE_GOLDEN=write {{py}} -m pytest tests/golden
    git diff --stat tests/golden

# gather the changelog fragments under a new version
changelog version:
    .venv/bin/towncrier build --yes --version {{version}}
