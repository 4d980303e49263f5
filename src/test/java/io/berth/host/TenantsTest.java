package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantsTest {

    @TempDir Path proc;

    @Test
    void systemEmulatorsOfEveryDistribution() {
        assertThat(qemu("/usr/bin/qemu-system-x86_64", "qemu-system-x86_64")).isTrue();
        assertThat(qemu("/usr/libexec/qemu-kvm", "/usr/libexec/qemu-kvm")).isTrue();
        assertThat(qemu("/usr/bin/qemu-system-aarch64 (deleted)", "kvm")).isTrue();
    }

    @Test
    void byItsNameWhereTheExecutableIsNotReadable() {
        assertThat(qemu(null, "/usr/bin/qemu-system-x86_64")).isTrue();
    }

    @Test
    void otherToolsOfQemuAreNoTenants() {
        assertThat(qemu("/usr/bin/qemu-img", "qemu-img")).isFalse();
        assertThat(qemu("/usr/bin/vim", "vim")).isFalse();
        assertThat(Tenants.isQemu(new Tenants.Candidate(2, null, List.of()))).isFalse();
    }

    @Test
    void anArgumentThatNamesQemuDoesNotMakeOne() {
        assertThat(
                        Tenants.isQemu(
                                new Tenants.Candidate(
                                        5, "/usr/bin/grep", List.of("grep", "qemu-system-x86_64"))))
                .isFalse();
    }

    @Test
    void processesAreReadFromProc() throws Exception {
        Path process = Files.createDirectories(proc.resolve("812"));
        Files.write(
                process.resolve("cmdline"),
                "/usr/bin/qemu-system-x86_64\0-name\0web\0".getBytes(StandardCharsets.UTF_8));
        Files.createSymbolicLink(process.resolve("exe"), Path.of("/usr/bin/qemu-system-x86_64"));
        Path kernelThread = Files.createDirectories(proc.resolve("2"));
        Files.writeString(kernelThread.resolve("cmdline"), "");
        Files.createDirectories(proc.resolve("sys"));
        assertThat(Tenants.processes(proc))
                .containsExactly(
                        new Tenants.Candidate(2, null, List.of()),
                        new Tenants.Candidate(
                                812,
                                "/usr/bin/qemu-system-x86_64",
                                List.of("/usr/bin/qemu-system-x86_64", "-name", "web")));
    }

    @Test
    void loadIsTheDifferenceOfTwoReadings() {
        String before = Fixtures.text("linux-6.18/diskstats");
        // 250 reads, 50 writes and 400 ms busy later, two seconds apart.
        String after =
                before.replace("vda 478662 ", "vda 478912 ")
                        .replace(" 784626 ", " 784676 ")
                        .replace(" 40408 ", " 40808 ");
        Tenants.Load load = Objects.requireNonNull(Tenants.load("vda", before, after, 2));
        assertThat(load.iops()).isCloseTo(150, within(1e-9));
        assertThat(load.busyShare()).isCloseTo(0.2, within(1e-9));
        assertThat(load.foreign()).isTrue();
        assertThat(load.sentence())
                .isEqualTo(
                        "the disk vda is busy 20 % of the time with 150 I/Os a second, none of them"
                                + " berth's");
    }

    @Test
    void aLittleBackgroundLoadIsNotForeign() {
        assertThat(new Tenants.Load("vda", 0.02, 20).foreign()).isFalse();
        assertThat(new Tenants.Load("vda", 0.11, 3).foreign()).isTrue();
        assertThat(new Tenants.Load("vda", 0.01, 101).foreign()).isTrue();
    }

    private static boolean qemu(@Nullable String executable, String argv0) {
        return Tenants.isQemu(new Tenants.Candidate(1, executable, List.of(argv0)));
    }
}
