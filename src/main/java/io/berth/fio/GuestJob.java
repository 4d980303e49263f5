package io.berth.fio;

import java.util.ArrayList;
import java.util.List;

/**
 * What a guest runs for one case: fio's job file, the gate's script, and where everything lies.
 *
 * <p>In order: {@link #prepareCommand}, write {@link #jobFile} to {@link #jobPath} and {@link
 * #gateScript} to {@link #gatePath}, start {@link #command}, wait until {@link #readyPath} has
 * {@link #jobs} lines, write {@link Gate#goText} to {@link #goPath}, wait for the command's end,
 * fetch {@link #outputFiles}. {@link #stopCommand} ends it early.
 *
 * @param jobFile the text of job.fio
 * @param gateScript the text of the gate, see {@link Gate}
 * @param directory where both are put in the guest, writable, fio's working directory
 * @param jobs how many fio jobs there are: as many lines has the ready file when all wait
 * @param histLogs the names of the histogram logs that fio leaves there, one a job
 */
public record GuestJob(
        String jobFile, String gateScript, String directory, int jobs, List<String> histLogs) {

    /** The exit code of {@link #command} when a job did not get through the gate. */
    public static final int GATE_EXIT_CODE = 97;

    /**
     * The exit code of {@link #command} when fio ended with 0 but left no measurement: so does fio
     * 3.33 when a job of its was killed.
     */
    public static final int UNMEASURED_EXIT_CODE = 98;

    public GuestJob {
        histLogs = List.copyOf(histLogs);
    }

    public String jobPath() {
        return directory + "/job.fio";
    }

    public String gatePath() {
        return directory + "/gate";
    }

    /** The file that gains a line for each job that waits at the gate; absent before the first. */
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
        List<String> files = new ArrayList<>();
        files.add(jsonPath());
        histLogs.forEach(name -> files.add(directory + "/" + name));
        return files;
    }

    /** The command that empties the directory of an earlier case, or makes it. */
    public List<String> prepareCommand() {
        // The ready file is there from the start, so that asking for it is no error.
        return shell("rm -rf \"$1\" && mkdir -p \"$1\" && : >\"$1/ready\"");
    }

    /**
     * The command that runs fio. Its exit code is fio's, or {@link #GATE_EXIT_CODE} with the gate's
     * reason on stderr; 127 if the guest has no fio.
     */
    public List<String> command() {
        return shell(
                """
                cd "$1" || exit 1
                fio --output=fio.json --output-format=json+ --eta=never job.fio &
                echo $! >fio.pid
                wait $!
                code=$?
                if [ -s gate.err ]; then cat gate.err >&2; exit %d; fi
                [ $code -eq 0 ] || exit $code
                for log in %s; do
                  if [ ! -e $log ]; then echo "fio left no $log" >&2; exit %d; fi
                done
                """
                        .formatted(
                                GATE_EXIT_CODE, String.join(" ", histLogs), UNMEASURED_EXIT_CODE));
    }

    /** The command that ends a running fio: politely, and after three seconds with SIGKILL. */
    public List<String> stopCommand() {
        return shell(
                """
                cd "$1" || exit 0
                : >stop
                [ -s fio.pid ] || exit 0
                read -r pid <fio.pid
                kill -TERM "$pid" 2>/dev/null || exit 0
                for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
                  sleep 0.2
                  kill -0 "$pid" 2>/dev/null || exit 0
                done
                kill -KILL "$pid" 2>/dev/null
                exit 0
                """);
    }

    private List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script, "berth", directory);
    }
}
