#!/bin/sh
# The gate: every fio job runs this as exec_prerun, after its set-up and before its first I/O.
# It says that it is ready (a line in "ready"), waits until berth writes "go START_US end" with the
# start instant in microseconds of this guest's CLOCK_REALTIME, sleeps until then, and ends.
# For bash, busybox ash and dash; dash has no clock of its own and reads coreutils' date.
# Its working directory is fio's. What it prints, fio keeps in JOB.prerun.txt.
LC_ALL=C
export LC_ALL
patience_polls=@PATIENCE_POLLS@ # of 0.1 s or more

fail() {
    echo "gate: $1" >>gate.err
    echo "gate: $1" >&2
    exit 1
}

# A shell that knows the time without starting a program is more precise: 0.01 ms against 1 ms,
# and starting a program costs 10 ms and more where the CPU is emulated.
if [ -z "$EPOCHREALTIME" ] && [ -z "$GATE_SHELL_TRIED" ]; then
    GATE_SHELL_TRIED=1
    export GATE_SHELL_TRIED
    if bash -c '[ -n "$EPOCHREALTIME" ]' 2>/dev/null; then
        exec bash "$0"
    fi
    if busybox sh -c '[ -n "$EPOCHREALTIME" ]' 2>/dev/null; then
        exec busybox sh "$0"
    fi
fi

if [ -n "$EPOCHREALTIME" ]; then
    clock=EPOCHREALTIME
    now() {
        t=$EPOCHREALTIME
        now_us=${t%[.,]*}${t#*[.,]}
    }
else
    clock=date
    now() {
        now_us=$(date +%s%6N)
    }
    now
    case $now_us in
    *[!0-9]* | '') fail "no clock finer than a second in this guest: install bash or coreutils" ;;
    esac
fi

echo "$$" >>ready

polls=0
start_us=
until [ -n "$start_us" ]; do
    [ -e stop ] && fail "stopped before the start"
    [ "$polls" -ge "$patience_polls" ] &&
        fail "no start instant came in $((patience_polls / 10)) s: did another guest fail?"
    # Only a whole line counts: the agent creates the file before it writes to it.
    if [ -e go ] && read -r word instant last <go && [ "$word $last" = "go end" ]; then
        start_us=$instant
    else
        polls=$((polls + 1))
        sleep 0.1
    fi
done

now
left_us=$((start_us - now_us))
[ "$left_us" -gt 60000000 ] &&
    fail "the start instant is $((left_us / 1000000)) s ahead: this guest's clock was set meanwhile"

# One sleep for most of the time, ended early by three times what starting a sleep costs here;
# the rest is spent reading the clock.
before_us=$now_us
sleep 0
now
lead_us=$(((now_us - before_us) * 3 + 2000))
[ "$lead_us" -gt 200000 ] && lead_us=200000
nap_us=$((start_us - now_us - lead_us))
if [ "$nap_us" -gt 0 ]; then
    fraction=000000$((nap_us % 1000000))
    sleep "$((nap_us / 1000000)).${fraction#"${fraction%??????}"}"
fi
now
woke_us=$now_us
while [ "$now_us" -lt "$start_us" ]; do
    now
done
echo "gate: clock $clock, notice $left_us us, woke $((start_us - woke_us)) us early, left" \
    "$((now_us - start_us)) us late"
