package io.berth.report;

import io.berth.analysis.EffectiveRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requested against effective. Configurations with an equal row share it: what is not plainly as
 * asked stands in one table, everything else in a second.
 */
final class EffectiveView {

    /** The configurations of more rows than these are counted, not named. */
    private static final int MOST_NAMED = 3;

    private final List<EffectiveRow> rows;
    private final List<Line> lines;

    EffectiveView(List<EffectiveRow> rows) {
        this.rows = rows;
        this.lines = lines(rows);
    }

    /** What sets a setting apart; two configurations with the same share a row. */
    private record Found(
            String name,
            String requested,
            @Nullable String effective,
            String source,
            boolean matches) {}

    private record Line(Found found, Set<String> labels, int disks) {
        /** Found, and in the same words as asked for. */
        boolean plain() {
            return found.matches() && found.requested().equals(found.effective());
        }

        int rank() {
            if (!found.matches()) {
                return 0;
            }
            return found.effective() == null ? 2 : 1;
        }
    }

    private static List<Line> lines(List<EffectiveRow> rows) {
        Map<Found, Line> lines = new LinkedHashMap<>();
        for (EffectiveRow row : rows) {
            for (EffectiveRow.Setting s : row.settings()) {
                add(
                        lines,
                        row,
                        new Found(s.name(), s.requested(), s.effective(), s.source(), s.matches()));
            }
            boolean told = row.settings().stream().anyMatch(s -> !s.matches());
            for (String mismatch : told ? List.<String>of() : row.mismatches()) {
                add(lines, row, new Found("other", "", mismatch, "", false));
            }
        }
        return List.copyOf(lines.values());
    }

    private static void add(Map<Found, Line> lines, EffectiveRow row, Found found) {
        Line line = lines.get(found);
        Set<String> labels = new LinkedHashSet<>(line == null ? Set.of() : line.labels());
        labels.add(row.label());
        lines.put(found, new Line(found, labels, (line == null ? 0 : line.disks()) + row.disks()));
    }

    /** Of every disk that was read, in a sentence; nothing if none was. */
    Optional<String> sentence() {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        int disks = rows.stream().mapToInt(EffectiveRow::disks).sum();
        long differing = rows.stream().filter(r -> !r.mismatches().isEmpty()).count();
        int settings = rows.stream().mapToInt(r -> r.settings().size()).max().orElse(0);
        String read =
                Scale.COUNT.shown(disks)
                        + (disks == 1 ? " disk was" : " disks were")
                        + " read back while in use, up to "
                        + settings
                        + " settings each. ";
        return Optional.of(
                read
                        + (differing == 0
                                ? "None contradicts what was asked for."
                                : differing
                                        + " of "
                                        + rows.size()
                                        + " configurations had other settings than were asked for,"
                                        + " and their cases failed."));
    }

    /** What contradicts, what QEMU chose, and what nothing here can tell. */
    Optional<Table> table() {
        List<Line> said = new ArrayList<>();
        for (int rank = 0; rank <= 2; rank++) {
            for (Line line : lines) {
                if (!line.plain() && line.rank() == rank) {
                    said.add(line);
                }
            }
        }
        return table(
                said,
                "Settings that need a word",
                "✗: contradicts what was asked for. default: QEMU was left to choose, and did so.");
    }

    /** What was found in the very words in which it was asked for. */
    Optional<Table> asAsked() {
        return table(
                lines.stream().filter(Line::plain).toList(), "Settings exactly as asked for", "");
    }

    private Optional<Table> table(List<Line> said, String caption, String note) {
        if (said.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new TableBuilder<>(said)
                        .text("setting", l -> l.found().name())
                        .text("requested", l -> l.found().requested())
                        .text("effective", EffectiveView::effective)
                        .text("read from, or why not known", l -> l.found().source())
                        .figure("disks", Scale.COUNT, l -> (double) l.disks())
                        .text("configurations", this::configurations)
                        .mark(l -> l.found().matches() ? "" : "bad")
                        .build(caption, note));
    }

    private static String effective(Line line) {
        String effective = line.found().effective();
        if (effective == null) {
            return "not known";
        }
        return line.found().matches() ? effective : "✗ " + effective;
    }

    private String configurations(Line line) {
        long all = rows.stream().map(EffectiveRow::label).distinct().count();
        int having = line.labels().size();
        if (having == all) {
            return all == 1 ? String.join("", line.labels()) : "all " + all;
        }
        return having <= MOST_NAMED ? String.join("; ", line.labels()) : having + " of " + all;
    }
}
