package io.berth.results;

import org.jspecify.annotations.Nullable;

/**
 * The host while the guests were measured, from the samples inside the window.
 *
 * @param samples how many one-second samples it rests on
 * @param cpuShare of all host CPUs, busy, 0 to 1
 * @param stealShare taken by a hypervisor under us, 0 to 1
 * @param qemuVcpuCores mean cores in use by vCPU threads of berth's guests
 * @param qemuIothreadCores by their iothreads
 * @param qemuOtherCores by the rest of these processes (main loop, workers)
 * @param qemuCpuUsPerIo CPU µs of the QEMU processes ÷ I/Os that guests completed
 * @param berthCores by berth itself
 * @param device the disk under the storage directory, or all disks under it with " + " between
 *     them; null if it has none (tmpfs, NFS)
 * @param deviceReadBytes read from it in the window, by anyone; from all together if there are
 *     several
 * @param deviceWriteBytes written to it
 * @param deviceReadIos reads it completed
 * @param deviceWriteIos writes it completed
 * @param deviceUtilShare the share of time in which it was busy, 0 to 1; the mean of several
 * @param dirtyEndBytes dirty and writeback memory when the window ended
 * @param loadMs from the start instant to the end of the load: ramp, runtime and cool-down; null if
 *     the case did not get that far
 * @param loadWriteBytes what guests wrote in that time, as QEMU counted it at their disks
 * @param drainMs from there until the images' dirty pages were on the device
 * @param psiIoSomeShare share of time in which some task waited for I/O; null without PSI
 * @param psiMemorySomeShare the same for memory
 * @param psiCpuSomeShare the same for a CPU
 * @param engineCpuUsPerIo at the layer host CPU µs, user and system, of the threads of berth's own
 *     engine while they measured ÷ the I/Os that they completed; null at other layers
 */
public record HostUse(
        int samples,
        double cpuShare,
        double stealShare,
        double qemuVcpuCores,
        double qemuIothreadCores,
        double qemuOtherCores,
        @Nullable Double qemuCpuUsPerIo,
        double berthCores,
        @Nullable String device,
        long deviceReadBytes,
        long deviceWriteBytes,
        long deviceReadIos,
        long deviceWriteIos,
        double deviceUtilShare,
        long dirtyEndBytes,
        @Nullable Double loadMs,
        @Nullable Long loadWriteBytes,
        @Nullable Double drainMs,
        @Nullable Double psiIoSomeShare,
        @Nullable Double psiMemorySomeShare,
        @Nullable Double psiCpuSomeShare,
        @OfLayer @Nullable Double engineCpuUsPerIo) {

    /**
     * Bytes per second that the storage took from guests: all that they wrote ÷ the time until the
     * last of it was on the device. Load and drain are of one piece: pages that the ramp or the
     * cool-down left dirty are drained, too, so the window's bytes ÷ (window + drain) would be too
     * low. Null without writes or without a measured drain.
     */
    public @Nullable Double sustainedWriteBytes() {
        return loadMs == null || loadWriteBytes == null || drainMs == null || loadWriteBytes == 0
                ? null
                : (Double) (loadWriteBytes * 1000.0 / (loadMs + drainMs));
    }
}
