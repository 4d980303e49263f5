package io.berth.engine.result;

import io.berth.engine.job.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one job did.
 *
 * @param startUnixNs when its measured time began, on the host's clock (CLOCK_REALTIME)
 * @param runtimeNs how long that was: to its last completion, as fio has it
 * @param ops read, write and sync, where there were any
 * @param userCpuNs CPU of its thread in that time, in user mode (getrusage, RUSAGE_THREAD)
 * @param systemCpuNs in the kernel
 * @param voluntarySwitches context switches of its thread
 * @param depthIos I/Os submitted while 2^i to 2^(i+1) − 1 I/Os were in flight, as in fio
 * @param submitCalls system calls by the I/Os that they submitted, in fio's classes: 0, 1 to 4, 5
 *     to 8, 9 to 16, 17 to 32, 33 to 64, more
 * @param completeCalls looks at the completions that found any, by how many, in the same classes
 * @param collections of the garbage collector in that time: a measured window has none
 * @param allocatedBytes on the Java heap by its thread in that time
 * @param errors failed I/Os; a job with errors is no measurement
 * @param failure why the job ended early; null if it did not
 */
public record JobResult(
        Job job,
        Effective effective,
        long startUnixNs,
        long runtimeNs,
        List<OpFigures> ops,
        long userCpuNs,
        long systemCpuNs,
        long voluntarySwitches,
        long involuntarySwitches,
        long majorFaults,
        long minorFaults,
        long[] depthIos,
        long[] submitCalls,
        long[] completeCalls,
        long collections,
        long allocatedBytes,
        List<IoError> errors,
        @Nullable VerifyFigures verify,
        @Nullable String failure) {}
