#!/usr/bin/env bash
# Everything that CI runs, in the order in which it fails fastest.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

step "Lint and format"; npm run -s lint
step "Examples of the documentation"; npm run -s examples
step "Types"; npm run -s types
step "Tests on cpu and wasm"; npm run -s test:unit
step "Benchmark of a training step"; npm run -s bench
step "Build"; npm run -s build
step "Package: publint, are the types wrong, size"; npm run -s check:package; npm run -s size
step "Smoke test of the packed package on plain Node"; npm run -s smoke
step "The built package in a browser, if there is one"; npm run -s smoke:browser
step "API site, warnings are errors"; npm run -s docs
