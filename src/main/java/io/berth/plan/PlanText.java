package io.berth.plan;

import io.berth.profile.Factors;
import io.berth.profile.Layer;
import io.berth.units.ByteSize;
import io.berth.units.Durations;
import io.berth.units.Figures;
import io.berth.units.Lines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A plan for a person at a terminal of 80 columns. */
public final class PlanText {

    private static final int COLUMNS = 80;

    /** Longer orders are in the plan's JSON; nobody reads them at a terminal. */
    private static final int ORDERED_CASES_MAX = 24;

    private final Plan plan;
    private final StringBuilder out = new StringBuilder();

    private PlanText(Plan plan) {
        this.plan = plan;
    }

    /** Cases, exclusions with their reasons, blocks, time and space, each line ended. */
    public static String render(Plan plan) {
        PlanText text = new PlanText(plan);
        text.head();
        text.workloads();
        text.cases();
        text.operations();
        text.exclusions();
        text.blocks();
        text.cost();
        text.notes();
        return text.out.toString();
    }

    private void head() {
        line(plan.profile() + " (" + plan.profileFile() + ")");
        String purpose = plan.purpose();
        if (purpose != null) {
            wrapped("", purpose.strip());
        }
        List<String> parts = new ArrayList<>();
        List<Case> guests = at(Layer.GUEST);
        List<Case> hosts = at(Layer.HOST);
        List<Case> told = guests.isEmpty() ? hosts : guests;
        if (told.isEmpty()) {
            return;
        }
        Factors.order().stream()
                .filter(factor -> !factor.startsWith("workload."))
                .filter(factor -> !factor.equals("layer") || told.size() == plan.cases().size())
                .forEach(factor -> constant(told, factor).ifPresent(parts::add));
        line("");
        line(guests.isEmpty() || hosts.isEmpty() ? "Everywhere:" : "In all guests:");
        wrapped("  ", String.join("  ", parts));
        if (!hosts.isEmpty()) {
            line("");
            line("At the host:");
            wrapped(
                    "  ",
                    "raw files of the same size and preallocation, one a guest, by berth's own"
                            + " engine; O_DIRECT, flushes and page cache as the guests' cache mode"
                            + " has them");
        }
    }

    private List<Case> at(Layer layer) {
        return plan.cases().stream().filter(c -> c.layer() == layer).toList();
    }

    /** What each workload is, so that the table of cases can call it by its name. */
    private void workloads() {
        if (plan.cases().isEmpty()) {
            return;
        }
        line("");
        line("Workloads:");
        Map<String, List<Case>> byName = new LinkedHashMap<>();
        plan.cases()
                .forEach(
                        c ->
                                byName.computeIfAbsent(c.workload().name(), n -> new ArrayList<>())
                                        .add(c));
        byName.forEach(
                (name, cases) -> {
                    List<String> parts = new ArrayList<>();
                    Workload.JobFile file = cases.getFirst().workload().jobFile();
                    if (file != null) {
                        parts.add("file=" + file.file());
                    }
                    Factors.order().stream()
                            .filter(f -> f.startsWith("workload.") && !f.equals("workload.name"))
                            .forEach(
                                    f ->
                                            constant(cases, f)
                                                    .map(p -> p.substring("workload.".length()))
                                                    .ifPresent(parts::add));
                    hanging("  " + name + ": ", String.join("  ", parts));
                });
    }

    /** {@code factor=value} if it is the same in all of these cases, and there at all. */
    private static Optional<String> constant(List<Case> cases, String factor) {
        return constantOf(cases.stream().map(Case::factors).toList(), factor);
    }

    private static Optional<String> constantOf(
            List<SortedMap<String, String>> cases, String factor) {
        String value = cases.getFirst().get(factor);
        return value != null
                        && !factor.equals("guests")
                        && cases.stream().allMatch(c -> value.equals(c.get(factor)))
                ? Optional.of(factor + "=" + value)
                : Optional.empty();
    }

    private void cases() {
        if (plan.cases().isEmpty()) {
            return;
        }
        line("");
        line("Cases: %s".formatted(Figures.grouped(plan.cases().size())));
        List<String> factors = CaseIds.varying(plan.cases().stream().map(Case::factors).toList());
        Table table = new Table();
        List<String> header = new ArrayList<>(List.of("#"));
        factors.forEach(f -> header.add(shortName(f, factors)));
        header.add("guests");
        table.add(header);
        ladders().forEach((rest, numbers) -> table.add(row(rest, numbers, factors)));
        table.render(COLUMNS).forEach(this::line);
    }

    /** Operations, numbered after the cases: blocks hold both. */
    private void operations() {
        if (plan.operations().isEmpty()) {
            return;
        }
        line("");
        line("Operations: %s".formatted(Figures.grouped(plan.operations().size())));
        List<SortedMap<String, String>> all =
                plan.operations().stream().map(OperationCase::factors).toList();
        List<String> parts = new ArrayList<>();
        Factors.order().stream()
                .filter(factor -> !factor.startsWith("operation."))
                .forEach(factor -> constantOf(all, factor).ifPresent(parts::add));
        wrapped("  ", "all of them: " + String.join("  ", parts));
        Set<String> columns = new LinkedHashSet<>();
        Factors.order().stream()
                .filter(factor -> factor.startsWith("operation."))
                .filter(factor -> all.stream().anyMatch(one -> one.containsKey(factor)))
                .forEach(columns::add);
        columns.addAll(CaseIds.varying(all));
        List<String> factors = List.copyOf(columns);
        Table table = new Table();
        List<String> header = new ArrayList<>(List.of("#"));
        factors.forEach(f -> header.add(shortName(f, factors)));
        table.add(header);
        for (int i = 0; i < all.size(); i++) {
            SortedMap<String, String> one = all.get(i);
            List<String> row = new ArrayList<>();
            row.add(Integer.toString(plan.cases().size() + i + 1));
            factors.forEach(factor -> row.add(one.getOrDefault(factor, "-")));
            table.add(row);
        }
        table.render(COLUMNS).forEach(this::line);
    }

    /** {@code cache} for {@code disk.cache}, unless another column would be called the same. */
    private static String shortName(String factor, List<String> all) {
        String key = factor.substring(factor.lastIndexOf('.') + 1);
        boolean clear = all.stream().filter(f -> f.endsWith("." + key)).count() < 2;
        return switch (factor) {
            case "workload.name" -> "workload";
            case "operation.name" -> "operation";
            default -> clear ? key : factor.replaceFirst("^disk\\.(options\\.)?", "");
        };
    }

    /** The numbers of the cases that differ in nothing but guests, by the rest of their factors. */
    private Map<SortedMap<String, String>, List<Integer>> ladders() {
        Map<SortedMap<String, String>, List<Integer>> ladders = new LinkedHashMap<>();
        for (int i = 0; i < plan.cases().size(); i++) {
            SortedMap<String, String> rest = new TreeMap<>(plan.cases().get(i).factors());
            rest.remove("guests");
            ladders.computeIfAbsent(rest, r -> new ArrayList<>()).add(i + 1);
        }
        return ladders;
    }

    private List<String> row(
            SortedMap<String, String> rest, List<Integer> numbers, List<String> factors) {
        List<String> row = new ArrayList<>();
        row.add(ranges(numbers));
        factors.forEach(factor -> row.add(rest.getOrDefault(factor, "-")));
        List<String> guests = new ArrayList<>();
        for (int number : numbers) {
            guests.add(Integer.toString(plan.cases().get(number - 1).guests()));
        }
        row.add(String.join(", ", guests));
        return row;
    }

    /** {@code 1-3, 7} of 1, 2, 3, 7. */
    private static String ranges(List<Integer> numbers) {
        List<String> ranges = new ArrayList<>();
        int start = numbers.getFirst();
        for (int i = 0; i < numbers.size(); i++) {
            boolean last = i + 1 == numbers.size() || numbers.get(i + 1) != numbers.get(i) + 1;
            if (last) {
                ranges.add(start == numbers.get(i) ? "" + start : start + "-" + numbers.get(i));
                start = i + 1 == numbers.size() ? start : numbers.get(i + 1);
            }
        }
        return String.join(", ", ranges);
    }

    private void exclusions() {
        if (plan.exclusions().isEmpty()) {
            return;
        }
        int total = plan.exclusions().stream().mapToInt(Exclusion::combinations).sum();
        line("");
        line("Left out: %s".formatted(Figures.grouped(total)));
        for (Exclusion exclusion : plan.exclusions()) {
            List<String> factors = new ArrayList<>();
            exclusion.factors().forEach((factor, value) -> factors.add(factor + "=" + value));
            hanging(
                    "  %6s  ".formatted(Figures.grouped(exclusion.combinations())),
                    exclusion.reason()
                            + (factors.isEmpty() ? "" : " (" + String.join(", ", factors) + ")"));
        }
    }

    private void blocks() {
        int count = plan.blocks().size();
        line("");
        line(
                "Blocks: %d, each all %s in random order (seed %d)"
                        .formatted(count, blockHolds(), plan.measure().seed()));
        if (plan.blocks().getFirst().caseIds().size() > ORDERED_CASES_MAX
                || count > ORDERED_CASES_MAX) {
            line("  the orders are in the plan as JSON (--json)");
            return;
        }
        Map<String, Integer> numbers = new LinkedHashMap<>();
        plan.cases().forEach(c -> numbers.put(c.id(), numbers.size() + 1));
        plan.operations().forEach(o -> numbers.put(o.id(), numbers.size() + 1));
        for (Block block : plan.blocks()) {
            hanging(
                    "  %3d:  ".formatted(block.number()),
                    String.join(
                            " ",
                            block.caseIds().stream().map(id -> "" + numbers.get(id)).toList()));
        }
    }

    private String blockHolds() {
        return plan.operations().isEmpty()
                ? "cases"
                : plan.cases().isEmpty() ? "operations" : "cases and operations";
    }

    private void cost() {
        Estimate estimate = plan.estimate();
        line("");
        line(
                "Time:   about %s, of which %s measured (with ramps)"
                        .formatted(
                                Durations.display(estimate.total()),
                                Durations.display(estimate.measured())));
        estimate.spaceBytes()
                .forEach(
                        (storage, bytes) ->
                                line(
                                        "Space:  up to %s under %s"
                                                .formatted(ByteSize.of(bytes).display(), storage)));
    }

    private void notes() {
        if (!plan.notes().isEmpty()) {
            line("");
            line("Notes:");
            plan.notes().forEach(note -> hanging("  - ", note));
        }
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void wrapped(String indent, String text) {
        Lines.wrap(text, COLUMNS - indent.length()).forEach(part -> line(indent + part));
    }

    private void hanging(String first, String text) {
        String indent = " ".repeat(first.length());
        List<String> lines = Lines.wrap(text, COLUMNS - first.length());
        for (int i = 0; i < lines.size(); i++) {
            line((i == 0 ? first : indent) + lines.get(i));
        }
    }
}
