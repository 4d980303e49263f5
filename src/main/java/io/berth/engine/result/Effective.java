package io.berth.engine.result;

import io.berth.engine.job.IoEngine;
import java.util.List;

/**
 * How a job's I/O was really done, next to what was asked for.
 *
 * @param ioengine the engine that did it
 * @param direct whether the files had O_DIRECT, read back from the kernel (F_GETFL)
 * @param syncFlag the flag they had of none, O_DSYNC, O_SYNC, read back
 * @param ringFlags the ring's flags by name ({@code SINGLE_ISSUER}); empty without a ring
 * @param fixedBuffers whether buffers were registered
 * @param registeredFiles whether files were
 * @param combinedEnter whether one system call submitted and waited: then slat is empty
 * @param alignBytes the alignment of buffers and offsets for O_DIRECT, from statx; 0 if unknown
 * @param pages what buffers lie on: "4 KiB pages", "transparent huge pages" as read back from smaps
 * @param fallbacks each step down from what was asked for, in order, with its reason
 */
public record Effective(
        IoEngine ioengine,
        boolean direct,
        String syncFlag,
        List<String> ringFlags,
        boolean fixedBuffers,
        boolean registeredFiles,
        boolean combinedEnter,
        int alignBytes,
        String pages,
        List<String> fallbacks) {}
