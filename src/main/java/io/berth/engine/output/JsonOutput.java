package io.berth.engine.output;

import io.berth.engine.result.JobResult;
import java.util.List;

/** {@code --output-format=json} and {@code json+}: the layout and units of fio 3.33. */
public final class JsonOutput {

    private JsonOutput() {}

    /** fio's {@code json}: percentiles, without their bins. */
    public static String json(List<JobResult> results, RunFacts facts) {
        throw new UnsupportedOperationException("being written");
    }

    /** fio's {@code json+}: with the bins of every latency. */
    public static String jsonPlus(List<JobResult> results, RunFacts facts) {
        throw new UnsupportedOperationException("being written");
    }
}
