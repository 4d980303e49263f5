package io.berth.analysis;

import java.util.List;

/**
 * What was run, to the letter, quoted for a shell.
 *
 * @param qemu each guest's QEMU command line
 * @param images each distinct {@code qemu-img create} command line
 * @param jobs the job file of each workload
 */
public record ExactCommands(List<String> qemu, List<String> images, List<Job> jobs) {

    /**
     * A fio job file as guest 1 of the first measured case ran it.
     *
     * @param text the file, whole
     */
    public record Job(String workload, String caseId, String text) {}
}
