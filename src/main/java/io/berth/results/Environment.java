package io.berth.results;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The machine and the tools: environment.json.
 *
 * @param berthVersion of the program that measured
 * @param tools version by tool: qemu-img, qemu-system, fio (guest's), supermin, kernel, java
 * @param facts by section (cpu, memory, storage /path, kernel, limits …) and name; a fact that the
 *     host does not have is "absent", one that could not be read says why
 * @param hypervisor how the guests were run; null for a run without guests
 */
public record Environment(
        int schemaVersion,
        Instant collectedAt,
        String host,
        String berthVersion,
        SortedMap<String, String> tools,
        SortedMap<String, SortedMap<String, String>> facts,
        @Nullable Hypervisor hypervisor) {

    /** The version of environment.json's layout. */
    public static final int SCHEMA_VERSION = 1;

    /**
     * How guests were run.
     *
     * @param accelerator kvm or tcg, as in effect
     * @param reason why this one ({@code the CPU shows neither vmx nor svm})
     * @param emulated whether CPUs were emulated: figures are then for trying out only
     * @param guestKernel uname -r in the guest
     * @param guestFio fio's version in the guest
     * @param bootMs from QEMU's start to the agent's answer, by guest
     * @param commandLines each guest's exact QEMU command line
     */
    public record Hypervisor(
            String accelerator,
            String reason,
            boolean emulated,
            String guestKernel,
            String guestFio,
            List<Double> bootMs,
            List<List<String>> commandLines) {}
}
