#!/usr/bin/env bash
# Sets up what the tests need, builds without warnings, runs every test, and ends with "N passed, N failed".
# Needs only the .NET SDK; a PostgreSQL server is installed if it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

configuration=${CONFIGURATION:-Debug}
passed=0 failed=0 skipped=0

# run NAME PROGRAM [ARG ...]: runs a test program and adds up its closing figures; a run without any is a failure.
run() {
    local name=$1 log status=0
    shift
    log=$(mktemp)
    echo "== $name"
    # The runner colours its output where it takes the machine for a build server; the figures are read from plain text.
    "$@" --ansi off 2>&1 | sed -u 's/\x1b\[[0-9;]*[A-Za-z]//g' | tee "$log" || status=$?
    local total good bad left
    total=$(sed -n 's/^  total: \([0-9]*\)$/\1/p' "$log" | tail -1)
    bad=$(sed -n 's/^  failed: \([0-9]*\)$/\1/p' "$log" | tail -1)
    good=$(sed -n 's/^  succeeded: \([0-9]*\)$/\1/p' "$log" | tail -1)
    left=$(sed -n 's/^  skipped: \([0-9]*\)$/\1/p' "$log" | tail -1)
    rm -f "$log"
    if [ "${total:-0}" -eq 0 ] || { [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; }; then
        echo "$name ran no test or broke off (exit code $status)" >&2
        failed=$((failed + 1))
    fi
    passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0})) skipped=$((skipped + ${left:-0}))
}

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: 'dotnet' is not on the PATH." >&2; exit 1; }
build/setup.sh
dotnet build DbGuard.sln --configuration "$configuration"

shop=examples/Shop.Tests/bin/$configuration/net10.0
rm -f "$shop"/test_shop*.db
run "NUnit.DbGuard.Tests" dotnet "NUnit.DbGuard.Tests/bin/$configuration/net10.0/NUnit.DbGuard.Tests.dll"
run "NUnit.DbGuard.Tests.Drivers" dotnet "NUnit.DbGuard.Tests/Drivers/bin/$configuration/net10.0/NUnit.DbGuard.Tests.Drivers.dll"
run "Shop.Tests" dotnet "$shop/Shop.Tests.dll"
run "Shop.Tests, again" dotnet "$shop/Shop.Tests.dll"
DBGUARD_REUSE_DB=true run "Shop.Tests, reuse-db" dotnet "$shop/Shop.Tests.dll"
DBGUARD_REUSE_DB=true run "Shop.Tests, reuse-db, again" dotnet "$shop/Shop.Tests.dll"

run "Recipes" dotnet "examples/recipes/bin/$configuration/net10.0/Recipes.dll"

# The Shop on PostgreSQL: a throw-away server for each run, then one that outlives two runs, because only a database on such a server can be reused.
shop=examples/Shop.Postgres.Tests/bin/$configuration/net10.0
run "Shop.Postgres.Tests" dotnet "$shop/Shop.Postgres.Tests.dll"
run "Shop.Postgres.Tests, again" dotnet "$shop/Shop.Postgres.Tests.dll"
coproc server { exec dotnet "NUnit.DbGuard.Tests/ServerOwner/bin/$configuration/net10.0/NUnit.DbGuard.Tests.ServerOwner.dll" own; }
server_id=$server_PID
read -r _ <&"${server[0]}" && read -r DBGUARD_POSTGRES <&"${server[0]}" || { echo "The server for reuse-db did not start." >&2; exit 1; }
export DBGUARD_POSTGRES
DBGUARD_REUSE_DB=true run "Shop.Postgres.Tests, reuse-db" dotnet "$shop/Shop.Postgres.Tests.dll"
DBGUARD_REUSE_DB=true run "Shop.Postgres.Tests, reuse-db, again" dotnet "$shop/Shop.Postgres.Tests.dll"
unset DBGUARD_POSTGRES

# The end of its input stops the server, and removes it.
exec {server[1]}>&-
wait "$server_id" || true

if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
