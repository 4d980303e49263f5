package io.berth.fio;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FioOutputTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsJobsDirectionsAndSync() {
        FioOutput output = FioOutput.parse(Fixtures.bytes("fdatasync16", "fio.json"));

        assertThat(output.version()).isEqualTo("fio-3.33");
        FioOutput.Job job = output.jobs().getFirst();
        assertThat(job.name()).isEqualTo("fdatasync16");
        assertThat(job.totals()).containsOnlyKeys(Direction.WRITE);
        FioOutput.Totals write = requireNonNull(job.totals().get(Direction.WRITE));
        assertThat(write.ios()).isEqualTo(6541);
        assertThat(write.bytes()).isEqualTo(26_791_936);
        assertThat(write.clat().count()).isEqualTo(6541);
        assertThat(write.lat().minNs()).isGreaterThan(write.clat().minNs());
        assertThat(job.sync().count()).isEqualTo(408);
        assertThat(job.runtimeMs()).isEqualTo(4001);
        assertThat(job.options()).containsEntry("randseed", "42").containsEntry("fdatasync", "16");
    }

    @Test
    void findsTheJsonAfterNotes() {
        byte[] json = Fixtures.bytes("numjobs2", "fio.json");
        byte[] notes = bytes("note: both iodepth >= 1 and synchronous I/O engine are selected\n");
        byte[] both = Arrays.copyOf(notes, notes.length + json.length);
        System.arraycopy(json, 0, both, notes.length, json.length);

        FioOutput output = FioOutput.parse(both);

        assertThat(output.notes()).startsWith("note: both iodepth");
        assertThat(output.jobs()).hasSize(2);
    }

    @Test
    void sumsLatenciesOfJobs() {
        FioOutput output = FioOutput.parse(Fixtures.bytes("numjobs2", "fio.json"));
        FioOutput.Latencies a = totals(output, 0).lat();
        FioOutput.Latencies b = totals(output, 1).lat();

        FioOutput.Latencies sum = a.plus(b);

        assertThat(sum).isEqualTo(b.plus(a));
        assertThat(sum.count()).isEqualTo(70_458 + 70_007);
        assertThat(sum.maxNs()).isEqualTo(Math.max(a.maxNs(), b.maxNs()));
        assertThat(sum.meanNs())
                .isBetween(Math.min(a.meanNs(), b.meanNs()), Math.max(a.meanNs(), b.meanNs()));
    }

    private static FioOutput.Totals totals(FioOutput output, int job) {
        return requireNonNull(output.jobs().get(job).totals().get(Direction.READ));
    }

    @Test
    void saysWhatFioSaidInsteadOfJson() {
        assertThatThrownBy(() -> FioOutput.parse(bytes("fio: unrecognized option '--foo=1'\n")))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("unrecognized option '--foo=1'");
    }

    @Test
    void anEmptyFileMeansThatFioWasKilled() {
        assertThatThrownBy(() -> FioOutput.parse(new byte[0]))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("killed");
    }

    @Test
    void aFileThatWasCutOffIsNotRead() {
        byte[] json = Fixtures.bytes("randread", "fio.json");
        for (int length : new int[] {10, json.length / 2, json.length - 5}) {
            assertThatThrownBy(() -> FioOutput.parse(Arrays.copyOf(json, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(FioException.class)
                    .hasMessageContaining("cut off");
        }
    }

    @Test
    void binsThatMissSamplesAreRefused() {
        String json = new String(Fixtures.bytes("slow", "fio.json"), StandardCharsets.UTF_8);
        assertThatThrownBy(
                        () -> FioOutput.parse(bytes(json.replaceFirst("\"N\" : 3", "\"N\" : 4"))))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("4 latencies but 3");
    }
}
