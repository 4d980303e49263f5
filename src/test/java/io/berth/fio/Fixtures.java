package io.berth.fio;

import io.berth.fio.Measured.GuestFiles;
import io.berth.plan.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * What the real fio 3.33 left, recorded, each with the job file that berth wrote for it then.
 * {@link #main} records them anew: run it with the test class path and the directory to write to.
 */
final class Fixtures {

    static final String VERSION = "3.33";
    static final Duration RAMP = Duration.ofMillis(500);
    static final Duration RUNTIME = Duration.ofSeconds(3);

    /** Workload by fixture name. */
    static final Map<String, String> WORKLOADS =
            Map.of(
                    "randread", "rw=randread bs=4096 iodepth=8",
                    "randrw70", "rw=randrw rwmixread=70 bs=8192 iodepth=4",
                    "numjobs2", "rw=randread bs=4096 iodepth=2 numjobs=2",
                    "fdatasync16", "rw=randwrite bs=4096 fdatasync=16",
                    "rate_iops", "rw=randrw bs=4096 iodepth=4 rate_iops=350,150",
                    "bssplit", "rw=randread bssplit=4096/50:16384/50 iodepth=4 rate_iops=300",
                    "null", "rw=randread bs=4096 ioengine=null iodepth=4 rate_iops=20000",
                    "slow", "rw=randread bs=4096 rate=2730");

    private Fixtures() {}

    static Workload workload(String name) {
        return Workloads.of(name, RAMP, RUNTIME, Objects.requireNonNull(WORKLOADS.get(name)));
    }

    static byte[] bytes(String name, String file) {
        try (InputStream in = Fixtures.class.getResourceAsStream(path(name, file))) {
            if (in == null) {
                throw new AssertionError("no fixture " + path(name, file));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static GuestFiles guest(String name, int guest) {
        Map<String, byte[]> logs = new TreeMap<>();
        for (int job = 1; job <= (name.equals("numjobs2") ? 2 : 1); job++) {
            String log = "berth_clat_hist." + job + ".log";
            logs.put(log, bytes(name, log));
        }
        return new GuestFiles(guest, 42, bytes(name, "fio.json"), logs, 0, 100_000);
    }

    private static String path(String name, String file) {
        return VERSION + "/" + name + "/" + file;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path target = Path.of(args[0]);
        Path work = Files.createTempDirectory("berth-fixture-");
        Path disk = work.resolve("disk");
        writeDisk(disk, 64 << 20);
        for (String name : WORKLOADS.keySet().stream().sorted().toList()) {
            HostRun run = HostRun.start(workload(name), disk, 42, work.resolve(name));
            run.awaitReady();
            run.go(HostRun.soonUnixNs());
            if (run.exitCode() != 0) {
                throw new AssertionError(run.said());
            }
            Path to = Files.createDirectories(target.resolve(VERSION).resolve(name));
            List<String> files = new ArrayList<>(run.job.histLogs());
            files.addAll(List.of("job.fio", "fio.json"));
            for (String file : files) {
                Files.write(to.resolve(file), Files.readAllBytes(run.directory.resolve(file)));
            }
        }
    }

    /** A file of random bytes, so that every block is allocated. */
    static void writeDisk(Path disk, int bytes) throws IOException {
        byte[] block = new byte[1 << 20];
        Random random = new Random(1);
        Files.write(disk, new byte[0]);
        for (int done = 0; done < bytes; done += block.length) {
            random.nextBytes(block);
            Files.write(
                    disk,
                    Arrays.copyOf(block, Math.min(block.length, bytes - done)),
                    StandardOpenOption.APPEND);
        }
    }
}
