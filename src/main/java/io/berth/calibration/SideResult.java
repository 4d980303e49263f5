package io.berth.calibration;

import io.berth.latency.LatencySummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of one side.
 *
 * @param command as it was given to the system
 * @param output what the tool wrote, below the calibration's directory
 * @param exit its exit code
 * @param elapsedMs from its start to its end
 * @param figures null if it failed
 * @param witness what the kernel counted meanwhile; null if it failed
 * @param failure why it is no measurement; null if it is one
 */
public record SideResult(
        List<String> command,
        String output,
        int exit,
        long elapsedMs,
        @Nullable Figures figures,
        @Nullable Witness witness,
        @Nullable String failure) {

    public SideResult {
        command = List.copyOf(command);
        if ((figures == null) != (failure != null)) {
            throw new IllegalArgumentException("a run has figures or a failure: " + command);
        }
    }

    /**
     * What the tool says.
     *
     * @param version its own
     * @param ios completed in the measured time
     * @param bytes moved
     * @param iops of all directions together
     * @param lat of all directions together: from an I/O's start to its completion
     * @param userCpuNs CPU of its jobs in the measured time, in user mode
     * @param systemCpuNs in the kernel
     * @param pages what its buffers lay on, read back by the tool itself; null where it does not
     *     say
     * @param fallbacks where it did other than it was asked to, with the reason
     */
    public record Figures(
            String version,
            long ios,
            long bytes,
            double iops,
            double bytesPerSecond,
            LatencySummary lat,
            long userCpuNs,
            long systemCpuNs,
            @Nullable String pages,
            List<String> fallbacks) {

        public Figures {
            fallbacks = List.copyOf(fallbacks);
        }

        /** User and system time of the jobs ÷ I/Os. */
        public double cpuNsPerIo() {
            return (double) (userCpuNs + systemCpuNs) / ios;
        }
    }

    /**
     * What the kernel counted, over the middle half of the measured time.
     *
     * @param seconds that long
     * @param processCpus CPU time of the whole process, every thread of it, ÷ time
     * @param otherCpus CPU time of all other processes ÷ time
     * @param hostCpus CPUs that the host has
     * @param device the disk under the file; null where there is no block device
     * @param deviceReadBytesPerSecond what it read; null without a device
     * @param deviceWriteBytesPerSecond what it wrote; null without a device
     * @param hugePageBytes anonymous memory of the process on transparent huge pages
     */
    public record Witness(
            double seconds,
            double processCpus,
            double otherCpus,
            int hostCpus,
            @Nullable String device,
            @Nullable Double deviceReadBytesPerSecond,
            @Nullable Double deviceWriteBytesPerSecond,
            long hugePageBytes) {

        /** What the disk moved in either direction; null without a device. */
        public @Nullable Double deviceBytesPerSecond() {
            return deviceReadBytesPerSecond == null || deviceWriteBytesPerSecond == null
                    ? null
                    : Double.valueOf(deviceReadBytesPerSecond + deviceWriteBytesPerSecond);
        }
    }
}
