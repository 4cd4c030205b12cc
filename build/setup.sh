#!/usr/bin/env bash
# Installs what the tests need besides the .NET SDK: the programs of a PostgreSQL server. Does nothing, silently, where they are there already.
set -euo pipefail

# Prints the folder that holds the server's programs.
find_server() {
    local folder
    while IFS= read -r folder; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            echo "$folder"
            return
        fi
    done < <(
        tr ':' '\n' <<<"$PATH"
        pg_config --bindir 2>/dev/null || true
        ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/lib/postgresql*/bin /usr/libexec/postgresql* /usr/local/pgsql*/bin \
            {/opt/homebrew,/usr/local,/home/linuxbrew/.linuxbrew}/opt/postgresql*/bin \
            /Applications/Postgres.app/Contents/Versions/*/bin 2>/dev/null | sort -Vr || true
    )
    return 1
}

if find_server >/dev/null; then
    exit 0
fi

if ! command -v apt-get >/dev/null; then
    echo "The tests need the programs of a PostgreSQL server ('initdb' and 'postgres'). Install them, with one of:" >&2
    echo "  dnf install postgresql-server     (Fedora, Red Hat)" >&2
    echo "  zypper install postgresql-server  (SUSE)" >&2
    echo "  apk add postgresql                (Alpine)" >&2
    echo "  pacman -S postgresql              (Arch)" >&2
    echo "  brew install postgresql           (macOS)" >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Installing PostgreSQL's server needs root or sudo: run 'apt-get install postgresql' as root." >&2; exit 1; }
    as_root=(sudo)
fi

# Debian makes and starts a cluster of its own with the package, which the tests do not want. The file is left alone where the administrator has one.
configuration=/etc/postgresql-common/createcluster.conf
if [ ! -e "$configuration" ]; then
    "${as_root[@]}" mkdir -p "$(dirname "$configuration")"
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$configuration" >/dev/null
    echo "Wrote $configuration, so that no cluster is made and started."
fi

"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
folder=$(find_server) || { echo "The package 'postgresql' was installed, but 'initdb' and 'postgres' are still not found." >&2; exit 1; }
echo "Installed Debian's package 'postgresql': $folder"
