package io.berth.run;

import java.nio.file.Path;

/**
 * How to run, beyond the plan.
 *
 * @param cache where the appliance is kept between runs
 * @param besideTenants whether to measure next to foreign guests and foreign load, and show them
 * @param keepImages whether the images stay after the run
 */
public record RunSettings(Path cache, boolean besideTenants, boolean keepImages) {}
