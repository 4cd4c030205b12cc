#!/bin/sh
# Runs one throw-away PostgreSQL cluster, and ends and removes it when its owner is gone.
#
#   supervise.sh run BINARIES FOLDER [OPTION OF postgres ...]
#       Standard input is a pipe whose other end only the owner holds, so its end-of-file means that the owner asks for the end or has died,
#       however it died. The folder holds "password"; "data" and "log" are made in it. What went wrong is written to standard output.
#       Exit status: 0 ended at end-of-file, 10 initdb failed, 11 the server did not start or ended by itself.
#   supervise.sh remove FOLDER
#       Ends what still runs in a folder whose owner and supervisor are gone, and removes it. Folders of other users are left alone.
set -u
umask 077

# Every process of a server has the data folder as its working folder, and the supervisor's have the one above.
lives_here() {
    [ "$1/cwd" -ef "$data" ] || { [ -n "$supervisors" ] && [ "$1/cwd" -ef "$folder" ]; }
}

# Ends whatever lives here. A server whose postmaster was killed leaves sessions behind that notice it only when they next wait.
sweep() {
    passes=0 found=yes
    while [ -n "$found" ] && [ "$passes" -lt 20 ]; do
        found='' passes=$((passes + 1))
        if [ -d /proc/self ]; then
            for process in /proc/[0-9]*; do
                if lives_here "$process"; then
                    found=yes
                    kill -KILL "${process#/proc/}" 2>/dev/null
                fi
            done
        elif postmaster=$(head -n 1 "$data/postmaster.pid" 2>/dev/null); then
            # The number may have gone to another process since.
            case $(ps -p "$postmaster" -o command= 2>/dev/null) in
                *"$data"*) found=yes; kill -KILL "$postmaster" 2>/dev/null ;;
            esac
        fi
    done
}

# A killed postmaster leaves its interlock, a small System V segment, to the machine. Only the one that nobody is attached to is removed.
remove_segment() {
    # shellcheck disable=SC2046 # Key and number are two words.
    set -- $(sed -n 7p "$data/postmaster.pid" 2>/dev/null)
    if [ $# -eq 2 ] && command -v ipcs >/dev/null; then
        unattached=$(ipcs -m | awk -v key="$(printf '0x%08x' "$1")" -v number="$2" '$1 == key && $2 == number && $6 == 0 { print $2 }')
        [ -z "$unattached" ] || ipcrm -m "$unattached"
    fi
}

remove() {
    sweep
    remove_segment
    rm -rf "$folder"
} >/dev/null 2>&1

if [ "$1" = remove ]; then
    folder=$2 data=$2/data supervisors=yes
    # The folder's parent is open to everybody.
    if [ -O "$folder" ] && [ ! -L "$folder" ]; then
        remove
    fi
    exit 0
fi

binaries=$2 folder=$3 data=$3/data log=$3/log supervisors=''
shift 3
child='' escalation='' stopping=''
cd "$folder" || exit 11

# Ends the running child at once. The signal is repeated: it is lost on a server that has not yet set its handlers.
end_child() {
    kill -QUIT "$child" 2>/dev/null
    (
        # The pause must not outlive the server either.
        trap 'kill "$!"; exit' TERM
        for second in 1 2 3 4 5 6 7 8 9 10; do
            sleep 1 &
            wait "$!"
            kill -QUIT "$child" || exit
        done
        kill -KILL "$child"
    ) >/dev/null 2>&1 3<&- &
    escalation=$!
}

stop() {
    if [ -z "$stopping" ]; then
        stopping=yes
        [ -z "$child" ] || end_child
    fi
}

# Runs a program to its end or to ours, and leaves its exit status in "status".
run() {
    "$@" >>"$log" 2>&1 </dev/null 3<&- &
    child=$!
    [ -z "$stopping" ] || end_child
    while :; do
        # A trapped signal ends the wait before the child has ended.
        wait "$child"
        status=$?
        kill -0 "$child" 2>/dev/null || break
    done
    child=''
    [ -z "$escalation" ] || kill "$escalation" 2>/dev/null
    escalation=''
}

finish() {
    if [ -n "$stopping" ]; then
        set -- 0
    else
        tail -n 25 "$log"
        kill "$watch" 2>/dev/null
    fi
    remove
    exit "$1"
}

# The owner's end may come from a terminal, which signals the whole group, and takes the readers of our output with it.
trap '' HUP INT QUIT PIPE
trap stop TERM

# The watch ends the server even where this shell has been killed.
exec 3<&0 </dev/null
(
    while read -r _; do :; done
    kill -TERM "$$" 2>/dev/null || remove
) <&3 >/dev/null 2>&1 &
watch=$!

make() {
    run "$binaries/initdb" --pgdata="$data" --username=postgres --pwfile="$folder/password" --auth=scram-sha-256 \
        --encoding=UTF8 --locale="$1" --no-sync --wal-segsize=4
}

# Before version 14, initdb takes a line's first 99 characters for the password itself: a verifier is longer, and nobody would be let in.
put_password() {
    { printf "ALTER ROLE postgres PASSWORD '"; cat "$folder/password"; printf "'\n"; } >"$folder/password.sql"
    # shellcheck disable=SC2016 # The inner shell expands them.
    run sh -c 'exec "$0" --single -D "$1" postgres <"$2"' "$binaries/postgres" "$data" "$folder/password.sql"
}

make C.UTF-8
if [ "$status" -ne 0 ] && grep -q 'invalid locale' "$log"; then
    rm -rf "$data"
    make C
fi
if [ "$status" -eq 0 ] && read -r version <"$data/PG_VERSION" && [ "${version%%.*}" -lt 14 ]; then
    put_password
fi
rm -f "$folder/password" "$folder/password.sql"
[ "$status" -eq 0 ] && [ -z "$stopping" ] || finish 10
mkdir "$folder/socket"

# Where the kernel can do it, the server also ends with this shell.
bind=''
if setpriv --pdeathsig QUIT true >/dev/null 2>&1; then
    bind='setpriv --pdeathsig QUIT'
fi
: >"$log"
# shellcheck disable=SC2086 # Several words, or none.
run $bind "$binaries/postgres" -D "$data" "$@"
finish 11
