package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution, packed, unpacked elsewhere and run with an emptied environment. */
class DistIT {
    private static final Map<String, String> EMPTIED = Map.of("PATH", "/nonexistent");

    @TempDir private static Path temp;

    private static Path unpacked;

    @BeforeAll
    static void packAndUnpack() throws Exception {
        Path target = Path.of(System.getProperty("berth.target", "target"));
        assertThat(target.resolve("berth.jar")).as("made by Maven's package phase").exists();
        Path home = Path.of("").toAbsolutePath();
        Shell packed =
                Shell.run(
                        home,
                        Map.of("PATH", "/usr/bin:/bin"),
                        List.of(
                                "sh",
                                "src/dist/dist.sh",
                                System.getProperty("java.home"),
                                target.toAbsolutePath().toString(),
                                home.toString(),
                                temp.resolve("out").toString()));
        assertThat(packed.status()).as(packed.err()).isZero();
        assertThat(packed.err()).isEmpty();
        String archive = packed.out().strip();
        assertThat(archive).matches(".*/berth-[^/]+-linux-x86_64\\.tar\\.gz");
        assertThat(filesIn(temp.resolve("out"))).containsExactly(Path.of(archive));

        Path elsewhere = Files.createDirectories(temp.resolve("else where"));
        Shell tar =
                Shell.run(
                        elsewhere,
                        Map.of("PATH", "/usr/bin:/bin"),
                        List.of("tar", "-xzf", archive));
        assertThat(tar.status()).as(tar.err()).isZero();
        unpacked = filesIn(elsewhere).getFirst();
    }

    @Test
    void answersWithoutJdkMavenOrPath() throws Exception {
        Shell help = berth(EMPTIED, "--help");
        Shell version = berth(EMPTIED, "--version");

        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: berth");
        assertThat(help.status()).isZero();
        assertThat(version.out()).startsWith("berth ").contains(versionOfTheDirectory());
    }

    @Test
    void plansAShippedProfileAndCreatesNothing() throws Exception {
        List<Path> before = filesIn(temp);
        Path profile = unpacked.resolve("profiles/quickstart.yaml");

        Shell plan = berth(EMPTIED, "plan", profile.toString());

        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("writeback").contains("qcow2");
        assertThat(filesIn(temp)).containsExactlyInAnyOrderElementsOf(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "psync", "filechannel"})
    void doesIoWithItsOwnRuntime(String ioengine) throws Exception {
        Path file = temp.resolve(ioengine);

        Shell engine =
                berth(
                        EMPTIED,
                        "engine",
                        "--name=job",
                        "--filename=" + file,
                        "--size=1m",
                        "--rw=write",
                        "--verify=crc32c",
                        "--ioengine=" + ioengine);

        assertThat(engine.status()).as(engine.err()).isZero();
        assertThat(engine.out()).contains("256 blocks checked, 0 bad", ioengine);
        Files.delete(file);
    }

    @Test
    void saysThatTestsAreRunInACloneOnly() throws Exception {
        Shell test = berth(EMPTIED, "test", "--no-install");

        assertThat(test.status()).isEqualTo(2);
        assertThat(test.err()).contains("'test' works in a clone of the sources only");
    }

    @Test
    void anArchiveThatDoesNotFitItsJarsIsNoUsersConcern() throws Exception {
        Path copy = temp.resolve("copy");
        assertThat(
                        Shell.run(
                                        temp,
                                        Map.of("PATH", "/usr/bin:/bin"),
                                        List.of("cp", "-r", unpacked.toString(), copy.toString()))
                                .status())
                .isZero();

        Shell version =
                Shell.run(temp, EMPTIED, List.of(copy.resolve("berth").toString(), "--version"));

        assertThat(version.err()).isEmpty();
        assertThat(version.out()).startsWith("berth ");
    }

    @Test
    void startUpArchiveIsOfUseWhereverItIsUnpacked() throws Exception {
        Map<String, String> insisting = new HashMap<>(EMPTIED);
        insisting.put("BERTH_JAVA_OPTS", "-Xshare:on");

        Shell version = berth(insisting, "--version");

        assertThat(unpacked.resolve("app/berth.jsa")).exists();
        assertThat(version.status()).as(version.out() + version.err()).isZero();
    }

    @Test
    void holdsWhatARunNeedsAndNoCertificatesOfTheBuilder() {
        assertThat(unpacked.resolve("LICENSE")).exists();
        assertThat(unpacked.resolve("runtime/lib/security")).exists();
        assertThat(unpacked.resolve("runtime/lib/security/cacerts")).doesNotExist();
        assertThat(unpacked.resolve("profiles")).isNotEmptyDirectory();
        assertThat(unpacked.resolve("report-templates")).isNotEmptyDirectory();
        assertThat(unpacked.resolve("docs/results.md")).exists();
    }

    private static String versionOfTheDirectory() {
        return unpacked.getFileName().toString().substring("berth-".length());
    }

    private static Shell berth(Map<String, String> environment, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(unpacked.resolve("berth").toString()));
        command.addAll(List.of(arguments));
        return Shell.run(temp, environment, command);
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
