package io.berth.analysis;

import io.berth.analysis.Analysis.NoticeFigure;
import io.berth.analysis.Analysis.NoticeRow;
import io.berth.plan.Case;
import io.berth.results.CaseResult;
import io.berth.results.HostUse;
import io.berth.results.Notice;
import io.berth.results.RunData;
import io.berth.results.Window;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a reader must know, each once, with the cases that it is about. */
final class Notices {

    /** More texts than these of one code are not said together. */
    private static final int MOST_TEXTS = 3;

    /** In the plan's note of a disk larger than what its L2 cache covers. */
    private static final String OF_L2_CACHE = "the L2 cache (";

    private Notices() {}

    static List<NoticeRow> of(RunData run) {
        List<NoticeRow> rows = new ArrayList<>();
        for (String note : run.plan().notes()) {
            if (note.contains(OF_L2_CACHE)) {
                // Said next to the cases that it is about.
                continue;
            }
            rows.add(new NoticeRow("plan", note, List.of(), List.of()));
        }
        if (run.torn() != null) {
            rows.add(
                    new NoticeRow(
                            "torn_journal",
                            "The journal's last line was torn by a crash and is not counted: "
                                    + run.torn(),
                            List.of(),
                            List.of()));
        }
        Map<String, Set<String>> texts = new LinkedHashMap<>();
        Map<String, Map<String, List<CaseResult>>> cases = new LinkedHashMap<>();
        for (Case planned : run.plan().cases()) {
            for (CaseResult result : run.results()) {
                if (result.caseId().equals(planned.id())) {
                    for (Notice notice : result.notices()) {
                        texts.computeIfAbsent(notice.code(), code -> new LinkedHashSet<>())
                                .add(notice.text());
                        cases.computeIfAbsent(notice.code(), code -> new LinkedHashMap<>())
                                .computeIfAbsent(planned.id(), id -> new ArrayList<>())
                                .add(result);
                    }
                }
            }
        }
        texts.forEach(
                (code, said) -> rows.add(row(code, said, cases.getOrDefault(code, Map.of()))));
        return List.copyOf(rows);
    }

    private static NoticeRow row(
            String code, Set<String> texts, Map<String, List<CaseResult>> cases) {
        List<NoticeFigure> figures = new ArrayList<>();
        cases.forEach((id, results) -> figure(code, id, results, figures));
        List<String> ids = List.copyOf(cases.keySet());
        String range = range(figures);
        boolean twins =
                cases.values().stream().flatMap(List::stream).anyMatch(r -> r.twins() != null);
        String text = range == null ? null : sentence(code, range, twins ? "was" : "guests");
        return texts.size() == 1 || text == null
                ? new NoticeRow(code, joined(texts), ids, figures)
                : new NoticeRow(code, text, ids, figures);
    }

    private static void figure(
            String code, String id, List<CaseResult> results, List<NoticeFigure> figures) {
        List<Double> shares = new ArrayList<>();
        for (CaseResult result : results) {
            Double share = share(code, result);
            if (share != null) {
                shares.add(share);
            }
        }
        Spread.of(shares).ifPresent(spread -> figures.add(new NoticeFigure(id, spread)));
    }

    /** What the runner made the notice for; null if its code has no figure. */
    private static @Nullable Double share(String code, CaseResult result) {
        HostUse host = result.host();
        Window window = result.window();
        if (host == null || window == null) {
            return null;
        }
        return switch (code) {
            case "host_cpu" -> host.cpuShare();
            case "steal" -> host.stealShare();
            case "ram_served", "unallocated_reads" ->
                    ratio(host.deviceReadBytes(), bytes(result, window, "read"));
            case "ram_absorbed" -> ratio(host.deviceWriteBytes(), bytes(result, window, "write"));
            default -> null;
        };
    }

    private static @Nullable Double ratio(long device, double guests) {
        return guests == 0 ? null : Math.min(1, device / guests);
    }

    private static double bytes(CaseResult result, Window window, String op) {
        return result.guests().stream()
                .flatMap(guest -> guest.ops().stream())
                .filter(found -> found.op().equals(op))
                .mapToDouble(found -> found.bytesIn(window))
                .sum();
    }

    private static @Nullable String range(List<NoticeFigure> figures) {
        if (figures.isEmpty()) {
            return null;
        }
        double least = figures.stream().mapToDouble(f -> f.share().min()).min().orElseThrow();
        double most = figures.stream().mapToDouble(f -> f.share().max()).max().orElseThrow();
        String from = Figures.significant(least * 100, 2);
        String to = Figures.significant(most * 100, 2);
        return (from.equals(to) ? from : from + "–" + to) + " %";
    }

    /**
     * The notice of several cases, whose figures lie in a range; null for other codes.
     *
     * @param who guests, or with twins at the host among them just what was done
     */
    private static @Nullable String sentence(String code, String range, String who) {
        return switch (code) {
            case "host_cpu" ->
                    "The host's CPUs were "
                            + range
                            + " busy: they, not the storage, may be the limit.";
            case "steal" -> range + " of the host's CPU time was taken by a hypervisor under it.";
            case "ram_served" ->
                    "Of what "
                            + who
                            + " read, the device supplied "
                            + range
                            + "; the rest came from the host's page cache. RAM is not disk.";
            case "unallocated_reads" ->
                    "Of what "
                            + who
                            + " read, the device supplied "
                            + range
                            + ": blocks of a fresh image that were never written read as zeros"
                            + " without the device. These are no storage figures.";
            case "ram_absorbed" ->
                    "Of what "
                            + (who.equals("was") ? "was written" : who + " wrote")
                            + ", "
                            + range
                            + " reached the device within the window; the rest was in the host's"
                            + " RAM.";
            default -> null;
        };
    }

    private static String joined(Set<String> texts) {
        String joined = String.join(" ", texts.stream().limit(MOST_TEXTS).toList());
        int more = texts.size() - MOST_TEXTS;
        return more > 0 ? joined + " " + more + " more in the cases' files." : joined;
    }
}
