package io.berth.engine.output;

import io.berth.engine.result.Effective;
import io.berth.engine.result.IoError;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.VerifyFigures;
import io.berth.units.Figures;
import io.berth.units.Lines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What the human summary says beyond fio's: how the I/O was really done, and what went wrong. */
final class OwnLines {

    private static final int LINE = 80;
    private static final String INDENT = " ".repeat(17);

    private final List<String> lines = new ArrayList<>();

    private OwnLines() {}

    static List<String> of(Row row) {
        OwnLines own = new OwnLines();
        own.effective(row);
        own.jvm(row);
        own.verify(row);
        row.errors().forEach(own::error);
        for (JobResult member : row.members()) {
            if (member.failure() != null) {
                own.add("failed", who(row, member) + member.failure());
            }
        }
        return own.lines;
    }

    private void effective(Row row) {
        Map<Effective, List<JobResult>> jobs =
                row.members().stream()
                        .collect(
                                Collectors.groupingBy(
                                        JobResult::effective,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        jobs.forEach(
                (effective, members) -> {
                    String whose =
                            jobs.size() == 1
                                    ? ""
                                    : members.stream()
                                                    .map(m -> label(m))
                                                    .collect(Collectors.joining(", "))
                                            + ": ";
                    add("done by", whose + engine(effective));
                    if (!effective.ringFlags().isEmpty()) {
                        add("ring flags", String.join(", ", effective.ringFlags()));
                    }
                    effective.fallbacks().forEach(fallback -> add("fallback", fallback));
                });
    }

    private static String engine(Effective effective) {
        List<String> parts = new ArrayList<>();
        parts.add(effective.ioengine().word());
        parts.add(effective.direct() ? "O_DIRECT" : "buffered");
        if (!effective.syncFlag().equals("none")) {
            parts.add(effective.syncFlag());
        }
        if (effective.registeredFiles()) {
            parts.add("registered files");
        }
        if (effective.fixedBuffers()) {
            parts.add("fixed buffers");
        }
        parts.add(effective.pages());
        if (effective.alignBytes() > 0) {
            parts.add("aligned to " + effective.alignBytes() + " B");
        }
        if (effective.combinedEnter()) {
            parts.add("one call submits and waits (no slat)");
        }
        return String.join(", ", parts);
    }

    private void jvm(Row row) {
        long collections =
                row.members().stream().mapToLong(JobResult::collections).max().orElseThrow();
        long allocated = row.sum(JobResult::allocatedBytes);
        if (collections > 0 || allocated > 0) {
            add(
                    "JVM",
                    "in the measured time "
                            + collections
                            + (collections == 1 ? " collection, " : " collections, ")
                            + Figures.grouped(allocated)
                            + " B allocated");
        }
    }

    private void verify(Row row) {
        List<VerifyFigures> figures =
                row.members().stream().map(JobResult::verify).filter(Objects::nonNull).toList();
        if (figures.isEmpty()) {
            return;
        }
        long bad = figures.stream().mapToLong(VerifyFigures::bad).sum();
        long blocks = figures.stream().mapToLong(VerifyFigures::blocks).sum();
        add(
                "verify",
                Figures.grouped(blocks) + " blocks checked, " + Figures.grouped(bad) + " bad");
        figures.stream()
                .flatMap(f -> f.firstBad().stream())
                .forEach(line -> add("bad block", line));
    }

    private void error(IoError error) {
        add(
                "error",
                Figures.grouped(error.count())
                        + " × "
                        + error.op()
                        + " "
                        + error.errno()
                        + " ("
                        + error.message()
                        + "), first at offset "
                        + error.firstOffsetBytes()
                        + " of "
                        + error.file());
    }

    private static String who(Row row, JobResult member) {
        return row.members().size() == 1 ? "" : label(member) + ": ";
    }

    private static String label(JobResult member) {
        return member.job().name() + "." + member.job().number();
    }

    private void add(String label, String text) {
        String head = String.format(Locale.ROOT, "  %-13s: ", label);
        for (String line : Lines.wrap(text, LINE - INDENT.length())) {
            lines.add(head + line);
            head = INDENT;
        }
    }
}
