package io.berth.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.job.IoEngine;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecorderTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1", "2, 1", "4, 1", "5, 2", "8, 2", "9, 3", "16, 3", "17, 4", "32, 4", "33, 5", "64, 5",
        "65, 6", "4096, 6"
    })
    void countsBatchesInFiosClasses(int batch, int fiosClass) {
        Recorder recorder =
                new Recorder(
                        new JobBuilder(Path.of("unused"), 4096).engine(IoEngine.IO_URING).job(),
                        false);
        recorder.submitted(batch);
        recorder.reaped(batch);
        assertThat(recorder.submitCalls()).hasSize(7);
        assertThat(recorder.submitCalls()[fiosClass]).isEqualTo(1);
        assertThat(recorder.completeCalls()[fiosClass]).isEqualTo(1);
    }
}
