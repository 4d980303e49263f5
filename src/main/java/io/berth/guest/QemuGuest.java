package io.berth.guest;

import io.berth.image.DiskImage;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.results.EffectiveDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.JsonNode;

/** A guest that is one QEMU process on this host. */
final class QemuGuest implements Guest {

    private static final int CLOCK_READINGS = 10;
    private static final Duration VERSIONS_TIMEOUT = Duration.ofSeconds(60);

    private final int number;
    private final String where;
    private final QemuProcess process;
    private final QmpClient qmp;
    private final QemuAgent agent;
    private final HotPlug plug;
    private final EffectiveReader reader;
    private final Map<String, LongAdder> ioErrors;
    private final Duration bootTime;
    private final String kernel;
    private final String fioVersion;
    private List<PluggedDisk> bootDisks = List.of();

    private QemuGuest(
            int number,
            QemuProcess process,
            QmpClient qmp,
            QemuAgent agent,
            Map<String, LongAdder> ioErrors,
            Duration bootTime,
            List<String> versions,
            GuestConfig config) {
        this.number = number;
        this.where = where(number);
        this.process = process;
        this.qmp = qmp;
        this.agent = agent;
        this.ioErrors = ioErrors;
        this.bootTime = bootTime;
        this.kernel = versions.get(0);
        this.fioVersion = versions.get(1);
        this.plug = new HotPlug(where, config, qmp, agent);
        this.reader = new EffectiveReader(number, config, process, qmp, plug);
    }

    static String where(int number) {
        return "guest " + number;
    }

    /**
     * Waits until the guest of a process that has just been started answers.
     *
     * @param startedNs System.nanoTime() when it was started
     */
    static QemuGuest await(
            int number,
            QemuProcess process,
            GuestConfig config,
            QemuCommandLine.Files files,
            List<BootDisk> disks,
            long startedNs,
            Deadline deadline)
            throws GuestException, InterruptedException {
        String where = where(number);
        Map<String, LongAdder> ioErrors = new ConcurrentSkipListMap<>();
        QmpClient qmp =
                QmpClient.connect(
                        where,
                        files.qmpSocket(),
                        deadline,
                        process::alive,
                        process,
                        event -> {
                            process.event(event);
                            countError(event, ioErrors);
                        });
        QemuAgent agent =
                QemuAgent.connect(where, files.agentSocket(), deadline, process::alive, process);
        agent.awaitStart(deadline);
        process.agentAnswered();
        Duration bootTime = Duration.ofNanos(System.nanoTime() - startedNs);
        var guest =
                new QemuGuest(
                        number,
                        process,
                        qmp,
                        agent,
                        ioErrors,
                        bootTime,
                        versions(where, agent),
                        config);
        guest.bootDisks = guest.plug.booted(disks);
        return guest;
    }

    private static List<String> versions(String where, QemuAgent agent)
            throws GuestException, InterruptedException {
        ExecResult result =
                agent.exec(
                        List.of("/bin/sh", "-c", "uname -r && exec fio --version"),
                        VERSIONS_TIMEOUT);
        List<String> lines = result.outText().lines().toList();
        if (result.exitCode() != 0 || lines.size() != 2 || !lines.get(1).startsWith("fio-")) {
            throw new GuestException(
                    where,
                    "fio does not run in it: " + result,
                    "install fio in the guest; for berth's own appliance: apt-get install"
                            + " --reinstall fio, and give the guest at least 192 MiB of memory");
        }
        return List.of(lines.get(0), lines.get(1).substring("fio-".length()));
    }

    private static void countError(QmpClient.Event event, Map<String, LongAdder> ioErrors) {
        if (event.name().equals("BLOCK_IO_ERROR")) {
            JsonNode data = event.data();
            String key =
                    data.path("node-name").asString("")
                            + " "
                            + data.path("operation").asString("")
                            + ": "
                            + data.path("reason").asString("");
            ioErrors.computeIfAbsent(key, _ -> new LongAdder()).increment();
        }
    }

    /** Asks QEMU to end, without waiting for it. */
    void quit() throws GuestException, InterruptedException {
        qmp.post("quit");
    }

    /** Lets go of the sockets. */
    void disconnect() {
        agent.close();
        qmp.close();
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Duration bootTime() {
        return bootTime;
    }

    @Override
    public List<String> commandLine() {
        return process.commandLine();
    }

    @Override
    public String kernel() {
        return kernel;
    }

    @Override
    public String fioVersion() {
        return fioVersion;
    }

    @Override
    public void pause() throws GuestException, InterruptedException {
        qmp.execute("stop");
        agent.paused(true);
    }

    @Override
    public void resume() throws GuestException, InterruptedException {
        qmp.execute("cont");
        agent.paused(false);
    }

    @Override
    public PluggedDisk plug(DiskConfig config, DiskImage image, String serial)
            throws GuestException, InterruptedException {
        return plug.plug(config, image, serial);
    }

    @Override
    public List<PluggedDisk> bootDisks() {
        return bootDisks;
    }

    @Override
    public SnapshotTaken snapshot(PluggedDisk disk, Path overlay)
            throws GuestException, InterruptedException {
        return plug.snapshot(disk, overlay);
    }

    @Override
    public void unplug(PluggedDisk disk) throws GuestException, InterruptedException {
        plug.unplug(disk);
        ioErrors.keySet().removeIf(key -> ofDisk(key, disk));
    }

    @Override
    public EffectiveDisk readBack(PluggedDisk disk) throws GuestException, InterruptedException {
        return reader.read(disk);
    }

    @Override
    public BlockStats blockStats(PluggedDisk disk) throws GuestException, InterruptedException {
        for (JsonNode device : qmp.execute("query-blockstats")) {
            if (disk.isDevice(device.path("qdev").asString(""))) {
                JsonNode stats = device.path("stats");
                return new BlockStats(
                        stats.path("rd_operations").asLong(),
                        stats.path("rd_bytes").asLong(),
                        stats.path("wr_operations").asLong(),
                        stats.path("wr_bytes").asLong(),
                        stats.path("flush_operations").asLong());
            }
        }
        throw process.explain("QEMU has no statistics of disk " + disk.serial(), null);
    }

    @Override
    public List<String> ioErrors(PluggedDisk disk) {
        return ioErrors.entrySet().stream()
                .filter(e -> ofDisk(e.getKey(), disk))
                .map(
                        e ->
                                String.format(
                                        Locale.ROOT,
                                        "%s (%d times)",
                                        e.getKey().substring(e.getKey().indexOf(' ') + 1),
                                        e.getValue().sum()))
                .toList();
    }

    /** Whether errors are of a disk, by the node that it reads: that of its snapshot, at last. */
    private static boolean ofDisk(String key, PluggedDisk disk) {
        String node = key.substring(0, key.indexOf(' '));
        return node.equals(disk.wiring().formatNodes().getFirst())
                || node.equals(DiskWiring.overlayNode(disk.serial()));
    }

    @Override
    public GuestAgent agent() {
        return agent;
    }

    @Override
    public GuestMemory memory() {
        return new GuestMemory(where, qmp);
    }

    @Override
    public ClockReading readClock() throws GuestException, InterruptedException {
        ClockReading best = new ClockReading(0, Long.MAX_VALUE);
        for (int i = 0; i < CLOCK_READINGS; i++) {
            Instant before = Instant.now();
            long start = System.nanoTime();
            long guestNs = agent.timeNs();
            long halfNs = (System.nanoTime() - start) / 2;
            long hostNs = ChronoUnit.NANOS.between(Instant.EPOCH, before) + halfNs;
            if (halfNs < best.uncertaintyNs()) {
                best = new ClockReading(guestNs - hostNs, halfNs);
            }
        }
        return best;
    }

    @Override
    public Path serialLog() {
        return process.serialLog();
    }
}
