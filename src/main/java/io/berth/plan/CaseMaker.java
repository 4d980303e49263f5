package io.berth.plan;

import io.berth.profile.Accelerator;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Factors;
import io.berth.profile.Format;
import io.berth.profile.Layer;
import io.berth.profile.PageCache;
import io.berth.profile.Preallocation;
import io.berth.profile.Profile;
import io.berth.profile.Word;
import io.berth.units.ByteSize;
import io.berth.units.Durations;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a case of a combination: its factors become typed, and sizes for tools plain bytes. */
final class CaseMaker {

    private static final String OPTIONS = "disk.options.";
    private static final String WORKLOAD = "workload.";
    private static final Set<String> NOT_FIO =
            Set.of(
                    "workload.name",
                    "workload.file",
                    "workload.file_sha256",
                    "workload.ramp_time",
                    "workload.runtime");

    private final Profile.Measure measure;
    private final Map<String, Place> places = new HashMap<>();
    private final CaseIds ids;

    CaseMaker(Profile profile, List<Combination> combinations) {
        measure = profile.measure();
        profile.storage().forEach(s -> places.put(s.written(), new Place(s.paths(), s.devices())));
        ids = new CaseIds(combinations);
    }

    Case make(Combination c) {
        Place place = places.get(c.get("storage"));
        if (place == null) {
            throw new IllegalStateException("no storage '" + c.get("storage") + "'");
        }
        return new Case(
                ids.id(c),
                word(c, "layer", Layer.class),
                place,
                disk(c),
                guest(c),
                Integer.parseInt(c.get("guests")),
                workload(c),
                word(c, "page_cache", PageCache.class),
                Collections.unmodifiableSortedMap(c.factors()));
    }

    private static GuestConfig guest(Combination c) {
        return isHost(c)
                ? GuestConfig.NONE
                : new GuestConfig(
                        Integer.parseInt(c.get("guest.vcpus")),
                        ByteSize.parse(c.get("guest.memory")),
                        word(c, "guest.accelerator", Accelerator.class));
    }

    private static boolean isHost(Combination c) {
        return c.get("layer").equals(Layer.HOST.word());
    }

    private static <E extends Enum<E> & Word> E word(Combination c, String factor, Class<E> type) {
        return Word.find(type, c.get(factor))
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no " + factor + " '" + c.get(factor) + "'"));
    }

    private static DiskConfig disk(Combination c) {
        if (isHost(c)) {
            return DiskConfig.plainFile(
                    ByteSize.parse(c.get("disk.size")),
                    word(c, "disk.preallocation", Preallocation.class),
                    word(c, "disk.cache", CacheMode.class),
                    word(c, "disk.contents", Contents.class));
        }
        SortedMap<String, String> options = new TreeMap<>();
        c.factors()
                .tailMap(OPTIONS)
                .forEach(
                        (factor, value) -> {
                            if (factor.startsWith(OPTIONS)) {
                                options.put(
                                        factor.substring(OPTIONS.length()),
                                        Factors.plain(factor, value));
                            }
                        });
        return DiskConfig.of(
                ByteSize.parse(c.get("disk.size")),
                word(c, "disk.format", Format.class),
                word(c, "disk.preallocation", Preallocation.class),
                word(c, "disk.cache", CacheMode.class),
                word(c, "disk.aio", Aio.class),
                word(c, "disk.bus", Bus.class),
                Boolean.parseBoolean(c.get("disk.iothread")),
                word(c, "disk.contents", Contents.class),
                Collections.unmodifiableSortedMap(options));
    }

    private Workload workload(Combination c) {
        SortedMap<String, String> options = new TreeMap<>();
        c.factors()
                .tailMap(WORKLOAD)
                .forEach(
                        (factor, value) -> {
                            if (factor.startsWith(WORKLOAD) && !NOT_FIO.contains(factor)) {
                                options.put(
                                        factor.substring(WORKLOAD.length()),
                                        Factors.plain(factor, value));
                            }
                        });
        Profile.JobFile file = c.workload().jobFile();
        return new Workload(
                c.workload().name(),
                Collections.unmodifiableSortedMap(options),
                file == null ? null : new Workload.JobFile(file.file(), file.text()),
                time(c, "workload.ramp_time", measure.rampTime()),
                time(c, "workload.runtime", measure.runtime()));
    }

    private static Duration time(Combination c, String factor, Duration otherwise) {
        return c.get(factor).isEmpty() ? otherwise : Durations.parse(c.get(factor));
    }
}
