#!/bin/sh
# aot.sh JAVA APP: trains berth.aot, the JVM's ahead-of-time cache of loaded and linked classes, beside
# APP/berth.jar. Without it the program runs as well and starts slower. The collector must be the
# launcher's, as the cache holds heap objects.
set -eu
java=$1 app=$2
if ! log=$("$java" -XX:+UseSerialGC -XX:AOTCacheOutput="$app/berth.aot" \
    -jar "$app/berth.jar" --help 2>&1); then
    printf '%s\nberth: warning: no start-up cache, see above: every start takes longer\n' "$log" >&2
    rm -f "$app/berth.aot"
fi
rm -f "$app/berth.aot.config"
