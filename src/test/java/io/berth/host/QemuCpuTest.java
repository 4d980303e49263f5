package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process's threads as they come, work and go between readings. */
class QemuCpuTest {

    private static final long PID = 21775;

    @TempDir Path proc;

    @BeforeEach
    void process() throws IOException {
        total(100);
        thread(21775, "qemu-system-x86", 60);
        thread(21778, "IO io-disk", 10);
        thread(21779, "CPU 0/TCG", 20);
    }

    @Test
    void theFirstReadingIsTheBaseline() throws IOException {
        QemuCpu cpu = cpu();
        assertThat(cpu.next()).isEqualTo(QemuCpu.Ticks.NONE);
    }

    @Test
    void timeIsSplitByThreadName() throws IOException {
        QemuCpu cpu = cpu();
        total(170);
        thread(21778, "IO io-disk", 30);
        thread(21779, "CPU 0/KVM", 60);
        assertThat(cpu.next()).isEqualTo(new QemuCpu.Ticks(40, 20, 10));
    }

    @Test
    void theMonitorsThreadIsNoIothreadOfADisk() throws IOException {
        thread(21780, "IO mon_iothread", 5);
        QemuCpu cpu = cpu();
        total(103);
        thread(21780, "IO mon_iothread", 8);
        assertThat(cpu.next()).isEqualTo(new QemuCpu.Ticks(0, 0, 3));
    }

    @Test
    void theOneThreadOfAllEmulatedCpusIsAVcpu() throws IOException {
        QemuCpu cpu = cpu();
        thread(30000, "ALL CPUs/TCG", 7);
        total(107);
        assertThat(cpu.next()).isEqualTo(new QemuCpu.Ticks(7, 0, 0));
    }

    @Test
    void workersThatCameAndWentBetweenReadingsCountAsTheRest() throws IOException {
        QemuCpu cpu = cpu();
        total(150);
        assertThat(cpu.next()).isEqualTo(new QemuCpu.Ticks(0, 0, 50));
    }

    @Test
    void anIothreadUnpluggedBetweenReadingsLosesNothing() throws IOException {
        QemuCpu cpu = cpu();
        remove(21778);
        total(125);
        assertThat(cpu.next()).isEqualTo(new QemuCpu.Ticks(0, 0, 25));
    }

    @Test
    void anIothreadPluggedBetweenReadingsCountsFromItsStart() throws IOException {
        QemuCpu cpu = cpu();
        total(115);
        thread(30000, "IO new", 15);
        assertThat(cpu.next()).isEqualTo(new QemuCpu.Ticks(0, 15, 0));
    }

    @Test
    void aReusedThreadIdIsAnotherThread() throws IOException {
        QemuCpu cpu = cpu();
        total(105);
        write(21779, "CPU 0/TCG", 5, 999_999);
        assertThat(cpu.next()).isEqualTo(new QemuCpu.Ticks(5, 0, 0));
    }

    @Test
    void aThreadThatNamesItselfLateIsStillFound() throws IOException {
        QemuCpu cpu = cpu();
        thread(30000, "qemu-system-x86", 0);
        assertThat(cpu.next()).isEqualTo(QemuCpu.Ticks.NONE);
        thread(30000, "IO late", 8);
        total(108);
        assertThat(cpu.next()).isEqualTo(new QemuCpu.Ticks(0, 8, 0));
    }

    @Test
    void aTotalBehindItsThreadsIsMadeUpForLater() throws IOException {
        QemuCpu cpu = cpu();
        total(110);
        thread(21779, "CPU 0/TCG", 33);
        assertThat(cpu.next()).isEqualTo(new QemuCpu.Ticks(13, 0, 0));
        total(120);
        assertThat(cpu.next()).isEqualTo(new QemuCpu.Ticks(0, 0, 7));
    }

    @Test
    void aProcessThatEndedUsesNothing() throws IOException {
        QemuCpu cpu = cpu();
        Files.delete(proc.resolve(PID + "/stat"));
        assertThat(cpu.next()).isEqualTo(QemuCpu.Ticks.NONE);
        assertThat(cpu.next()).isEqualTo(QemuCpu.Ticks.NONE);
    }

    @Test
    void aProcessThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> new QemuCpu(proc.toString(), 4, new ProcReader()))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("QEMU process 4 is not running");
    }

    private QemuCpu cpu() {
        return new QemuCpu(proc.toString(), PID, new ProcReader());
    }

    private void total(long ticks) throws IOException {
        Files.createDirectories(proc.resolve(PID + "/task"));
        Files.writeString(proc.resolve(PID + "/stat"), stat(PID, "qemu-system-x86", ticks, 1));
    }

    private void thread(long id, String comm, long ticks) throws IOException {
        write(id, comm, ticks, 197727);
    }

    private void write(long id, String comm, long ticks, long startTicks) throws IOException {
        Path directory = Files.createDirectories(proc.resolve(PID + "/task/" + id));
        Files.writeString(directory.resolve("stat"), stat(id, comm, ticks, startTicks));
    }

    private void remove(long id) throws IOException {
        Path directory = proc.resolve(PID + "/task/" + id);
        Files.delete(directory.resolve("stat"));
        Files.delete(directory);
    }

    /** A recorded line of QEMU 7.2 with other figures in it. */
    private static String stat(long id, String comm, long ticks, long startTicks) {
        String recorded = Fixtures.text("qemu-7.2/task-stats.txt").lines().toList().getFirst();
        String[] f = recorded.substring(recorded.lastIndexOf(')') + 2).split(" ");
        f[11] = Long.toString(ticks / 2);
        f[12] = Long.toString(ticks - ticks / 2);
        f[19] = Long.toString(startTicks);
        return id + " (" + comm + ") " + String.join(" ", f) + "\n";
    }
}
