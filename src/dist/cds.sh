#!/bin/sh
# cds.sh JAVA APP HOME: makes APP/berth.jsa, the JVM's archive of the classes that a start needs
# (class data sharing). Without it the program runs as well and starts slower. The same jars give
# the same archive: the list of classes is sorted, as the JVM records it in an order that changes,
# and the jars are named by a path that is the same everywhere (the JVM ignores a common prefix when
# it compares). JDK 25's ahead-of-time cache is no faster here, has other bytes each time, and
# leaves out picocli's class files, which are of Java 5.
set -eu
java=$1 app=$2 home=$3
cd "$app"

# The collector must be the launcher's, as the archive holds heap objects.
jvm() { "$java" -XX:+UseSerialGC -Dberth.home="$home" "$@"; }

{
    jvm -XX:DumpLoadedClassList=help.list -jar berth.jar --help
    # Whether this host could run the plan does not matter here, only which classes that takes.
    jvm -XX:DumpLoadedClassList=plan.list -jar berth.jar plan "$home/profiles/quickstart.yaml" || :
    cat help.list plan.list | sed -e '/^#/d' -e 's/ id: .*//' | LC_ALL=C sort -u >classes.list
    jvm -Xshare:dump -XX:SharedClassListFile=classes.list -XX:SharedArchiveFile=berth.jsa \
        -jar /proc/self/cwd/berth.jar
} >cds.log 2>&1 </dev/null || :

if ! jvm -Xshare:on -XX:SharedArchiveFile=berth.jsa -jar "$PWD/berth.jar" --help >>cds.log 2>&1
then
    tail -n 20 cds.log >&2
    echo 'berth: warning: no start-up archive, see above: every start takes longer' >&2
    rm -f berth.jsa
fi
rm -f ./*.list cds.log
