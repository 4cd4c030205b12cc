#!/bin/sh
# Measures what the guard costs a test, and writes the report.
#   build/bench.sh           SQLite: a few minutes; the report replaces build/Benchmarks/results/sqlite.md
#   build/bench.sh --quick   under a minute, for a first glance; the report is only shown
#   build/bench.sh --only postgres   PostgreSQL's gateway: build/Benchmarks/results/postgres.md
#   build/bench.sh --only databases  test databases on PostgreSQL: build/Benchmarks/results/databases.md
#   build/bench.sh --only flush      Isolation = Flush on PostgreSQL: build/Benchmarks/results/flush.md
# More: --only UsedDatabase (or another question of build/Benchmarks/Questions or build/Benchmarks/Postgres), --output FILE
set -eu
cd "$(dirname "$0")/.."
project=build/Benchmarks
dotnet build "$project" --configuration Release --nologo --verbosity quiet
commit=$(git describe --always --dirty --exclude '*' 2>/dev/null || echo unknown)
case " $* " in
    *' --quick '* | *' --output '*) ;;
    *' --only postgres '*) set -- "$@" --output "$project/results/postgres.md" ;;
    *' --only databases '*) set -- "$@" --output "$project/results/databases.md" ;;
    *' --only flush '*) set -- "$@" --output "$project/results/flush.md" ;;
    *' --only '*) ;;
    *) set -- "$@" --output "$project/results/sqlite.md" ;;
esac
exec dotnet "$project/bin/Release/net10.0/NUnit.DbGuard.Benchmarks.dll" --commit "$commit" "$@"
