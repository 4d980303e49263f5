package io.berth.plan;

import io.berth.profile.Accelerator;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Factors;
import io.berth.profile.Format;
import io.berth.profile.Layer;
import io.berth.profile.Machine;
import io.berth.profile.OperationKind;
import io.berth.profile.PageCache;
import io.berth.profile.Preallocation;
import io.berth.profile.Profile;
import io.berth.units.ByteSize;
import io.berth.units.Durations;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a case of a combination: its factors become typed, and sizes for tools plain bytes. */
final class CaseMaker {

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
    private final CaseIds operationIds;

    CaseMaker(Profile profile, List<Combination> combinations) {
        measure = profile.measure();
        profile.storage().forEach(s -> places.put(s.written(), new Place(s.paths(), s.devices())));
        ids = new CaseIds(combinations.stream().filter(c -> !c.isOperation()).toList());
        operationIds = new CaseIds(combinations.stream().filter(Combination::isOperation).toList());
    }

    Case make(Combination c) {
        return new Case(
                ids.id(c),
                c.word("layer", Layer.class),
                place(c),
                disk(c),
                guest(c),
                Integer.parseInt(c.get("guests")),
                workload(c),
                c.word("page_cache", PageCache.class),
                Collections.unmodifiableSortedMap(c.factors()));
    }

    OperationCase operation(Combination c) {
        String coroutines = c.get("operation.coroutines");
        OperationKind kind = c.word("operation.name", OperationKind.class);
        return new OperationCase(
                operationIds.operationId(c),
                new OperationConfig(
                        kind,
                        c.has("operation.to") ? c.word("operation.to", Format.class) : null,
                        c.is("operation.compressed", "true"),
                        c.has("operation.cache")
                                ? c.word("operation.cache", CacheMode.class)
                                : null,
                        c.is("operation.out_of_order", "true"),
                        coroutines.isEmpty() ? null : Integer.valueOf(coroutines),
                        c.has("operation.resize_to")
                                ? ByteSize.parse(c.get("operation.resize_to"))
                                : null),
                place(c),
                DiskMaker.disk(c),
                Operations.inGuest(kind) ? guest(c) : GuestConfig.NONE,
                Collections.unmodifiableSortedMap(c.factors()));
    }

    private Place place(Combination c) {
        Place place = places.get(c.get("storage"));
        if (place == null) {
            throw new IllegalStateException("no storage '" + c.get("storage") + "'");
        }
        return place;
    }

    private static GuestConfig guest(Combination c) {
        return isHost(c)
                ? GuestConfig.NONE
                : new GuestConfig(
                        Integer.parseInt(c.get("guest.vcpus")),
                        ByteSize.parse(c.get("guest.memory")),
                        c.word("guest.accelerator", Accelerator.class),
                        c.word("guest.machine", Machine.class, Machine.Q35));
    }

    private static boolean isHost(Combination c) {
        return c.get("layer").equals(Layer.HOST.word());
    }

    private static DiskConfig disk(Combination c) {
        return isHost(c)
                ? DiskConfig.plainFile(
                        ByteSize.parse(c.get("disk.size")),
                        c.word("disk.preallocation", Preallocation.class),
                        c.word("disk.cache", CacheMode.class),
                        c.word("disk.contents", Contents.class))
                : DiskMaker.disk(c);
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
        Profile.Workload written = Objects.requireNonNull(c.workload());
        Profile.JobFile file = written.jobFile();
        return new Workload(
                written.name(),
                Collections.unmodifiableSortedMap(options),
                file == null ? null : new Workload.JobFile(file.file(), file.text()),
                time(c, "workload.ramp_time", measure.rampTime()),
                time(c, "workload.runtime", measure.runtime()));
    }

    private static Duration time(Combination c, String factor, Duration otherwise) {
        return c.get(factor).isEmpty() ? otherwise : Durations.parse(c.get(factor));
    }
}
