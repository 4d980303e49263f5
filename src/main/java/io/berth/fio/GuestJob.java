package io.berth.fio;

import java.util.List;

/**
 * What a guest runs for one case: fio's job file, the gate's script, and where everything lies.
 *
 * @param jobFile the text of job.fio
 * @param gateScript the text of the gate, see {@link Gate}
 * @param directory where both are put in the guest, writable, fio's working directory
 * @param jobs how many fio jobs there are: as many lines has the ready file when all wait
 * @param histLogs the names of the histogram logs that fio leaves there, one a job
 */
public record GuestJob(
        String jobFile, String gateScript, String directory, int jobs, List<String> histLogs) {

    public String jobPath() {
        return directory + "/job.fio";
    }

    public String gatePath() {
        return directory + "/gate";
    }

    /** The file that gains a line for each job that waits at the gate. */
    public String readyPath() {
        return directory + "/ready";
    }

    /** The file that opens the gate: write {@link Gate#goText} to it. */
    public String goPath() {
        return directory + "/go";
    }

    /** The file with fio's json+. */
    public String jsonPath() {
        return directory + "/fio.json";
    }

    /** All files to bring back after fio ended: json+ first, then the histogram logs. */
    public List<String> outputFiles() {
        throw new UnsupportedOperationException();
    }

    /** The command that runs fio, in {@link #directory}, for the guest agent's guest-exec. */
    public List<String> command() {
        throw new UnsupportedOperationException();
    }

    /** The command that removes what an earlier case left and makes the directory. */
    public List<String> prepareCommand() {
        throw new UnsupportedOperationException();
    }
}
