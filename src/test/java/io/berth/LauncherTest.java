package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a clone of its own, with a Java and a Maven that only say what they were told.
 */
class LauncherTest {
    @TempDir private Path temp;

    private Path clone;
    private Path builds;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeClone() throws IOException {
        clone = Files.createDirectories(temp.resolve("a clone"));
        builds = temp.resolve("builds");
        Files.createDirectories(clone.resolve("src/dist"));
        Files.createDirectories(clone.resolve("src/main"));
        Files.copy(Path.of("src/dist/cds.sh"), clone.resolve("src/dist/cds.sh"));
        Files.writeString(clone.resolve("src/main/Main.java"), "first");
        Files.writeString(clone.resolve("pom.xml"), "<project/>");
        script(clone.resolve("berth"), Files.readString(Path.of("berth")));

        script(
                temp.resolve("bin/mvn"),
                """
                #!/bin/sh
                for arg; do case $arg in -Dberth.target=*) target=${arg#*=} ;; esac; done
                echo "$JAVA_HOME" >>'%s'
                [ ! -e '%s' ] || { echo 'Main.java:1: a mistake'; exit 1; }
                sleep 0.3
                mkdir -p "$target/lib" && cp src/main/Main.java "$target/berth.jar"
                """
                        .formatted(builds, temp.resolve("mistake"))
                        .replace(
                                "src/main",
                                clone.resolve("src/main").toString().replace(" ", "\\ ")));
        jdk(temp.resolve("jdk"), "25.0.3");
        environment.put("PATH", temp.resolve("bin") + ":/usr/bin:/bin");
        environment.put("JAVA_HOME", temp.resolve("jdk").toString());
    }

    @Test
    void buildsOnceAndPassesArgumentsDirectoryAndStatusThrough() throws Exception {
        Shell first = berth("report", "a b", "--status=7");
        Shell second = berth("report", "a b", "--status=7");

        assertThat(first.err()).contains("building (once)");
        assertThat(first.out())
                .contains("in " + temp)
                .contains("-Dberth.home=" + clone)
                .contains("[report][a b][--status=7]");
        assertThat(first.status()).isEqualTo(7);
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(second.err()).isEmpty();
        assertThat(Files.readAllLines(builds)).hasSize(1);
    }

    @Test
    void isFoundThroughSymbolicLinks() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("bin/berth"), Path.of("../again"));
        Files.createSymbolicLink(temp.resolve("again"), clone.resolve("berth"));

        Shell run = Shell.run(temp, environment, List.of(link.toString(), "plan"));

        assertThat(run.out()).contains("-Dberth.home=" + clone);
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        List<String> command = List.of(clone.resolve("berth").toString(), "plan");
        Shell.Started one = Shell.start(temp, environment, command);
        Shell.Started two = Shell.start(temp, environment, command);

        assertThat(List.of(one.await(), two.await()))
                .allSatisfy(run -> assertThat(run.status()).as(run.err()).isZero())
                .allSatisfy(run -> assertThat(run.out()).contains("[plan]"));
        assertThat(Files.readAllLines(builds)).hasSize(1);
    }

    @Test
    void changedSourcesWithUnchangedTimesAreBuiltAndTheOldBuildGoes() throws Exception {
        berth("plan");
        Path source = clone.resolve("src/main/Main.java");
        var time = Files.getLastModifiedTime(source);
        Files.writeString(source, "other");
        Files.setLastModifiedTime(source, time);

        Shell run = berth("plan");

        assertThat(run.err()).contains("building");
        assertThat(run.out()).contains("jar: other");
        assertThat(apps()).hasSize(1);
    }

    @Test
    void aBuildThatARunningProgramUsesStays() throws Exception {
        Path fifo = temp.resolve("fifo");
        Shell.run(temp, environment, List.of("mkfifo", fifo.toString()));
        List<String> waits = List.of(clone.resolve("berth").toString(), "plan", "--wait=" + fifo);
        Shell.Started running = Shell.start(temp, environment, waits);
        // Opening the other end waits until the program has started.
        try (var end = Files.newBufferedWriter(fifo)) {
            Files.writeString(clone.resolve("src/main/Main.java"), "other");
            assertThat(berth("plan").out()).contains("jar: other");
            assertThat(apps()).hasSize(2);
            end.write("go\n");
        }
        assertThat(running.await().out()).contains("jar: first");
    }

    @Test
    void failedBuildShowsWhyAndIsTriedAgain() throws Exception {
        Files.createFile(temp.resolve("mistake"));
        Shell failed = berth("plan");
        Files.delete(temp.resolve("mistake"));
        Shell good = berth("plan");

        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.err()).contains("Main.java:1: a mistake").contains("the build failed");
        assertThat(failed.out()).isEmpty();
        assertThat(good.status()).isZero();
    }

    @Test
    void olderJavaHomeIsPassedOverForTheJdkOnThePath() throws Exception {
        jdk(temp.resolve("old"), "17.0.15");
        Files.createSymbolicLink(temp.resolve("bin/javac"), temp.resolve("jdk/bin/javac"));
        environment.put("JAVA_HOME", temp.resolve("old").toString());

        Shell run = berth("plan");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readAllLines(builds)).containsExactly(temp.resolve("jdk").toString());
    }

    @Test
    void testHandsItsArgumentsToMaven() throws Exception {
        script(temp.resolve("bin/mvn"), "#!/bin/sh\nprintf '[%s]' \"$@\"\nexit 1\n");

        Shell run = berth("--no-install", "test", "-Dtest=A B");

        assertThat(run.out()).contains("[verify][-Dtest=A B]").doesNotContain("no-install");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void calibrateNeedsFioAndNoGuests() throws Exception {
        // Every tool seems missing where nothing is found.
        Path launcher = clone.resolve("berth");
        script(
                launcher,
                Files.readString(launcher)
                        .replaceFirst("(?m)^has\\(\\) \\{.*$", "has() { false; }"));

        Shell run = berth("--no-install", "calibrate");

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err())
                .contains("missing: fio (", "missing: util-linux")
                .doesNotContain("qemu", "supermin", "the guests");
        assertThat(berth("--no-install", "run").err())
                .contains("missing: supermin", "missing: fio");
    }

    @Test
    void benchCompilesAsideAndRunsTheBenchmarks() throws Exception {
        script(
                temp.resolve("bin/mvn"),
                """
                #!/bin/sh
                for arg; do
                    case $arg in
                    -Dmdep.outputFile=*) printf 'a.jar:b.jar' >"${arg#*=}" ;;
                    -Dberth.target=*) echo "${arg#*=}" >>'%s' ;;
                    esac
                done
                """
                        .formatted(builds));
        script(temp.resolve("jdk/bin/java"), "#!/bin/sh\nprintf '[%s]' \"$@\"\nexit 5\n");

        Shell run = berth("--no-install", "bench", "Ring", "--quick");

        Path classes = clone.resolve(".berth/bench/target");
        assertThat(run.err()).isEqualTo("berth: compiling the benchmarks …\n");
        assertThat(run.out())
                .contains("[%s/test-classes:%s/classes:a.jar:b.jar]".formatted(classes, classes))
                .endsWith("[io.berth.bench.Bench][Ring][--quick]");
        assertThat(run.status()).isEqualTo(5);
        assertThat(Files.readAllLines(builds)).containsExactly(classes.toString());
    }

    @Test
    void distributionUsesItsOwnRuntimeAndNoMaven() throws Exception {
        Path runtime = clone.resolve("runtime");
        jdk(runtime, "25");
        Files.createDirectories(clone.resolve("app"));
        Files.writeString(clone.resolve("app/berth.jar"), "packed");

        Shell run =
                Shell.run(
                        temp,
                        Map.of("PATH", "/nonexistent"),
                        List.of(clone.resolve("berth").toString(), "plan"));

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("jar: packed");
        assertThat(builds).doesNotExist();
    }

    private Shell berth(String... arguments) throws Exception {
        List<String> command =
                Stream.concat(Stream.of(clone.resolve("berth").toString()), Stream.of(arguments))
                        .toList();
        return Shell.run(temp, environment, command);
    }

    private List<Path> apps() throws IOException {
        try (Stream<Path> files = Files.list(clone.resolve(".berth"))) {
            return files.filter(f -> f.getFileName().toString().startsWith("app-")).toList();
        }
    }

    /** A Java that says where it runs, its options, its jar's text and its arguments. */
    private static void jdk(Path directory, String version) throws IOException {
        script(directory.resolve("bin/javac"), "#!/bin/sh\n");
        script(
                directory.resolve("bin/java"),
                """
                #!/bin/sh
                status=0
                echo "in $PWD"
                while [ "$1" != -jar ]; do echo "$1"; shift; done
                echo "jar: $(cat "$2")"
                shift 2
                for arg; do
                    printf '[%s]' "$arg"
                    case $arg in
                    --status=*) status=${arg#*=} ;;
                    --wait=*) read -r _ <"${arg#*=}" ;;
                    esac
                done
                exit $status
                """);
        Files.writeString(
                directory.resolve("release"),
                "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
