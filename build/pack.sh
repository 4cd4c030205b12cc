#!/usr/bin/env bash
# Makes the package into build/packages, the folder that nuget.config names, or into the folder given. Further arguments go to 'dotnet pack'.
# The same commit gives the same bytes, wherever it is packed.
set -euo pipefail
folder=$(realpath -m "${1:-$(dirname "$0")/packages}")
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# The time of the files in the package is the commit's; without it, it would be now.
if [ -z "${SOURCE_DATE_EPOCH:-}" ] && time=$(git log -1 --format=%ct 2>/dev/null); then
    export SOURCE_DATE_EPOCH=$time
fi

dotnet pack NUnit.DbGuard/NUnit.DbGuard.csproj --configuration "${CONFIGURATION:-Release}" --output "$folder" -p:ContinuousIntegrationBuild=true "${@:2}"
