package io.berth.cli;

import io.berth.analysis.Spread;
import io.berth.calibration.CommandLines;
import io.berth.calibration.Comparison;
import io.berth.calibration.Measure;
import io.berth.calibration.Pair;
import io.berth.calibration.Row;
import io.berth.calibration.RowResult;
import io.berth.calibration.RowVerdict;
import io.berth.calibration.Schedule;
import io.berth.host.Commands;
import io.berth.run.CalibrationEvents;
import io.berth.units.ByteSize;
import io.berth.units.Durations;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A calibration in lines of text: its plan, then what was found. */
final class CalibrationText implements CalibrationEvents {

    private static final int COLUMNS = 80;

    /** A row's own. */
    private static final Set<String> NAMING = Set.of("rw", "bs", "iodepth");

    private final PrintWriter out;
    private final Schedule schedule;
    private int rows;
    private long startedNs;

    CalibrationText(PrintWriter out, Schedule schedule) {
        this.out = out;
        this.schedule = schedule;
    }

    /** Rows, time, room, and the command lines of the first row. */
    void plan() {
        Path directory = schedule.directory();
        out.println(
                (schedule.againstItself()
                                ? "fio against itself"
                                : "berth's engine and fio in turns")
                        + ", on "
                        + directory);
        out.println();
        int width = width();
        Map<String, String> usual = usual();
        for (Row row : schedule.rows()) {
            StringBuilder words = new StringBuilder();
            row.options()
                    .forEach(
                            (k, v) ->
                                    words.append(v.equals(usual.get(k)) ? "" : " " + k + "=" + v));
            Row.Load load = row.load();
            if (load != null) {
                words.append(
                        String.format(
                                Locale.ROOT,
                                " rate_iops=%.0f%% of %s",
                                load.share() * 100,
                                load.row()));
            }
            out.printf(Locale.ROOT, "  %-" + width + "s%s%n", row.name(), words);
        }
        if (!usual.isEmpty()) {
            out.println();
            List<String> words = new ArrayList<>();
            usual.forEach((k, v) -> words.add(k + "=" + v));
            printFolded("else  ", words, "");
        }
        out.println();
        out.printf(
                Locale.ROOT,
                "time  about %s: %d rows × %d pairs × 2 runs of %s after a ramp of %s%n",
                Durations.display(schedule.expected()),
                schedule.rows().size(),
                schedule.pairs(),
                Durations.exact(schedule.runtime()),
                Durations.exact(schedule.rampTime()));
        out.printf(
                Locale.ROOT,
                "room  %s, removed at the end unless --keep; %s free%n",
                ByteSize.of(schedule.bytes()).display(),
                free(directory));
        if (schedule.pairs() < Schedule.VERDICT_PAIRS) {
            out.printf(
                    Locale.ROOT,
                    "      no verdicts: %d pairs, %d are needed%n",
                    schedule.pairs(),
                    Schedule.VERDICT_PAIRS);
        }
        Row first = schedule.rows().getFirst();
        Path json = Path.of("OUT.json");
        printFolded("run   ", quoted(CommandLines.fio(schedule, first, null, json)), " \\");
        if (!schedule.againstItself()) {
            List<String> berth =
                    CommandLines.berth(Program.commandLine(), schedule, first, null, json);
            printFolded("      ", quoted(berth), " \\");
        }
        out.println();
        out.flush();
    }

    /** What more than half of the rows have in common, beyond what every row is named by. */
    private Map<String, String> usual() {
        Map<String, String> usual = new LinkedHashMap<>();
        for (String key : schedule.rows().getFirst().options().keySet()) {
            Map<String, Long> counts =
                    schedule.rows().stream()
                            .map(row -> row.options().getOrDefault(key, ""))
                            .collect(Collectors.groupingBy(v -> v, Collectors.counting()));
            counts.forEach(
                    (value, count) -> {
                        if (!NAMING.contains(key)
                                && !value.isEmpty()
                                && 2 * count > schedule.rows().size()) {
                            usual.put(key, value);
                        }
                    });
        }
        return usual;
    }

    /** Prints words within 80 columns, lines after the first one indented. */
    private void printFolded(String head, List<String> words, String continued) {
        StringBuilder line = new StringBuilder(head);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean empty = line.toString().isBlank() || line.length() == head.length();
            if (!empty && line.length() + 1 + word.length() + continued.length() > COLUMNS) {
                out.println(line + continued);
                line = new StringBuilder(" ".repeat(head.length() + 2)).append(word);
            } else {
                line.append(empty ? "" : " ").append(word);
            }
        }
        out.println(line);
    }

    private static List<String> quoted(List<String> command) {
        return command.stream().map(word -> Commands.commandLine(List.of(word))).toList();
    }

    private static String free(Path directory) {
        Path at = directory;
        while (at != null && !at.toFile().exists()) {
            at = at.getParent();
        }
        return at == null ? "nothing" : ByteSize.of(at.toFile().getUsableSpace()).display();
    }

    private int width() {
        return schedule.rows().stream().mapToInt(row -> row.name().length()).max().orElse(0);
    }

    @Override
    public void layingOut(Path file, long bytes) {
        out.println("writing " + ByteSize.of(bytes).display() + " to " + file + " …");
        out.flush();
    }

    @Override
    public void rowBegins(Row row) {
        if (rows++ == 0) {
            out.println();
            out.println(
                    (schedule.againstItself() ? "fio ÷ fio" : "berth ÷ fio")
                            + ": median (smallest–largest)");
        }
        if (rows == 1) {
            startedNs = System.nanoTime();
        }
        // As long as the rows before; the first, as planned.
        Duration each =
                rows == 1
                        ? schedule.expected().dividedBy(schedule.rows().size())
                        : Duration.ofNanos(System.nanoTime() - startedNs).dividedBy(rows - 1L);
        Duration left = each.multipliedBy(schedule.rows().size() - rows + 1L);
        out.printf(
                Locale.ROOT,
                "%n%s, row %d of %d, about %s left%n",
                row.name(),
                rows,
                schedule.rows().size(),
                Durations.display(left));
        out.flush();
    }

    @Override
    public void pairEnded(Row row, Pair pair) {
        Double berth = Measure.IOPS.of(pair.berth());
        Double fio = Measure.IOPS.of(pair.fio());
        if (berth == null || fio == null) {
            out.println("  pair " + pair.number() + " failed");
        } else {
            out.printf(
                    Locale.ROOT,
                    "  pair %d: %,d ÷ %,d IOPS = %.3f%n",
                    pair.number(),
                    Math.round(berth),
                    Math.round(fio),
                    berth / fio);
        }
        out.flush();
    }

    @Override
    public void rowEnded(RowResult result, RowVerdict verdict) {
        StringBuilder line = new StringBuilder("  ");
        for (Comparison each : verdict.comparisons()) {
            Spread spread = each.spread();
            if (spread != null) {
                line.append(
                        String.format(
                                Locale.ROOT,
                                "%s %.2f (%.2f–%.2f)  ",
                                each.measure().title(),
                                spread.median(),
                                spread.min(),
                                spread.max()));
            }
        }
        out.println(line.toString().stripTrailing());
        out.println("  " + verdict.says());
        verdict.reasons().forEach(reason -> out.println("    " + reason));
        out.flush();
    }
}
