package io.berth.calibration;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the grid: a workload that both sides run with the same options.
 *
 * @param name letters, digits and dashes: {@code randread-4k-qd32}
 * @param options in fio's words, in the order of the command line: rw, bs, iodepth, ioengine,
 *     direct and whatever else it sets
 * @param cached whether it reads a file that the page cache holds
 * @param load a share of another row's measured rate that is offered; null for all that goes
 */
public record Row(String name, Map<String, String> options, boolean cached, @Nullable Load load) {

    /**
     * An offered rate.
     *
     * @param row whose median IOPS, as fio measured them, are the capacity
     * @param share of them, above 0, at most 1
     */
    public record Load(String row, double share) {
        public Load {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("a share of " + share);
            }
        }
    }

    public Row {
        if (!name.matches("[a-z0-9][a-z0-9.-]*")) {
            throw new IllegalArgumentException("'" + name + "' is no name of a row");
        }
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        for (String needed : new String[] {"rw", "bs", "iodepth", "ioengine", "direct"}) {
            if (!options.containsKey(needed)) {
                throw new IllegalArgumentException("row " + name + " has no " + needed);
            }
        }
    }

    /** The option's value; what a row must have is there. */
    public String option(String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("row " + this.name + " has no " + name);
        }
        return value;
    }

    /** Whether the page cache is passed by. */
    public boolean direct() {
        return option("direct").equals("1");
    }

    /** Whether it writes. */
    public boolean writes() {
        return option("rw").contains("write") || option("rw").contains("rw");
    }

    /** How many jobs run together. */
    public int numjobs() {
        return Integer.parseInt(options.getOrDefault("numjobs", "1"));
    }

    /** Whether it flushes: then the disk writes more than the workload. */
    public boolean flushes() {
        return options.containsKey("fdatasync") || options.containsKey("fsync");
    }
}
