#!/bin/sh
# dist.sh JDK APP HOME OUT: packs OUT/berth-<version>-linux-x86_64.tar.gz, a directory that runs on
# a host with neither JDK nor Maven nor network: launcher, program, a Java runtime by jlink,
# profiles, templates. APP holds berth.jar and lib/. The same inputs give the same bytes.
set -eu
jdk=$1 app=$2 home=$3 out=$4

version=$(sed -n 's|.*<version>\(.*\)</version>.*|\1|p' "$home/pom.xml" | head -n 1)
epoch=$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' "$home/pom.xml")
name=berth-$version
archive=$out/$name-linux-x86_64.tar.gz

mkdir -p "$out"
out=$(cd "$out" && pwd)
stage=$(mktemp -d "$out/.stage-XXXXXX")
trap 'rm -rf "$stage"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
tree=$stage/$name
mkdir "$tree" "$tree/app"

# All of java.se, so that a library that begins to use another module of it needs no change here.
# The certificate store is left out: it would be that of the machine that builds, and berth opens no
# TLS connection.
"$jdk/bin/jlink" --add-modules java.se,jdk.management,jdk.unsupported \
    --no-header-files --no-man-pages --strip-java-debug-attributes \
    --exclude-files '**/lib/security/cacerts' --output "$tree/runtime"

cp "$home/berth" "$home/LICENSE" "$tree"
for item in README.md CHANGELOG.md docs profiles report-templates; do
    # Not what runs may have left beside a profile: images, results.
    [ ! -e "$home/$item" ] || tar -C "$home" --exclude=work --exclude=results -cf - "$item" |
        tar -C "$tree" -xf -
done
cp -R "$app/berth.jar" "$app/lib" "$tree/app"
find "$tree" -exec touch -h -d "$epoch" {} + # before the training: the cache knows its jars' times
sh "$home/src/dist/cds.sh" "$tree/runtime/bin/java" "$tree/app" "$tree"

tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w \
    --mtime="$epoch" -cf - "$name" | gzip -n >"$stage/archive"
mv "$stage/archive" "$archive"
printf '%s\n' "$archive"
