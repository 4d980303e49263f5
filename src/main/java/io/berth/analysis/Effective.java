package io.berth.analysis;

import io.berth.plan.Case;
import io.berth.plan.DiskConfig;
import io.berth.profile.CacheMode;
import io.berth.results.CaseResult;
import io.berth.results.EffectiveDisk;
import io.berth.results.EffectiveTwin;
import io.berth.results.RunData;
import io.berth.results.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What each disk configuration asked for against what was read back, failed cases included. */
final class Effective {

    /** {@code O_DIRECT of guest-01.qcow2}, {@code O_DIRECT of guest-01.l2.qcow2}. */
    private static final Pattern FILE_FLAG =
            Pattern.compile("^(O_DIRECT) of (?:\\S*?(\\bbase|\\.l\\d+)\\.\\S*|\\S+)$");

    private Effective() {}

    private record Group(Case planned, List<EffectiveDisk> disks) {}

    static List<EffectiveRow> of(RunData run, Labels labels) {
        Map<String, Group> groups = new LinkedHashMap<>();
        for (CaseResult result : run.results()) {
            Case planned = run.plan().find(result.caseId());
            if (!result.effective().isEmpty()) {
                groups.computeIfAbsent(
                                labels.configurationKey(planned),
                                key -> new Group(planned, new ArrayList<>()))
                        .disks()
                        .addAll(result.effective());
            }
        }
        List<EffectiveRow> rows = new ArrayList<>();
        groups.forEach(
                (key, group) ->
                        rows.add(
                                new EffectiveRow(
                                        key,
                                        labels.configurationLabel(group.planned()),
                                        group.disks().size(),
                                        settings(group),
                                        mismatches(group.disks()))));
        twins(run, labels).forEach(rows::add);
        return List.copyOf(rows);
    }

    /** The files at the host, whose settings the engine read back. */
    private static List<EffectiveRow> twins(RunData run, Labels labels) {
        Map<String, Case> cases = new LinkedHashMap<>();
        Map<String, List<EffectiveTwin>> groups = new LinkedHashMap<>();
        for (CaseResult result : run.results()) {
            List<EffectiveTwin> twins = result.twins();
            if (twins != null && !twins.isEmpty()) {
                Case planned = run.plan().find(result.caseId());
                String key = labels.configurationKey(planned);
                cases.putIfAbsent(key, planned);
                groups.computeIfAbsent(key, k -> new ArrayList<>()).addAll(twins);
            }
        }
        List<EffectiveRow> rows = new ArrayList<>();
        groups.forEach(
                (key, twins) -> {
                    Case planned = Objects.requireNonNull(cases.get(key));
                    rows.add(
                            new EffectiveRow(
                                    key,
                                    labels.configurationLabel(planned),
                                    twins.size(),
                                    settings(planned.disk().cache(), twins),
                                    twins.stream()
                                            .flatMap(t -> t.mismatches().stream())
                                            .distinct()
                                            .toList()));
                });
        return rows;
    }

    private static List<EffectiveRow.Setting> settings(CacheMode cache, List<EffectiveTwin> twins) {
        // Where the cache mode leaves it to the workload, what it asked for is what is found.
        String flag =
                cache.writeCache() && !cache.noFlush()
                        ? words(twins, EffectiveTwin::syncFlag)
                        : cache.noFlush() ? "none" : "O_DSYNC";
        return List.of(
                setting(
                        "O_DIRECT",
                        onOff(cache.direct()),
                        words(twins, t -> onOff(t.oDirect())),
                        "F_GETFL"),
                setting("open flag", flag, words(twins, EffectiveTwin::syncFlag), "F_GETFL"),
                setting(
                        "engine",
                        words(twins, EffectiveTwin::ioengine),
                        words(twins, EffectiveTwin::ioengine),
                        "berth's own"));
    }

    private static EffectiveRow.Setting setting(
            String name, String requested, String effective, String source) {
        return new EffectiveRow.Setting(
                name, requested, effective, source, requested.equals(effective));
    }

    private static List<EffectiveRow.Setting> settings(Group group) {
        Map<String, List<Setting>> read = new LinkedHashMap<>();
        for (EffectiveDisk each : group.disks()) {
            for (Setting setting : each.settings()) {
                read.computeIfAbsent(name(setting), name -> new ArrayList<>()).add(setting);
            }
        }
        // Runs of before settings were stored one by one have the fields alone.
        return read.isEmpty()
                ? ofFields(group)
                : read.values().stream().map(Effective::together).toList();
    }

    /** Open flags are read file by file: those of all guests' images are one setting. */
    private static String name(Setting setting) {
        return FILE_FLAG
                .matcher(setting.name())
                .replaceFirst(
                        found -> found.group(2) == null ? "$1 of images" : "$1 of backing files");
    }

    /** One setting over all disks that have it. */
    private static EffectiveRow.Setting together(List<Setting> read) {
        List<Setting> known = read.stream().filter(s -> s.effective() != null).toList();
        return new EffectiveRow.Setting(
                name(read.getFirst()),
                words(read, Setting::requested),
                known.isEmpty() ? null : words(known, s -> Objects.requireNonNull(s.effective())),
                words(known.isEmpty() ? read : known, Setting::source),
                read.stream().noneMatch(Setting::differs));
    }

    private static <T> String words(List<T> of, Function<T, String> value) {
        return of.stream().map(value).distinct().sorted().collect(Collectors.joining(" / "));
    }

    private static List<EffectiveRow.Setting> ofFields(Group group) {
        DiskConfig disk = group.planned().disk();
        List<EffectiveDisk> disks = group.disks();
        return List.of(
                setting(
                        "O_DIRECT",
                        onOff(disk.cache().direct()),
                        disks,
                        d -> d.fdFlagsOctal() == null ? "not readable here" : onOff(d.oDirect()),
                        "image fd's flags in /proc/PID/fdinfo"),
                setting(
                        "guest write cache",
                        disk.cache().writeCache() ? "write back" : "write through",
                        disks,
                        EffectiveDisk::guestWriteCache,
                        "/sys/block/*/queue/write_cache in the guest"),
                setting(
                        "no-flush",
                        onOff(disk.cache().noFlush()),
                        disks,
                        d -> onOff(d.qmpNoFlush()),
                        "QMP query-named-block-nodes"),
                setting(
                        "cache.direct",
                        onOff(disk.cache().direct()),
                        disks,
                        d -> onOff(d.qmpDirect()),
                        "QMP query-named-block-nodes"),
                setting(
                        "device write cache",
                        onOff(disk.cache().writeCache()),
                        disks,
                        d -> onOff(d.qmpWriteback()),
                        "QMP query-block"),
                setting("aio", disk.aio().word(), disks, EffectiveDisk::aio, "QEMU"),
                setting(
                        "format",
                        disk.format().word(),
                        disks,
                        EffectiveDisk::format,
                        "QMP query-named-block-nodes"));
    }

    private static EffectiveRow.Setting setting(
            String name,
            String requested,
            List<EffectiveDisk> disks,
            Function<EffectiveDisk, String> value,
            String source) {
        List<String> values = disks.stream().map(value).distinct().sorted().toList();
        return new EffectiveRow.Setting(
                name,
                requested,
                values.stream().collect(Collectors.joining(" / ")),
                source,
                values.equals(List.of(requested)));
    }

    private static List<String> mismatches(List<EffectiveDisk> disks) {
        return disks.stream().flatMap(d -> d.mismatches().stream()).distinct().toList();
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }
}
