package io.berth.run;

import java.nio.file.Path;
import java.util.Set;

/**
 * How to run, beyond the plan.
 *
 * @param cache where the appliance is kept between runs
 * @param besideTenants whether to measure next to foreign guests and foreign load, and show them
 * @param keepImages whether the images stay after the run
 * @param allowOverwrite serials or by-id names of block devices that may be written, backing files'
 *     paths for loop devices
 */
public record RunSettings(
        Path cache, boolean besideTenants, boolean keepImages, Set<String> allowOverwrite) {

    public RunSettings {
        allowOverwrite = Set.copyOf(allowOverwrite);
    }
}
