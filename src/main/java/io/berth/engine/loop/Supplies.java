package io.berth.engine.loop;

import io.berth.engine.job.Job;
import io.berth.engine.pattern.Arrivals;
import io.berth.engine.pattern.IoPattern;
import io.berth.engine.target.Region;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a job's pattern and arrivals come from. */
interface Supplies {

    IoPattern pattern(Job job, List<Region> regions);

    /** Null where a job has no rate. */
    @Nullable Arrivals arrivals(Job job);

    /** Those of {@code engine.pattern}. */
    static Supplies real() {
        return new Supplies() {
            @Override
            public IoPattern pattern(Job job, List<Region> regions) {
                return IoPattern.of(
                        job,
                        regions.stream().mapToLong(Region::offsetBytes).toArray(),
                        regions.stream().mapToLong(Region::lengthBytes).toArray());
            }

            @Override
            public @Nullable Arrivals arrivals(Job job) {
                return job.rate().limited()
                        ? Arrivals.of(
                                job.rate(),
                                job.access().rw().reads(),
                                job.access().rw().writes(),
                                job.seed())
                        : null;
            }
        };
    }
}
