package io.berth.host;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/** The facts of one storage directory: file system, O_DIRECT, disk and its queue. */
final class StorageFacts {

    private static final String[] QUEUE = {
        "scheduler",
        "write_cache",
        "fua",
        "rotational",
        "nr_requests",
        "read_ahead_kb",
        "wbt_lat_usec",
        "max_sectors_kb",
        "logical_block_size",
        "physical_block_size",
        "discard_max_bytes",
        "iostats",
        "nomerges",
        "io_poll",
    };

    private static final String LSBLK_COLUMNS =
            "NAME,TYPE,SIZE,MODEL,ROTA,SCHED,LOG-SEC,PHY-SEC,TRAN,FSTYPE,RO";

    private StorageFacts() {}

    static SortedMap<String, String> of(Path storage) {
        Facts facts = new Facts();
        Path existing = Storage.nearestExisting(storage);
        facts.put("examined", existing.toString());
        if (BlockDevice.is(existing)) {
            facts.json("lsblk", "lsblk", "--json", "--bytes", "--output-all", existing.toString());
            disk(facts, BlockDevice.under(existing));
            return facts.asMap();
        }
        facts.put("o_direct", direct(storage));
        space(facts, existing);
        facts.json(
                "findmnt",
                "findmnt",
                "--json",
                "--output",
                "TARGET,SOURCE,FSTYPE,OPTIONS",
                "--target",
                existing.toString());
        try {
            disk(facts, BlockDevice.under(existing));
        } catch (HostException e) {
            facts.put("device", "not readable: " + e.getMessage());
        }
        return facts.asMap();
    }

    private static String direct(Path storage) {
        return Storage.refusal(storage, true)
                .map(why -> "refused: " + why)
                .orElse("works (a block was written and read)");
    }

    private static void space(Facts facts, Path existing) {
        facts.put("filesystem", () -> Storage.fileSystem(existing));
        facts.put("total_bytes", Long.toString(existing.toFile().getTotalSpace()));
        facts.put("usable_bytes", Long.toString(existing.toFile().getUsableSpace()));
    }

    private static void disk(Facts facts, Optional<BlockDevice> found) {
        if (found.isEmpty()) {
            facts.put("device", Facts.ABSENT);
            return;
        }
        String name = found.get().name();
        facts.put("device", name);
        // sysfs writes '!' where a device's name has a slash.
        Path sysfs = Path.of("/sys/block", name.replace('/', '!'));
        for (String attribute : QUEUE) {
            facts.file("queue/" + attribute, sysfs.resolve("queue").resolve(attribute));
        }
        facts.put(
                "diskstats",
                () ->
                        ProcText.diskLine(new ProcReader().read("/proc/diskstats"), name)
                                .orElse(Facts.ABSENT));
        facts.json(
                "lsblk", "lsblk", "--json", "--inverse", "--output", LSBLK_COLUMNS, "/dev/" + name);
    }
}
