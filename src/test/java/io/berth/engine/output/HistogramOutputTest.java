package io.berth.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.result.JobResult;
import io.berth.latency.HistogramFiles;
import io.berth.latency.IntervalHistogram;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramOutputTest {

    @Test
    void holdsEachKindOfLatencyOfEachJob() {
        List<JobResult> results = ResultFixture.mixed();
        List<IntervalHistogram> read = HistogramFiles.parse(HistogramOutput.text(results));
        assertThat(read.stream().map(IntervalHistogram::tag))
                .containsExactly(
                        "oltp.0:read:slat",
                        "oltp.0:read:clat",
                        "oltp.0:read:lat",
                        "oltp.0:read:response",
                        "oltp.0:write:slat",
                        "oltp.0:write:clat",
                        "oltp.0:write:lat",
                        "oltp.0:write:response",
                        "oltp.0:sync:clat",
                        "oltp.0:sync:lat",
                        "oltp.1:read:slat",
                        "oltp.1:read:clat",
                        "oltp.1:read:lat",
                        "oltp.1:read:response",
                        "oltp.1:write:slat",
                        "oltp.1:write:clat",
                        "oltp.1:write:lat",
                        "oltp.1:write:response",
                        "oltp.1:sync:clat",
                        "oltp.1:sync:lat",
                        "seq.0:read:clat",
                        "seq.0:read:lat");
        IntervalHistogram clat = read.get(1);
        assertThat(clat.histogram()).isEqualTo(results.getFirst().ops().getFirst().clat());
        assertThat(Math.round(clat.startUnixMs())).isEqualTo(ResultFixture.START_NS / 1_000_000);
        assertThat(Math.round(clat.endUnixMs() - clat.startUnixMs())).isEqualTo(9998);
    }
}
