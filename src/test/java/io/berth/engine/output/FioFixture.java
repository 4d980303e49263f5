package io.berth.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.fio.Bins;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The json+ of fio 3.33, recorded: two clones of mixed 8k I/O with a flush after each 64th write
 * under {@code group_reporting}, and a job with a rate in a group of its own.
 */
final class FioFixture {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private FioFixture() {}

    static JsonNode mixed() throws IOException {
        try (InputStream in = FioFixture.class.getResourceAsStream("fio-3.33-mixed.json")) {
            assertThat(in).isNotNull();
            return JSON.readTree(in);
        }
    }

    static JsonNode parse(String json) {
        return JSON.readTree(json);
    }

    /** The histogram of an object with bins. */
    static Histogram histogram(JsonNode latency) {
        Map<Long, Long> bins = new TreeMap<>();
        latency.path("bins")
                .properties()
                .forEach(e -> bins.put(Long.parseLong(e.getKey()), e.getValue().asLong()));
        assertThat(bins).isNotEmpty();
        return Bins.histogram(bins);
    }
}
