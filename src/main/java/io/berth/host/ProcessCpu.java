package io.berth.host;

/**
 * The CPU time of a process since it started, and of the children that it has waited for: fields
 * utime, stime, cutime and cstime of /proc/PID/stat (proc(5)), in steps of 10 ms.
 */
public record ProcessCpu(double userMs, double systemMs) {

    /** The resolution of these figures. */
    public static final double STEP_MS = ProcText.MS_PER_TICK;

    /**
     * As it is now.
     *
     * @throws HostException if there is no such process
     */
    public static ProcessCpu of(long pid) {
        String file = "/proc/" + pid + "/stat";
        String stat = new ProcReader().readOrNull(file);
        if (stat == null || stat.isEmpty()) {
            throw new HostException(
                    "the process " + pid + " is not running (" + file + ")",
                    "look for its end in the guest's serial.log and 'dmesg'");
        }
        return parse(stat);
    }

    static ProcessCpu parse(String stat) {
        // After the name in parentheses, which may hold spaces, come the fields from the third on.
        String[] f = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
        long user = Long.parseLong(f[11]) + Long.parseLong(f[13]);
        long system = Long.parseLong(f[12]) + Long.parseLong(f[14]);
        return new ProcessCpu(user * STEP_MS, system * STEP_MS);
    }

    /** What was used since an earlier reading. */
    public ProcessCpu minus(ProcessCpu earlier) {
        return new ProcessCpu(userMs - earlier.userMs, systemMs - earlier.systemMs);
    }
}
