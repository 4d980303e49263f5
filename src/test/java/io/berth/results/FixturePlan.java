package io.berth.results;

import io.berth.plan.Block;
import io.berth.plan.Case;
import io.berth.plan.DiskConfig;
import io.berth.plan.Estimate;
import io.berth.plan.Exclusion;
import io.berth.plan.GuestConfig;
import io.berth.plan.Measure;
import io.berth.plan.Objective;
import io.berth.plan.Place;
import io.berth.plan.Plan;
import io.berth.plan.Workload;
import io.berth.profile.Accelerator;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Layer;
import io.berth.profile.PageCache;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The plans of the synthetic runs. */
final class FixturePlan {

    static final Path STORAGE = Path.of("/var/lib/berth");

    private FixturePlan() {}

    /** A closed loop: as fast as it goes. */
    static Workload randread() {
        return new Workload(
                "randread",
                new TreeMap<>(Map.of("rw", "randread", "bs", "4096", "iodepth", "4")),
                null,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10));
    }

    /** An open loop with flushes. */
    static Workload oltp() {
        return new Workload(
                "oltp",
                new TreeMap<>(
                        Map.of(
                                "rw",
                                "randrw",
                                "rwmixread",
                                "70",
                                "bs",
                                "8192",
                                "iodepth",
                                "8",
                                "rate_iops",
                                "1400,600",
                                "fdatasync",
                                "16")),
                null,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30));
    }

    static Plan plan(
            String profile,
            List<Format> formats,
            List<CacheMode> caches,
            List<Integer> guests,
            Workload workload,
            int blocks,
            @Nullable Objective objective) {
        List<Case> cases = new ArrayList<>();
        for (Format format : formats) {
            for (CacheMode cache : caches) {
                for (int count : guests) {
                    cases.add(planned(format, cache, count, workload));
                }
            }
        }
        Duration measured =
                workload.rampTime()
                        .plus(workload.runtime())
                        .multipliedBy((long) cases.size() * blocks);
        return new Plan(
                Plan.SCHEMA_VERSION,
                profile,
                "Which cache mode carries more guests?",
                "profiles/" + profile + ".yaml",
                "name: " + profile + "\npurpose: Which cache mode carries more guests?\n",
                List.copyOf(cases),
                List.of(),
                blocks(cases, blocks),
                List.of(
                        new Exclusion(
                                new TreeMap<>(
                                        Map.of(
                                                "disk.format",
                                                "raw",
                                                "disk.preallocation",
                                                "metadata")),
                                "raw has no preallocation=metadata",
                                2)),
                new Measure(workload.rampTime(), workload.runtime(), blocks, 42, 0.05),
                objective,
                new Estimate(
                        measured,
                        measured.plusSeconds(90),
                        new TreeMap<>(Map.of(STORAGE.toString(), 1L << 30))),
                List.of());
    }

    private static List<Block> blocks(List<Case> cases, int count) {
        List<Block> blocks = new ArrayList<>();
        Random random = new Random(42);
        for (int number = 1; number <= count; number++) {
            List<String> ids = new ArrayList<>(cases.stream().map(Case::id).toList());
            Collections.shuffle(ids, random);
            blocks.add(new Block(number, List.copyOf(ids)));
        }
        return List.copyOf(blocks);
    }

    private static Case planned(Format format, CacheMode cache, int guests, Workload workload) {
        SortedMap<String, String> factors = new TreeMap<>();
        workload.options().forEach((name, value) -> factors.put("workload." + name, value));
        factors.put("workload.name", workload.name());
        factors.put("storage", STORAGE.toString());
        factors.put("layer", "guest");
        factors.put("disk.size", "256MiB");
        factors.put("disk.format", format.word());
        factors.put("disk.preallocation", "off");
        factors.put("disk.cache", cache.word());
        factors.put("disk.aio", "io_uring");
        factors.put("disk.bus", "virtio-blk");
        factors.put("disk.iothread", "false");
        factors.put("disk.contents", "written");
        factors.put("guest.vcpus", "1");
        factors.put("guest.memory", "256MiB");
        factors.put("guest.accelerator", "auto");
        factors.put("page_cache", "cold");
        factors.put("guests", Integer.toString(guests));
        String slug =
                format.word() + "-" + cache.word() + "-" + workload.name() + "-g" + guests + "-";
        return new Case(
                slug + RawFile.sha256(factors.toString()).substring(0, 8),
                Layer.GUEST,
                Place.directory(STORAGE),
                DiskConfig.of(
                        ByteSize.mebibytes(256),
                        format,
                        Preallocation.OFF,
                        cache,
                        Aio.IO_URING,
                        Bus.VIRTIO_BLK,
                        false,
                        Contents.WRITTEN,
                        new TreeMap<>()),
                new GuestConfig(1, ByteSize.mebibytes(256), Accelerator.AUTO),
                guests,
                workload,
                PageCache.COLD,
                factors);
    }
}
