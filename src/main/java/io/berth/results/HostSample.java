package io.berth.results;

import org.jspecify.annotations.Nullable;

/**
 * One second of the host: a row of samples.csv. Counters are differences since the sample before.
 *
 * @param unixMs the end of the second, host's clock
 * @param intervalMs its length
 */
public record HostSample(
        double unixMs,
        double intervalMs,
        double cpuShare,
        double stealShare,
        double qemuVcpuCpuMs,
        double qemuIothreadCpuMs,
        double qemuOtherCpuMs,
        double berthCpuMs,
        long deviceReadIos,
        long deviceWriteIos,
        long deviceReadBytes,
        long deviceWriteBytes,
        double deviceUtilShare,
        long dirtyBytes,
        long writebackBytes,
        long freeBytes,
        long cachedBytes,
        @Nullable Double psiIoSomeShare,
        @Nullable Double psiMemorySomeShare,
        @Nullable Double psiCpuSomeShare) {}
