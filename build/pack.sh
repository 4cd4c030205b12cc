#!/usr/bin/env bash
# Makes the package into build/packages, the folder that nuget.config names.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet pack NUnit.DbGuard/NUnit.DbGuard.csproj --configuration Release --output build/packages "$@"
