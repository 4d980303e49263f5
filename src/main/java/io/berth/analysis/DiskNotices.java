package io.berth.analysis;

import io.berth.analysis.Analysis.NoticeRow;
import io.berth.plan.Case;
import io.berth.plan.ImageConfig;
import io.berth.profile.Format;
import io.berth.profile.Layer;
import io.berth.results.CaseResult;
import io.berth.results.ImageCheck;
import io.berth.results.ImageRecord;
import io.berth.results.Notice;
import io.berth.results.RunData;
import io.berth.units.ByteSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a reader must know of the disks themselves, found in the plan and in the images. */
final class DiskNotices {

    static final String L2_CACHE = "l2_cache";
    static final String LEAKS = "leaks";
    static final String CHAIN_FROM_RAM = "chain_from_ram";
    static final String MADE_ANEW = "made_anew";

    /** QEMU's most without l2-cache-size (block/qcow2.h: DEFAULT_L2_CACHE_MAX_SIZE, Linux). */
    private static final ByteSize L2_CACHE_MOST = ByteSize.mebibytes(32);

    /** qcow2's without the option (block/qcow2.h: DEFAULT_CLUSTER_SIZE). */
    private static final ByteSize CLUSTER = ByteSize.of(64 << 10);

    /** An entry of an L2 table (docs/interop/qcow2.txt), and one with subclusters. */
    private static final int L2_ENTRY_BYTES = 8;

    private static final int EXTENDED_L2_ENTRY_BYTES = 16;

    private DiskNotices() {}

    /** Those of one case, to stand beside its figures. */
    static List<Notice> of(Case planned, List<CaseResult> results) {
        List<Notice> notices = new ArrayList<>();
        String uncovered = uncovered(planned);
        if (uncovered != null) {
            notices.add(new Notice(L2_CACHE, uncovered));
        }
        long leaks = leaks(results);
        if (leaks > 0) {
            notices.add(
                    new Notice(
                            LEAKS,
                            "qemu-img check found "
                                    + leaks
                                    + (leaks == 1 ? " leaked cluster" : " leaked clusters")
                                    + " after the measurement: they cost space, not data"));
        }
        boolean ram =
                results.stream()
                        .flatMap(r -> r.notices().stream())
                        .anyMatch(n -> n.code().equals("ram_served"));
        if (ram && planned.disk().image().backing().any()) {
            notices.add(
                    new Notice(
                            CHAIN_FROM_RAM,
                            "Reads through backing files came from the host's RAM: what the chain"
                                    + " costs on the storage is not in these figures"));
        }
        return notices;
    }

    /** The notices of all cases, each once, and what is about the run. */
    static List<NoticeRow> rows(RunData run, List<CaseFigures> cases) {
        Map<String, Map<String, String>> byCode = new LinkedHashMap<>();
        for (CaseFigures figures : cases) {
            for (Notice notice : figures.notices()) {
                if (List.of(L2_CACHE, LEAKS, CHAIN_FROM_RAM).contains(notice.code())) {
                    byCode.computeIfAbsent(notice.code(), code -> new LinkedHashMap<>())
                            .put(figures.id(), notice.text());
                }
            }
        }
        List<NoticeRow> rows = new ArrayList<>();
        byCode.forEach(
                (code, texts) ->
                        rows.add(
                                new NoticeRow(
                                        code,
                                        text(code, List.copyOf(texts.values())),
                                        List.copyOf(texts.keySet()),
                                        List.of())));
        List<String> anew =
                run.plan().cases().stream()
                        .filter(c -> c.disk().image().wornByWrites())
                        .map(Case::id)
                        .toList();
        if (!anew.isEmpty()) {
            rows.add(
                    new NoticeRow(
                            MADE_ANEW,
                            "Writes to an image with a backing file or a snapshot go to new blocks"
                                    + " the first time only, so these images were made anew for"
                                    + " each case and block.",
                            anew,
                            List.of()));
        }
        return rows;
    }

    private static String text(String code, List<String> texts) {
        List<String> distinct = texts.stream().distinct().toList();
        if (distinct.size() == 1) {
            return distinct.getFirst();
        }
        return switch (code) {
            case L2_CACHE ->
                    "These disks are larger than what QEMU's cache of their L2 tables covers:"
                            + " random I/O also reads tables from the image. l2_cache_size sets it";
            case LEAKS ->
                    "qemu-img check found leaked clusters after the measurement, which cost space,"
                            + " not data; the images' table counts them";
            default -> distinct.getFirst();
        };
    }

    /** Why the tables of a qcow2 disk do not fit its L2 cache; null if they do. */
    private static @Nullable String uncovered(Case planned) {
        ImageConfig image = planned.disk().image();
        if (image.format() != Format.QCOW2 || planned.layer() == Layer.HOST) {
            return null;
        }
        String cluster = image.options().get("cluster_size");
        long clusterBytes = (cluster == null ? CLUSTER : ByteSize.parse(cluster)).bytes();
        boolean extended = "on".equals(image.options().get("extended_l2"));
        long entryBytes = extended ? EXTENDED_L2_ENTRY_BYTES : L2_ENTRY_BYTES;
        ByteSize given = planned.disk().attachment().l2CacheSize();
        ByteSize cache = given == null ? L2_CACHE_MOST : given;
        double covered = (double) cache.bytes() / entryBytes * clusterBytes;
        if (covered >= image.size().bytes()) {
            return null;
        }
        return "An L2 cache of "
                + cache
                + (given == null ? " (QEMU's own)" : "")
                + " covers "
                + ByteSize.of((long) covered).display()
                + " of this disk's "
                + image.size()
                + ": random I/O also reads tables from the image";
    }

    private static long leaks(List<CaseResult> results) {
        return results.stream()
                .flatMap(r -> r.images().stream())
                .map(ImageRecord::check)
                .mapToLong(DiskNotices::leaks)
                .sum();
    }

    private static long leaks(@Nullable ImageCheck check) {
        return check == null ? 0 : check.leaks();
    }
}
