#!/bin/sh
# Measures what the guard costs a test on SQLite, and writes the report.
#   build/bench.sh           a few minutes; the report replaces build/Benchmarks/results/sqlite.md
#   build/bench.sh --quick   under a minute, for a first glance; the report is only shown
# More: --only UsedDatabase (or another class of build/Benchmarks/Questions), --output FILE
set -eu
cd "$(dirname "$0")/.."
project=build/Benchmarks
dotnet build "$project" --configuration Release --nologo --verbosity quiet
commit=$(git describe --always --dirty --exclude '*' 2>/dev/null || echo unknown)
case " $* " in
    *' --quick '* | *' --only '* | *' --output '*) ;;
    *) set -- "$@" --output "$project/results/sqlite.md" ;;
esac
exec dotnet "$project/bin/Release/net10.0/NUnit.DbGuard.Benchmarks.dll" --commit "$commit" "$@"
