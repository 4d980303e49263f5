package io.berth.analysis;

import io.berth.analysis.Comparison.BlockRatio;
import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.OperationComparison.SizeRatio;
import io.berth.analysis.OperationFigures.BlockOperation;
import io.berth.plan.GuestConfig;
import io.berth.plan.OperationCase;
import io.berth.plan.OperationConfig;
import io.berth.plan.Plan;
import io.berth.profile.OperationKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares operations block by block, as cases are compared. */
final class OperationComparisons {

    private final Plan plan;
    private final OperationLabels labels;
    private final boolean emulated;
    private final Map<String, OperationFigures> figures = new LinkedHashMap<>();

    private OperationComparisons(Plan plan, List<OperationFigures> operations, boolean emulated) {
        this.plan = plan;
        this.labels = new OperationLabels(plan);
        this.emulated = emulated;
        operations.forEach(o -> figures.put(o.id(), o));
    }

    /** Every pair that is asked about: different operations first. */
    static List<OperationComparison> of(
            Plan plan, List<OperationFigures> operations, boolean emulated) {
        OperationComparisons comparisons = new OperationComparisons(plan, operations, emulated);
        List<OperationComparison> all = new ArrayList<>();
        List<OperationCase> planned = plan.operations();
        for (int i = 0; i < planned.size(); i++) {
            for (int j = i + 1; j < planned.size(); j++) {
                OperationComparison found = comparisons.compare(planned.get(i), planned.get(j));
                if (found != null) {
                    all.add(found);
                }
            }
        }
        List<OperationComparison> sorted = new ArrayList<>();
        all.stream().filter(c -> c.factor().equals("operation.name")).forEach(sorted::add);
        all.stream()
                .filter(c -> c.ofOperations() && !c.factor().equals("operation.name"))
                .forEach(sorted::add);
        all.stream().filter(c -> !c.ofOperations()).forEach(sorted::add);
        return List.copyOf(sorted);
    }

    private @Nullable OperationComparison compare(OperationCase first, OperationCase second) {
        Set<String> disk = differing(OperationLabels.disk(first), OperationLabels.disk(second));
        boolean sameOperation = first.operation().equals(second.operation());
        if (sameOperation && disk.size() == 1) {
            String factor = disk.iterator().next();
            return compared(factor, value(factor, first), value(factor, second), first, second);
        }
        if (!disk.isEmpty() || sameOperation) {
            return null;
        }
        Set<String> told = differing(told(first.operation()), told(second.operation()));
        if (first.operation().kind() == second.operation().kind()) {
            return told.size() == 1
                    ? compared(
                            "operation." + told.iterator().next(),
                            OperationLabels.said(first),
                            OperationLabels.said(second),
                            first,
                            second)
                    : null;
        }
        // The cheaper way of the two is the base, whatever the profile's order.
        boolean inOrder = alternative(first.operation(), second.operation());
        if (!inOrder && !alternative(second.operation(), first.operation())) {
            return null;
        }
        OperationCase a = inOrder ? first : second;
        OperationCase b = inOrder ? second : first;
        return compared("operation.name", OperationLabels.said(a), OperationLabels.said(b), a, b);
    }

    /** Whether people choose between the two: ways to copy, to archive, to change the format. */
    private static boolean alternative(OperationConfig a, OperationConfig b) {
        boolean plain = b.cache() == null && !b.outOfOrder() && b.coroutines() == null;
        return switch (a.kind()) {
            case COPY_SPARSE ->
                    b.kind() == OperationKind.COPY_FULL
                            || (b.kind() == OperationKind.CONVERT && plain && !b.compressed());
            case ARCHIVE -> b.kind() == OperationKind.CONVERT && plain && b.compressed();
            case SAVE -> b.kind() == OperationKind.CHECKPOINT;
            case CREATE,
                    CONVERT,
                    RESIZE,
                    SNAPSHOT_CREATE,
                    SNAPSHOT_APPLY,
                    SNAPSHOT_DELETE,
                    COMMIT,
                    CHECK,
                    COPY_FULL,
                    RESTORE,
                    CHECKPOINT ->
                    false;
        };
    }

    private static Map<String, String> told(OperationConfig config) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("to", String.valueOf(config.to()));
        told.put("compressed", String.valueOf(config.compressed()));
        told.put("cache", String.valueOf(config.cache()));
        told.put("out_of_order", String.valueOf(config.outOfOrder()));
        told.put("coroutines", String.valueOf(config.coroutines()));
        told.put("resize_to", String.valueOf(config.resizeTo()));
        return told;
    }

    private static Set<String> differing(Map<String, String> a, Map<String, String> b) {
        Set<String> names = new HashSet<>(a.keySet());
        names.addAll(b.keySet());
        names.removeIf(name -> Objects.equals(a.get(name), b.get(name)));
        return names;
    }

    private static String value(String factor, OperationCase planned) {
        return Labels.value(factor, OperationLabels.disk(planned).getOrDefault(factor, "default"));
    }

    private @Nullable OperationComparison compared(
            String factor, String a, String b, OperationCase caseA, OperationCase caseB) {
        OperationFigures ofA = figures.get(caseA.id());
        OperationFigures ofB = figures.get(caseB.id());
        if (ofA == null || ofB == null) {
            return null;
        }
        boolean operations = factor.startsWith("operation.");
        List<BlockRatio> blocks = blocks(ofA, ofB, a, b);
        Contrast wall =
                PairedBlocks.contrast(
                        ofB.operation(),
                        "wall_ms",
                        "ms",
                        false,
                        blocks,
                        refusals(blocks, caseA, ofA, ofB),
                        plan.measure().smallestEffect());
        return new OperationComparison(
                factor,
                a,
                b,
                caseA.id(),
                caseB.id(),
                operations ? "" : OperationLabels.said(caseA),
                labels.disk(caseA, Set.of(factor)),
                wall,
                size(ofA, ofB));
    }

    private static @Nullable SizeRatio size(OperationFigures a, OperationFigures b) {
        OperationFigures.Size ofA = a.after();
        OperationFigures.Size ofB = b.after();
        if (ofA == null || ofB == null) {
            return null;
        }
        double bytesA = ofA.allocatedBytes().median();
        double bytesB = ofB.allocatedBytes().median();
        return new SizeRatio(bytesA, bytesB, bytesA > 0 ? (Double) (bytesB / bytesA) : null);
    }

    private static List<BlockRatio> blocks(
            OperationFigures a, OperationFigures b, String nameA, String nameB) {
        List<BlockRatio> blocks = new ArrayList<>();
        for (BlockOperation ofA : a.blocks()) {
            for (BlockOperation ofB : b.blocks()) {
                if (ofA.block() == ofB.block()) {
                    Double msA = ms(ofA);
                    Double msB = ms(ofB);
                    Double ratio = msA == null || msB == null ? null : (Double) (msB / msA);
                    blocks.add(
                            new BlockRatio(
                                    ofA.block(), msA, msB, ratio, spoilt(ofA, ofB, nameA, nameB)));
                }
            }
        }
        return List.copyOf(blocks);
    }

    /** Wall time until it was on the device; null if it did not complete. */
    private static @Nullable Double ms(BlockOperation block) {
        Double wallMs = block.wallMs();
        Double syncMs = block.syncMs();
        if (wallMs == null || !block.status().equals("completed")) {
            return null;
        }
        double ms = wallMs + (syncMs == null ? 0 : syncMs);
        return ms > 0 ? (Double) ms : null;
    }

    private static @Nullable Refusal spoilt(
            BlockOperation a, BlockOperation b, String nameA, String nameB) {
        for (BlockOperation each : List.of(a, b)) {
            if (ms(each) == null) {
                return new Refusal(
                        Refusal.Code.SPOILT_BLOCKS,
                        (each == a ? nameA : nameB)
                                + (each.status().equals("pending")
                                        ? " is pending"
                                        : " " + each.status()));
            }
        }
        return null;
    }

    private List<Refusal> refusals(
            List<BlockRatio> blocks,
            OperationCase planned,
            OperationFigures a,
            OperationFigures b) {
        List<Refusal> refusals = new ArrayList<>();
        int valid = PairedBlocks.valid(blocks);
        if (valid < SignedRank.LEAST) {
            refusals.addAll(PairedBlocks.tooFew(blocks, valid));
        }
        if (emulated && !planned.guest().equals(GuestConfig.NONE)) {
            refusals.add(new Refusal(Refusal.Code.EMULATED, Contrasts.EMULATED));
        }
        if (Operations.noticed(a, "beside_tenants") || Operations.noticed(b, "beside_tenants")) {
            refusals.add(
                    new Refusal(Refusal.Code.BESIDE_TENANTS, "foreign guests ran beside berth's"));
        }
        return List.copyOf(refusals);
    }
}
